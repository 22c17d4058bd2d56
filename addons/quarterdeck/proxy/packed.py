"""A file of packed files, as documents of offices are (ZIP), with its placeholders restored: all else stays in it.

A file that is too large, or in any way unusual, is left as it came.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from html import escape

from quarterdeck.redact.restore import as_it_is, restore

MAGIC = b"PK\x03\x04"
MOST = 8 << 20
"""Bytes of a file that is kept to be restored; what is in it may be four times as much."""

_MOST_UNPACKED = 4 * MOST
_MOST_FILES = 5_000
_MARKUP = (".xml", ".rels", ".html", ".xhtml", ".htm", ".svg")
_TEXTS = (*_MARKUP, ".txt", ".csv", ".tsv", ".md", ".json", ".py", ".sql", ".yaml", ".yml")
_ENCRYPTED = 1


def restored(data: bytes, originals: Mapping[str, str]) -> bytes:
    """The file with the originals, by the keys of their placeholders; itself when it holds none. Never raises."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            changed = _changed(packed, originals)
            return _written(packed, changed) if changed else data
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, zlib.error):
        return data


def _changed(packed: zipfile.ZipFile, originals: Mapping[str, str]) -> dict[str, bytes]:
    members = packed.infolist()
    names = {member.filename for member in members}
    unpacked = sum(member.file_size for member in members)
    if len(names) != len(members) or len(members) > _MOST_FILES or unpacked > _MOST_UNPACKED:
        return {}
    if any(member.flag_bits & _ENCRYPTED for member in members):
        return {}
    changed: dict[str, bytes] = {}
    for member in members:
        name = member.filename.lower()
        if not name.endswith(_TEXTS):
            continue
        try:
            text = packed.read(member).decode()
        except UnicodeDecodeError:
            continue
        made, count = restore(text, originals, escape if name.endswith(_MARKUP) else as_it_is)
        if count:
            changed[member.filename] = made.encode()
    return changed


def _written(packed: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.comment = packed.comment
        for member in packed.infolist():
            content = changed.get(member.filename)
            made.writestr(member, packed.read(member) if content is None else content, member.compress_type)
    return out.getvalue()
