"""What pdfium does not tell of a PDF: its XMP packets, and sensitivity labels among its properties."""

from __future__ import annotations

import re

from quarterdeck.extract import labels, markup
from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.inflate import inflate
from quarterdeck.extract.walk import File

# Object streams may hold the information dictionary, metadata streams hold XMP (ISO 32000-2, 7.5.7 and 14.3.2).
_STREAM = re.compile(rb"/(ObjStm|Metadata)\b[^\x00]{0,400}?\bstream\r?\n")
_MAX = 1 << 22
_MAX_STREAMS = 200
_MAX_NAMED = 20_000


def read(file: File) -> None:
    """XMP as text, and labels from wherever properties stand."""
    said = [file.data] if b"MSIP_Label_" in file.data else []
    if file.data.count(b"/ObjStm") + file.data.count(b"/Metadata") > _MAX_NAMED:
        file.refuse("too-many-parts", "metadata")
        return
    for number, found in enumerate(_STREAM.finditer(file.data)):
        if number >= _MAX_STREAMS:
            file.refuse("too-many-parts", "metadata")
            break
        body = file.data[found.end() : found.end() + _MAX]
        data = _unpacked(file, body)
        if found[1] == b"Metadata":
            xmp = markup.decode(data)
            file.text("\n".join(markup.split(xmp, joined=False)), "xmp", counts=False)
        if b"MSIP_Label_" in data:
            said.append(data)
    for data in said:
        file.label(labels.of_properties(data.decode("latin-1")), "info")


def _unpacked(file: File, body: bytes) -> bytes:
    if body[:1] != b"\x78":
        return body[: max(body.find(b"endstream"), 0)]
    try:
        return inflate(file, "zlib", body)[0]
    except Unreadable:
        return b""
