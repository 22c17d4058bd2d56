"""The one spelling of a path for matching. What is forwarded is always the target as it came.

Origins differ in what they decode, fold and strip; whatever any of them could take for the same path must
compare equal here, so a rule cannot be walked round by spelling.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

MAX_ROUNDS = 3

_PLAIN = re.compile(r"/(?!/)(?:[^%;\\#?/.\x00-\x20\x7f-\U0010ffff]|[/.](?![/.]))*\Z")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#\\]*")
_CONTROLS = dict.fromkeys([*range(0x20), 0x7F])


def normalize(target: str) -> tuple[str, str]:
    """The normalized path and the raw query of a request target, in origin or absolute form (RFC 9112, 3.2).

    The path is percent-decoded until it stays the same, at most MAX_ROUNDS times, so that `%252e` is a dot;
    a backslash is a slash, `;parameters` and control characters are dropped, dot segments are resolved
    (RFC 3986, 5.2.4) and empty segments removed. A trailing slash and the case of letters are kept:
    compare with `fold`. `*` (OPTIONS) stays as it is.
    """
    target, _, query = target.partition("?")
    if _PLAIN.match(target):
        return target, query.partition("#")[0]
    if "#" in target:
        target, query = target.partition("#")[0], ""
    query = query.partition("#")[0]
    if target == "*":
        return target, query
    absolute = _ABSOLUTE.match(target)
    if absolute:
        target = target[absolute.end() :]
    for _ in range(MAX_ROUNDS):
        decoded = unquote(target)
        if decoded == target:
            break
        target = decoded
    return _resolve(target.translate(_CONTROLS).replace("\\", "/")), query


def _resolve(path: str) -> str:
    kept: list[str] = []
    segments = [segment.partition(";")[0] for segment in path.split("/")]
    for segment in segments:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment not in ("", "."):
            kept.append(segment)
    if not kept:
        return "/"
    return "/" + "/".join(kept) + ("/" if segments[-1] in ("", ".", "..") else "")


def fold(path: str) -> str:
    """The form in which two normalized paths are compared: origins exist that ignore case."""
    return path.lower()
