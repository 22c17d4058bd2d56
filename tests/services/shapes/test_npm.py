"""JavaScript packages: tarballs anywhere, documents on known registries."""

import pytest

from quarterdeck.services.paths import normalize
from quarterdeck.services.shapes.fetch import Fetch
from quarterdeck.services.shapes.npm import REGISTRIES, recognize


def read(host: str, target: str):
    found = recognize(Fetch.of(host, *normalize(target)))
    return found and (found.kind, found.name, found.registry, found.version)


@pytest.mark.parametrize(
    ("host", "target", "name", "version"),
    [
        ("registry.npmjs.org", "/deepseek", "deepseek", ""),
        ("registry.npmjs.org", "/deepseek/latest", "deepseek", "latest"),
        ("registry.npmjs.org", "/@deepseek%2fsdk", "@deepseek/sdk", ""),
        ("registry.npmjs.org", "/@deepseek/sdk/1.0.0", "@deepseek/sdk", "1.0.0"),
        ("registry.npmjs.org", "/deepseek/-/deepseek-1.0.0.tgz", "deepseek", "1.0.0"),
        ("registry.yarnpkg.com", "/@a/b/-/b-1.0.0-rc.1.tgz", "@a/b", "1.0.0-rc.1"),
        ("npm.pkg.github.com", "/download/@a/b/1.0.0/abcdef", "@a/b", "1.0.0"),
        ("mirrors.huaweicloud.com", "/repository/npm/deepseek", "deepseek", ""),
        ("anywhere.example", "/npm/deepseek/-/deepseek-1.0.0.tgz", "deepseek", "1.0.0"),
        ("gitlab.example", "/api/v4/packages/npm/@a/b/-/@a/b-1.0.0.tgz", "@a/b", "1.0.0"),
    ],
)
def test_packages(host, target, name, version):
    assert read(host, target) == ("package", name, "npm", version)


@pytest.mark.parametrize(
    ("host", "target"),
    [
        ("registry.npmjs.org", "/"),
        ("registry.npmjs.org", "/-/ping"),
        ("registry.npmjs.org", "/-/v1/search?text=x"),
        ("registry.npmjs.org", "/favicon.ico"),
        ("registry.npmjs.org", "/@scope"),
        ("mirrors.huaweicloud.com", "/debian/dists"),
        ("www.example.com", "/deepseek"),
        ("gitlab.example", "/a/b/-/archive/main/b-main.tgz"),
        ("www.example.com", "/-/a-1.tgz"),
        ("www.example.com", "/a/-/b-1.tgz"),
    ],
)
def test_what_is_no_package(host, target):
    assert read(host, target) is None


def test_prefixes_are_whole_segments():
    assert all(prefix.startswith("/") and prefix.endswith("/") for prefix in REGISTRIES.values())
