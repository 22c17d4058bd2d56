"""The text in EXIF data and in TIFF files: every field of characters, in all directories (TIFF 6.0, Exif 3.0)."""

from __future__ import annotations

import struct

from quarterdeck.extract import charset

# Types whose fields are characters: ASCII and UTF-8. Those of bytes and undefined ones are in some fields only.
_CHARACTERS, _BYTES = (2, 129), (1, 7)
_DIRECTORIES = frozenset((0x8769, 0x8825, 0xA005, 0x014A))
_XP = range(0x9C9B, 0x9CA0)
_COMMENT = 0x9286
# Bytes and undefined ones that are text: XP title to subject, user comment, XMP, IPTC.
_TEXTS = frozenset((*_XP, _COMMENT, 700, 33723))
_MAX_FIELDS = 2_000
_MAX_TEXT = 1 << 20


def strings(data: bytes) -> str:
    """All character fields, a line each; "" when it is no TIFF structure."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if not order or len(data) < 8:
        return ""
    found: list[str] = []
    todo, seen, fields = [struct.unpack_from(f"{order}I", data, 4)[0]], set[int](), 0
    while todo:
        at = todo.pop()
        if at in seen or at + 2 > len(data):
            continue
        seen.add(at)
        count = struct.unpack_from(f"{order}H", data, at)[0]
        for place in range(at + 2, min(at + 2 + 12 * count, len(data) - 11), 12):
            fields += 1
            if fields > _MAX_FIELDS:
                return "\n".join(found)
            tag, kind, size, value = struct.unpack_from(f"{order}HHII", data, place)
            if tag in _DIRECTORIES:
                todo.append(value)
            elif kind in _CHARACTERS or (kind in _BYTES and tag in _TEXTS):
                start = place + 8 if size <= 4 else value
                found.append(_text(data[start : start + min(size, _MAX_TEXT)], tag))
        following = at + 2 + 12 * count
        if following + 4 <= len(data):
            todo.append(struct.unpack_from(f"{order}I", data, following)[0])
    return "\n".join(text for text in found if text)


def _text(raw: bytes, tag: int) -> str:
    if tag in _XP:
        return raw.decode("utf-16-le", "replace").strip("\x00")
    if tag == _COMMENT:
        body = raw[8:]
        return body.decode("utf-16", "replace") if raw.startswith(b"UNICODE\x00") else charset.best(body.strip(b"\x00"))
    return charset.best(raw.strip(b"\x00"))
