"""Tar archives: v7, ustar, pax and GNU (POSIX.1-2001 pax), read by their blocks; nothing is ever written or linked."""

from __future__ import annotations

from quarterdeck.extract import charset
from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.walk import File

_BLOCK = 512
_FILES = b"0\x007S"
_LONG = {b"L": "path", b"K": "linkpath"}


def read(file: File) -> None:
    """Every member by its own content. Sparse ones as the bytes that are stored, holes left out."""
    data, at, names = file.data, 0, dict[str, str]()
    while at + _BLOCK <= len(data):
        head = data[at : at + _BLOCK]
        if not head.strip(b"\x00"):
            break
        if _number(head[148:156]) != sum(head[:148]) + 8 * 32 + sum(head[156:]):
            raise Unreadable("corrupt-file")
        size = _number(head[124:136])
        begin, kind = at + _BLOCK, head[156:157]
        if kind == b"S":
            begin = _past_sparse_maps(data, begin, head)
        body = data[begin : begin + size]
        at = begin + -(-size // _BLOCK) * _BLOCK
        if len(body) < size:
            file.refuse("corrupt-file")
        if kind in _LONG:
            names[_LONG[kind]] = _text(body)
        elif kind in b"xg":
            names |= _pax(file, body)
        else:
            _member(file, head, names, body)
            names = {}
    rest = data[at:]
    if rest.strip(b"\x00"):
        file.enter("trailing", rest.lstrip(b"\x00"))


def _member(file: File, head: bytes, names: dict[str, str], body: bytes) -> None:
    prefix = _text(head[345:500]) if head[257:262] == b"ustar" and head[257:265] != b"ustar  \x00" else ""
    name = names.get("path") or f"{prefix}/{_text(head[:100])}".removeprefix("/")
    file.member(name)
    file.text(names.get("linkpath") or _text(head[157:257]), name, counts=False)
    file.text("\n".join((_text(head[265:297]), _text(head[297:329]))), name, counts=False)
    if not body:
        return
    if head[156:157] in _FILES:
        file.unpacked(len(body))
        file.enter(name, body)
    else:
        file.refuse("hidden-data", name)


def _pax(file: File, body: bytes) -> dict[str, str]:
    r"""Records of a pax header: `<length> <key>=<value>\n`; all of them are texts, two of them name the member."""
    found: dict[str, str] = {}
    at = 0
    while at < len(body):
        space = body.find(b" ", at, at + 12)
        length = int(body[at:space]) if space > 0 and body[at:space].isdigit() else 0
        if space < 0 or length <= space - at or at + length > len(body):
            file.refuse("corrupt-file")
            break
        file.parts()
        key, _, value = _text(body[space + 1 : at + length - 1]).partition("=")
        file.text(value, f"pax/{key}", counts=False)
        if key in ("path", "linkpath"):
            found[key] = value
        at += length
    return found


def _past_sparse_maps(data: bytes, begin: int, head: bytes) -> int:
    """Where the data of an old GNU sparse member begin: after as many blocks of its map as say that one follows."""
    more, at = head[482], begin
    while more and at + _BLOCK <= len(data):
        more, at = data[at + 504], at + _BLOCK
    return at


def _number(field: bytes) -> int:
    """A number in octal, or in base 256 when the first bit is set (GNU). Raises Unreadable."""
    if field[0] & 0x80:
        value = int.from_bytes(field, "big") - (0x80 << (8 * len(field) - 8))
        if field[0] & 0x40 or value >= 1 << 62:
            raise Unreadable("corrupt-file")
        return value
    digits = field.split(b"\x00")[0].strip() or b"0"
    if not digits.isdigit():
        raise Unreadable("corrupt-file")
    return int(digits, 8)


def _text(raw: bytes) -> str:
    return charset.best(raw.split(b"\x00")[0])
