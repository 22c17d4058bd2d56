"""The compression of RTF bodies in Outlook messages ([MS-OXRTFCP])."""

from __future__ import annotations

from quarterdeck.extract.budget import Unreadable

_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_MAX = 8 << 20
_SIZE = 4096


def decompress(data: bytes) -> bytes:
    """The RTF in a compressed body, at most 8 MB. Raises Unreadable: "corrupt-file", "file-too-large"."""
    if not data:
        return b""
    kind, size = data[8:12], int.from_bytes(data[4:8], "little")
    if kind == b"MELA":
        return data[16 : 16 + size]
    if kind != b"LZFu" or len(data) < 16:
        raise Unreadable("corrupt-file")
    if size > _MAX:
        raise Unreadable("file-too-large")
    out = bytearray(_DICTIONARY)
    at, end = 16, len(data)
    while at < end and len(out) < size + len(_DICTIONARY):
        flags = data[at]
        at += 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += data[at : at + 1]
                at += 1
                continue
            token = int.from_bytes(data[at : at + 2], "big")
            at += 2
            offset, length = token >> 4, (token & 15) + 2
            back = (len(out) - offset) % _SIZE
            if not back:
                return bytes(out[len(_DICTIONARY) :])
            for _ in range(length):
                out.append(out[-back] if back <= len(out) else 0x20)
    return bytes(out[len(_DICTIONARY) :])
