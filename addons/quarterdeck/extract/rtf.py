"""Rich Text Format (RTF 1.9.1): the text of every group, those that no reader shows included.

What an object or a picture holds is in hex and goes on as a file. A general stripper drops headers, notes, comments
and what stands after the last brace; here nothing is dropped but the tables of fonts, colours and styles.
"""

from __future__ import annotations

import re

from quarterdeck.extract import charset
from quarterdeck.extract.walk import File

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
_NEW_LINE = frozenset((b"par", b"line", b"sect", b"page", b"row"))
# Text that stands apart from the line it is written in.
_APART = frozenset(
    b"header headerl headerr headerf footer footerl footerr footerf footnote annotation atnid atnauthor info title "
    b"subject author keywords comment doccomm fldinst shptxt objname objclass bkmkstart bkmkend xe tc".split()
)
_MARKS = {
    b"tab": "\t",
    b"cell": "\t",
    b"nestcell": "\t",
    b"emdash": "\u2014",
    b"endash": "\u2013",
    b"bullet": "•",
    b"lquote": "\u2018",
    b"rquote": "\u2019",
    b"ldblquote": "\u201c",
    b"rdblquote": "\u201d",
    b"emspace": " ",
    b"enspace": " ",
    b"qmspace": " ",
}
_FORMATTING = frozenset(
    (b"fonttbl", b"colortbl", b"stylesheet", b"listtable", b"rsidtbl", b"latentstyles", b"generator")
)
_HELD = frozenset((b"objdata", b"pict", b"datastore", b"themedata", b"colorschememapping"))
_HEX = re.compile(rb"[^0-9a-fA-F]+")
_MAX_DEPTH = 2_000
_MAX_TOKENS = 1_000_000


def read(file: File) -> None:
    """All text of one RTF file. Groups 2,000 deep are the end of it ("too-deep"), or a million tokens."""
    reader, at, count = _Reader(file), 0, 0
    # A trailing backslash is all that is no token.
    while token := _TOKEN.match(file.data, at):
        count += 1
        if count > _MAX_TOKENS or len(reader.groups) > _MAX_DEPTH:
            file.refuse("too-many-parts" if count > _MAX_TOKENS else "too-deep")
            break
        at = token.end()
        word, number, byte, symbol, brace, text = token.groups()
        if text is not None:
            reader.plain(text)
        elif word == b"bin" and number:
            # So many bytes as they are, braces and all.
            reader.binary(file.data[at : at + max(int(number), 0)])
            at += max(int(number), 0)
        elif word is not None:
            reader.word(word, number)
        elif byte is not None:
            reader.plain(bytes.fromhex(byte.decode()), one=True)
        elif brace is not None:
            reader.brace(brace == b"{")
        elif symbol is not None:
            reader.symbol(symbol)
    reader.finish()


class _Reader:
    """The state of a group: is it held apart (an object, in hex), and how many characters stand in for Unicode."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.codec = "cp1252"
        self.out: list[str] = []
        self.beside: list[str] = []
        self.apart = False
        self.pending = bytearray()
        self.groups: list[tuple[bytes, int, bool]] = []
        self.held = b""
        self.hex: list[bytes] = []
        self.alternatives = 1
        self.skip = 0
        self.objects = 0

    def plain(self, data: bytes, *, one: bool = False) -> None:
        if self.held in _HELD:
            self.hex.append(data)
        elif not self.held:
            if self.skip:
                count = 1 if one else min(self.skip, len(data))
                self.skip -= count
                data = data[count:]
            self.pending += data

    def binary(self, data: bytes) -> None:
        self._flush()
        if data:
            self.objects += 1
            self.file.enter(f"object{self.objects}", data)

    def word(self, word: bytes, number: bytes | None) -> None:
        self.skip = 0
        if word == b"u" and number:
            self._write(chr(int(number) % 0x10000))
            self.skip = self.alternatives
        elif word == b"uc" and number:
            self.alternatives = min(int(number), 8)
        elif word == b"ansicpg" and number:
            self.codec = charset.known(f"cp{int(number)}") or self.codec
        elif word in _FORMATTING or word in _HELD:
            self._flush()
            self.held = word
        elif word in _APART:
            self._flush()
            self.apart = True
        elif word in _NEW_LINE:
            self._write("\n")
        elif word in _MARKS:
            self._write(_MARKS[word])

    def symbol(self, symbol: bytes) -> None:
        self.skip = 0
        if symbol in b"\\{}":
            self.plain(symbol)
        elif symbol == b"*":
            self._flush()
            self.apart = True
        elif symbol == b"~":
            self._write(" ")
        elif symbol == b"_":
            self._write("-")
        elif symbol in b"\r\n":
            self._write("\n")

    def brace(self, is_open: bool) -> None:
        self.skip = 0
        self._flush()
        if is_open:
            self.groups.append((self.held, self.alternatives, self.apart))
        elif self.groups:
            before, self.alternatives, was_apart = self.groups.pop()
            if self.apart and not was_apart:
                self.beside.append("\n")
            self.apart = was_apart
            if self.held in _HELD and before != self.held:
                self._object()
            self.held = before

    def finish(self) -> None:
        self._flush()
        self._object()
        self.file.text("".join(self.out).strip())
        self.file.text("".join(self.beside).strip())

    def _write(self, text: str) -> None:
        self._flush()
        if not self.held:
            (self.beside if self.apart else self.out).append(text)

    def _flush(self) -> None:
        if self.pending:
            (self.beside if self.apart else self.out).append(self.pending.decode(self.codec, "replace"))
            self.pending.clear()

    def _object(self) -> None:
        """An embedded file: an OLE 1.0 object ([MS-OLEDS] 2.2.5) around it is of no interest."""
        digits = _HEX.sub(b"", b"".join(self.hex)).decode()
        data = bytes.fromhex(digits[: len(digits) // 2 * 2])
        self.hex.clear()
        if not data.strip(b"\x00"):
            return
        self.objects += 1
        at = data.find(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, 512)
        at = at if at >= 0 else max(data.find(b"PK\x03\x04", 0, 512), 0)
        self.file.enter(f"object{self.objects}", data[at:])
