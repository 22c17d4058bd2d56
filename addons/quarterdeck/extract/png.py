"""The chunks of PNG that hold text: tEXt, zTXt, iTXt, eXIf (PNG 3rd edition, 11.3)."""

from __future__ import annotations

from quarterdeck.extract import charset
from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.exif import strings
from quarterdeck.extract.inflate import inflate
from quarterdeck.extract.walk import File

_KNOWN = frozenset(
    "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD hIST pHYs sPLT tIME acTL fcTL fdAT vpAg sTER "
    "oFFs".split()
)


def notes(file: File) -> int:
    """Write the texts of a PNG and return where it ends. Chunks of no known type are refused: "hidden-data"."""
    data, at = file.data, 8
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8].decode("latin-1")
        body = data[at + 8 : at + 8 + size]
        at += 12 + size
        file.parts()
        if kind == "IEND":
            return at
        _chunk(file, kind, body)
    file.refuse("corrupt-file")
    return len(data)


def _chunk(file: File, kind: str, body: bytes) -> None:
    key, _, rest = body.partition(b"\x00")
    if kind == "tEXt":
        file.text(f"{key.decode('latin-1')}: {charset.best(rest)}", kind)
    elif kind == "zTXt":
        file.text(f"{key.decode('latin-1')}: {_inflated(file, kind, rest[1:])}", kind)
    elif kind == "iTXt":
        packed, (language, translated, text) = rest[:1] == b"\x01", _three(rest[2:])
        words = _inflated(file, kind, text) if packed else charset.best(text)
        file.text("\n".join((charset.best(key), charset.best(language), charset.best(translated), words)), kind)
    elif kind == "eXIf":
        file.text(strings(body), kind)
    elif kind not in _KNOWN:
        file.refuse("hidden-data", kind if kind.isalpha() else "chunk")


def _three(rest: bytes) -> tuple[bytes, bytes, bytes]:
    language, _, rest = rest.partition(b"\x00")
    translated, _, text = rest.partition(b"\x00")
    return language, translated, text


def _inflated(file: File, kind: str, packed: bytes) -> str:
    try:
        return charset.best(inflate(file, "zlib", packed)[0])
    except Unreadable as error:
        file.refuse(error.reason, kind)
        return ""
