"""Extensions of editors and browsers, and the store pages of apps."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from quarterdeck.model.content import Artifact
from quarterdeck.services.shapes.fetch import Fetch, under

# The galleries of VS Code and Open VSX; {p} and {n} are publisher and name, {v} the version.
_WORD = r"[a-z0-9][a-z0-9._-]*"
_GALLERY = tuple(
    re.compile(
        shape.replace("{p}", rf"(?P<p>{_WORD})").replace("{n}", rf"(?P<n>{_WORD})").replace("{v}", r"(?P<v>[^/]+)")
    )
    for shape in (
        r"/(?:_apis/public|vscode)/gallery/publishers/{p}/vsextensions/{n}/{v}/",
        r"/_apis/public/gallery/publisher/{p}/extension/{n}/{v}/",
        r"/vscode/(?:asset|unpkg)/{p}/{n}/{v}/",
        r"/extensions/{p}/{n}/{v}/[0-9]+/microsoft\.visualstudio\.",
        r"/api/{p}/{n}/(?:[a-z0-9-]+/)??{v}/file/[^/]+\.vsix\Z",
    )
)
_VERSION = re.compile(r"-(?=v?[0-9])")
_APP_FILES = {
    **dict.fromkeys(("apk", "xapk", "ipa"), "mobile-app"),
    **dict.fromkeys(("dmg", "exe", "msi", "msix", "appimage"), "desktop-app"),
}
_CHROME_ID = re.compile(r"[a-p]{32}\Z")
_APPLE = re.compile(r"/app/(?:(?P<n>[^/]+)/)?id(?P<i>[0-9]+)\Z")


def recognize(fetch: Fetch) -> Artifact | None:
    """An extension's package, a browser's update request for one, or the page of an app in a store."""
    return _gallery(fetch) or _browser(fetch) or _app(fetch)


def _gallery(fetch: Fetch) -> Artifact | None:
    folded = fetch.folded
    for shape in _GALLERY:
        found = shape.match(folded)
        if found:
            return Artifact("extension", f"{found['p']}.{found['n']}", "vscode", found["v"])
    if folded.endswith(".vsix"):
        name, *version = _VERSION.split(fetch.words[-1].removesuffix(".vsix"), maxsplit=1)
        return Artifact("extension", name, "vscode", *version) if name else None
    if fetch.host == "plugins.jetbrains.com" and folded.startswith(("/plugin/download", "/pluginmanager")):
        name = fetch.parameter("pluginid") or fetch.parameter("id")
        return Artifact("extension", name.lower(), "jetbrains", fetch.parameter("version")) if name else None
    return None


def _browser(fetch: Fetch) -> Artifact | None:
    folded = fetch.folded
    if folded.endswith("/crx") and "x=" in fetch.query:
        # x=id%3D{id}%26v%3D... is a query inside the query.
        inner = parse_qs(fetch.parameter("x"))
        name = inner.get("id", [""])[0].lower()
        return Artifact("extension", name, "chrome", inner.get("v", [""])[0]) if _CHROME_ID.match(name) else None
    if fetch.host in ("chromewebstore.google.com", "microsoftedge.microsoft.com") and "/detail/" in folded:
        name = folded.rstrip("/").rpartition("/")[2]
        return Artifact("extension", name, "chrome") if _CHROME_ID.match(name) else None
    if folded.endswith((".crx", ".xpi")):
        return Artifact("extension", fetch.words[-1][:-4], "firefox" if folded.endswith(".xpi") else "chrome")
    return None


def _app(fetch: Fetch) -> Artifact | None:
    folded = fetch.folded
    if fetch.host == "play.google.com" and folded.startswith("/store/apps/details"):
        name = fetch.parameter("id").lower()
        return Artifact("mobile-app", name, "google-play") if name else None
    if under(fetch.host, ("apps.apple.com", "itunes.apple.com")):
        found = _APPLE.search(folded.rstrip("/"))
        return Artifact("mobile-app", found["n"] or found["i"], "app-store", found["i"]) if found else None
    stem, _, ending = fetch.words[-1].rpartition(".")
    kind = _APP_FILES.get(ending)
    return Artifact(kind, stem, "file") if kind and stem else None
