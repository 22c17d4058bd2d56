"""From changes of a text to changes of the bytes that it was decoded from, in the one charset that gives them back."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from quarterdeck.wire import charset
from quarterdeck.wire.splicing.change import ByteChange, Change
from quarterdeck.wire.splicing.refused import CannotSplice

_UNICODE = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def reading(data: bytes, charsets: Sequence[str]) -> str:
    """The one reading of the bytes. Raises CannotSplice when there are several, or none."""
    texts = charset.texts(data, charsets)
    if isinstance(texts, str):
        raise CannotSplice(texts)
    if len(texts) > 1:
        raise CannotSplice("ambiguous")
    return texts[0]


def codec(data: bytes, text: str, charsets: Sequence[str]) -> tuple[str, bytes]:
    """The codec that makes these bytes of this text, and the mark before it. Raises CannotSplice."""
    for name in (*_UNICODE, *map(_known, charsets)):
        for mark in ("", "\ufeff"):
            try:
                if name and (mark + text).encode(name) == data:
                    return name, mark.encode(name)
            except UnicodeError:
                continue
    raise CannotSplice("charset")


def is_unicode(data: bytes, text: str, charsets: Sequence[str]) -> bool:
    """Whether the charset of these bytes has every character. Raises CannotSplice."""
    return codec(data, text, charsets)[0] in _UNICODE


def byte_changes(data: bytes, text: str, charsets: Sequence[str], changes: Sequence[Change]) -> list[ByteChange]:
    """Changes, in order, of the text as changes of its bytes. Raises CannotSplice."""
    name, mark = codec(data, text, charsets)
    out: list[ByteChange] = []
    pieces: list[bytes] = [mark]
    position, reached = 0, len(mark)
    try:
        for start, end, new in changes:
            before, replaced = text[position:start].encode(name), text[start:end].encode(name)
            first = reached + len(before)
            position, reached = end, first + len(replaced)
            pieces += (before, replaced)
            out.append((first, reached, new.encode(name)))
    except UnicodeError:
        raise CannotSplice("charset") from None
    # Where a charset has states, text encoded by the piece is not the piece of the text encoded.
    if b"".join((*pieces, text[position:].encode(name))) != data:
        raise CannotSplice("charset")
    return out


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
