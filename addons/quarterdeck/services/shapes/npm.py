"""JavaScript packages: tarballs (`/{name}/-/{name}-{version}.tgz`) on any host, metadata on known registries."""

from __future__ import annotations

import re

from quarterdeck.model.content import Artifact
from quarterdeck.services.shapes.fetch import Fetch

# Host and the path before the name of a package.
REGISTRIES = {
    "registry.npmjs.org": "/",
    "registry.npmjs.com": "/",
    "registry.yarnpkg.com": "/",
    "npm.pkg.github.com": "/",
    "registry.npmmirror.com": "/",
    "registry.npm.taobao.org": "/",
    "mirrors.cloud.tencent.com": "/npm/",
    "mirrors.tencent.com": "/npm/",
    "mirrors.huaweicloud.com": "/repository/npm/",
    "repo.huaweicloud.com": "/repository/npm/",
}
_PACKAGE = re.compile(r"(@[a-z0-9~_-][a-z0-9._~-]*/)?[a-z0-9~_][a-z0-9._~-]*\Z")
_NOT_PACKAGES = frozenset({"favicon.ico", "robots.txt", "index.html"})


def recognize(fetch: Fetch) -> Artifact | None:
    """A package's tarball, or the document that lists its versions."""
    return _tarball(fetch) or _document(fetch)


def _tarball(fetch: Fetch) -> Artifact | None:
    if not fetch.folded.endswith(".tgz") or "/-/" not in fetch.folded:
        return None
    head, _, tail = fetch.folded.rpartition("/-/")
    parts = head.split("/")[1:]
    if not parts or not parts[-1]:
        return None
    base = parts[-1]
    scope = parts[-2] + "/" if len(parts) > 1 and parts[-2].startswith("@") else ""
    # GitLab and Artifactory repeat the scope after the dash.
    file = tail.removeprefix(scope)
    if "/" in file or not file.startswith(base + "-") or not _PACKAGE.match(scope + base):
        return None
    return Artifact("package", scope + base, "npm", file.removeprefix(base + "-").removesuffix(".tgz"))


def _document(fetch: Fetch) -> Artifact | None:
    prefix = REGISTRIES.get(fetch.host)
    if prefix is None or not fetch.folded.startswith(prefix):
        return None
    parts = fetch.folded[len(prefix) :].strip("/").split("/")
    if parts[0] == "download":
        parts = parts[1:]
    length = 2 if parts and parts[0].startswith("@") else 1
    name, rest = "/".join(parts[:length]), parts[length:]
    if not _PACKAGE.match(name) or name in _NOT_PACKAGES:
        return None
    return Artifact("package", name, "npm", rest[0] if rest else "")
