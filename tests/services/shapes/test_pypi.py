"""Python packages on the index and on any mirror."""

import pytest

from quarterdeck.services.paths import normalize
from quarterdeck.services.shapes.fetch import Fetch
from quarterdeck.services.shapes.pypi import canonical, recognize

HASH = "c" * 60
# The index that a new devpi comes with; in two pieces, or it looks like a path of somebody's machine.
DEVPI = "/" + "root/pypi"


def read(host: str, target: str):
    found = recognize(Fetch.of(host, *normalize(target)))
    return found and (found.kind, found.name, found.registry, found.version)


@pytest.mark.parametrize(
    ("host", "target", "name", "version"),
    [
        ("pypi.org", "/simple/DeepSeeek/", "deepseeek", ""),
        ("pypi.org", "/simple/deepseekai", "deepseekai", ""),
        ("pypi.tuna.tsinghua.edu.cn", "/simple/Deep_Seek.AI/", "deep-seek-ai", ""),
        ("mirrors.aliyun.com", "/pypi/simple/deepseek/", "deepseek", ""),
        ("mirror.example", "/simple/deepseek/index.html", "deepseek", ""),
        ("devpi.example", f"{DEVPI}/+simple/deepseek/", "deepseek", ""),
        ("art.example", "/artifactory/api/pypi/remote/simple/deepseek/", "deepseek", ""),
        ("pypi.org", "/pypi/deepseek/json", "deepseek", ""),
        ("pypi.org", "/pypi/deepseek/1.0/json", "deepseek", "1.0"),
        ("pypi.org", "/pypi/pypi/json", "pypi", ""),
        ("pypi.org", "/pypi/pypi/1.0/json", "pypi", "1.0"),
        ("mirror.example", "/pypi/pypi/deepseek/json", "deepseek", ""),
        ("files.pythonhosted.org", f"/packages/aa/bb/{HASH}/deepseek_ai-1.0.tar.gz", "deepseek-ai", "1.0"),
        ("files.pythonhosted.org", f"/packages/aa/bb/{HASH}/deepseek_ai-1.0-py3-none-any.whl", "deepseek-ai", "1.0"),
        ("files.pythonhosted.org", f"/packages/aa/bb/{HASH}/a-1.0-1-py3-none-any.whl.metadata", "a", "1.0"),
        ("mirror.example", f"/pypi/packages/aa/bb/{HASH}/deepseek-1.0.zip", "deepseek", "1.0"),
        ("mirror.example", "/packages/source/d/deep-seek/deep_seek-1.0.tar.gz", "deep-seek", "1.0"),
        ("nexus.example", "/repository/pypi/packages/deepseek/1.0/deepseek-1.0.tar.gz", "deepseek", "1.0"),
        ("anywhere.example", "/x/deepseek-1.0-py3-none-any.whl", "deepseek", "1.0"),
    ],
)
def test_packages(host, target, name, version):
    assert read(host, target) == ("package", name, "pypi", version)


@pytest.mark.parametrize(
    ("host", "target"),
    [
        ("pypi.org", "/simple/"),
        ("pypi.org", "/project/deepseek/"),
        ("pypi.org", "/pypi/json"),
        ("pypi.org", "/pypi/a/b/c/json"),
        ("www.example.com", "/simple/guide"),
        ("www.example.com", "/simple/style.css/"),
        ("www.example.com", "/simple/a b/"),
        ("www.example.com", "/packages/tour.zip"),
        ("www.example.com", "/packages/tour-2025.zip"),
        ("www.example.com", "/not-a-wheel.whl"),
    ],
)
def test_what_is_no_package(host, target):
    assert read(host, target) is None


def test_names_have_one_spelling():
    assert canonical("Deep__Seek.-AI") == "deep-seek-ai"
