r"""How CEF writes: one line, whatever stands in its texts, that a strict reader takes apart into the same texts again.

A header escapes its bar and the backslash; an extension escapes its equals sign, the backslash and the ends of lines.
What else controls a terminal or ends a line in some reader is shown as \uXXXX, for CEF has no sign for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_CUT = "...(cut)"
# C0, DEL and C1, the separators of lines and paragraphs, and what turns the direction of text around.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NEW_LINES = {"\n": "\\n", "\r": "\\r"}
_NOT_A_KEY = re.compile("[^A-Za-z0-9]+")


def shown(text: str, *, keep: str = "") -> str:
    """A text whose controls can be seen, but for those that stay."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROLS.sub(lambda hit: hit[0] if hit[0] in keep else f"\\u{ord(hit[0]):04x}", text)


def header(*fields: str) -> str:
    """The fields before the extension, each followed by a bar."""
    return "".join(shown(field).replace("\\", "\\\\").replace("|", "\\|") + "|" for field in fields)


def extension(values: Mapping[str, str]) -> str:
    """`key=value` after `key=value`. Spaces at the ends of a value are taken off, as every reader does."""
    return " ".join(f"{key}={_value(value)}" for key, value in values.items())


@lru_cache(maxsize=256)
def key(name: str, prefix: str) -> str:
    """A key of our own: letters and figures alone, and the name of the product in front."""
    return prefix + "".join(part[:1].upper() + part[1:] for part in _NOT_A_KEY.sub(" ", name).split())


def cut(text: str, limit: int) -> str:
    """As much of a text as the dictionary of the format lets a value hold, once its controls are shown."""
    text = shown(text, keep="\n\r")
    return text if len(text) <= limit else text[: max(0, limit - len(_CUT))] + _CUT[:limit]


def _value(text: str) -> str:
    text = shown(text.strip(" "), keep="\n\r").replace("\\", "\\\\").replace("=", "\\=")
    for line_end, sign in _NEW_LINES.items():
        text = text.replace(line_end, sign)
    return text
