"""Python packages on any index or mirror: PEP 503 `/simple/{name}/`, `/pypi/{name}/json`, wheels and sdists."""

from __future__ import annotations

import re

from quarterdeck.model.content import Artifact
from quarterdeck.services.shapes.fetch import Fetch, under

_INDEXES = ("pypi.org", "pythonhosted.org", "pypi.python.org", "pypi.tuna.tsinghua.edu.cn")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\Z")
_PAGE = (".html", ".htm", ".php", ".js", ".css", ".png", ".svg", ".ico", ".txt", ".xml", ".json", ".aspx", ".jsp")
_SDIST = (".tar.gz", ".tar.bz2", ".tgz", ".zip")
_NUMBERED = re.compile(r"v?[0-9]")
_VERSION = re.compile(r"-(?=v?[0-9])")
_HASHED = re.compile(r"/packages/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{40,}/[^/]+\Z")


def canonical(name: str) -> str:
    """The one spelling of a project's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def recognize(fetch: Fetch) -> Artifact | None:
    """The page of a project in an index, its metadata, or a file of it."""
    return _simple(fetch) or _metadata(fetch.words) or _file(fetch)


def _simple(fetch: Fetch) -> Artifact | None:
    parts = fetch.words
    if parts[-1] in ("", "index.html") and len(parts) > 2:
        place, name = parts[-3], parts[-2]
    elif len(parts) > 1 and under(fetch.host, _INDEXES):
        place, name = parts[-2], parts[-1]
    else:
        return None
    if place not in ("simple", "+simple") or not _NAME.match(name) or name.endswith(_PAGE):
        return None
    return Artifact("package", canonical(name), "pypi")


def _metadata(parts: tuple[str, ...]) -> Artifact | None:
    if parts[-1] != "json":
        return None
    name, version = "", ""
    if len(parts) > 3 and parts[-4] == "pypi" and _NUMBERED.match(parts[-2]):
        name, version = parts[-3], parts[-2]
    elif len(parts) > 2 and parts[-3] == "pypi":
        name = parts[-2]
    return Artifact("package", canonical(name), "pypi", version) if _NAME.match(name) else None


def _file(fetch: Fetch) -> Artifact | None:
    parts = fetch.words
    file = parts[-1].removesuffix(".metadata").removesuffix(".asc")
    if file.endswith(".whl"):
        tags = file.removesuffix(".whl").split("-")
        return Artifact("package", canonical(tags[0]), "pypi", tags[1]) if len(tags) in (5, 6) and tags[0] else None
    ending = next((ending for ending in _SDIST if file.endswith(ending)), None)
    if ending is None or "packages" not in parts[:-1]:
        return None
    pieces = _VERSION.split(file.removesuffix(ending))
    if len(pieces) < 2 or not pieces[0]:
        return None
    name, version = canonical("-".join(pieces[:-1])), pieces[-1]
    if under(fetch.host, _INDEXES) or _HASHED.search(fetch.folded) or name in map(canonical, parts[:-1]):
        return Artifact("package", name, "pypi", version)
    return None
