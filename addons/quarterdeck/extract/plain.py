"""Plain text in any charset; JSON also with its escapes undone; what is neither text nor known is refused."""

from __future__ import annotations

import re

from quarterdeck.extract import charset
from quarterdeck.extract.walk import File

_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))')
# Calendars and address cards break lines anywhere (RFC 5545 section 3.1, RFC 6350 section 3.2).
_FOLDED = re.compile(r"\s*BEGIN:V", re.IGNORECASE)
_FOLD = re.compile(r"\r?\n[ \t]")
_SIMPLE = {"b": " ", "f": "\n", "n": "\n", "r": "\n", "t": "\t"}


def read(file: File) -> None:
    """A text, once in each charset that it may be in; of calendars and cards also with their lines unfolded."""
    for text in charset.readings(file.data):
        file.text(text)
        if _FOLDED.match(text) and (unfolded := _FOLD.sub("", text)) != text:
            file.text(unfolded)


def read_json(file: File) -> None:
    """JSON, JSON lines or what only looks so: as it stands, and as its strings mean (RFC 8259 section 7)."""
    for text in charset.readings(file.data):
        file.text(text)
        if "\\" in text:
            file.text(_ESCAPE.sub(_unescaped, text))


def refuse_unknown(file: File) -> None:
    """Programs, databases, weights of models and what has no known type."""
    file.refuse("unknown-file")


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _SIMPLE.get(match[2], match[2])
