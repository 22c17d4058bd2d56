"""Word, Excel and PowerPoint before 2007: their text, and a note that pictures, macros and objects were not read.

[MS-DOC] 2.4 (pieces of text), [MS-PPT] 2.13 (records); sheets by calamine.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

from quarterdeck.extract import ole
from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.walk import File

_READ = frozenset(
    (
        *"WordDocument 0Table 1Table Workbook Book CompObj SummaryInformation DocumentSummaryInformation".split(),
        "PowerPoint Document",
        "Current User",
    )
)
_WIDE_ATOMS = frozenset((4000, 4026))
_BYTE_ATOM = 4008
_CONTROLS = {7: "\t", 11: "\n", 12: "\n", 13: "\n", 14: "\n", 19: " ", 20: " ", 21: " "}


def read_doc(file: File) -> None:
    """Word 97 to 2003: the main text, notes, headers, comments and text boxes, which its pieces hold alike."""
    with ole.opened(file) as found:
        ole.properties(file, found)
        main = _stream(found, "WordDocument")
        flags = struct.unpack_from("<H", main, 10)[0]
        if flags & 0x100:
            raise Unreadable("encrypted")
        table = _stream(found, "1Table" if flags & 0x200 else "0Table")
        offset, size = struct.unpack_from("<2I", main, 0x1A2)
        file.text("".join(_pieces(main, table[offset : offset + size])).translate(_CONTROLS))
        _rest(file, found)


def read_ppt(file: File) -> None:
    """PowerPoint 97 to 2003: every text atom, notes and masters included."""
    with ole.opened(file) as found:
        ole.properties(file, found)
        if "EncryptedSummary" in {path[-1] for path in found.listdir()}:
            raise Unreadable("encrypted")
        file.text("\n".join(_atoms(file, _stream(found, "PowerPoint Document"))))
        _rest(file, found)


def read_xls(file: File) -> None:
    """Excel 5 to 2003: the cells of all sheets, hidden ones too."""
    with ole.opened(file) as found:
        ole.properties(file, found)
        _rest(file, found)
    _sheets(file)
    # Comments and text boxes are records that calamine does not give out.
    file.refuse("legacy-office")


def _sheets(file: File) -> None:
    import python_calamine  # noqa: PLC0415 - only these formats need it

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.data))
    except python_calamine.PasswordError:
        raise Unreadable("encrypted") from None
    except python_calamine.CalamineError:
        raise Unreadable("corrupt-file") from None
    for name in book.sheet_names:
        file.text(name, name, counts=False)
        try:
            sheet = book.get_sheet_by_name(name)
        except python_calamine.CalamineError:
            file.refuse("corrupt-file", name)
            continue
        file.parts(sheet.width * sheet.height)
        lines = ("\t".join(str(cell) for cell in row).rstrip("\t") for row in sheet.iter_rows())
        file.text("\n".join(line for line in lines if line), name)


def _pieces(main: bytes, clx: bytes) -> Iterator[str]:
    """The pieces of text that the table lists ([MS-DOC] 2.9.38, 2.9.177). Raises Unreadable."""
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != 2:
        raise Unreadable("corrupt-file")
    size = struct.unpack_from("<I", clx, at + 1)[0]
    pieces = clx[at + 5 : at + 5 + size]
    count = (len(pieces) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", pieces)
    for index in range(count):
        place = struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * index + 2)[0]
        length = ends[index + 1] - ends[index]
        if length < 0 or length > len(main):
            raise Unreadable("corrupt-file")
        if place & 0x40000000:
            begin = (place & 0x3FFFFFFF) // 2
            yield main[begin : begin + length].decode("cp1252", "replace")
        else:
            yield main[place : place + 2 * length].decode("utf-16-le", "replace")


def _atoms(file: File, stream: bytes) -> Iterator[str]:
    """The texts of records, containers entered by reading on after their heads ([MS-PPT] 2.3.1)."""
    at = 0
    while at + 8 <= len(stream):
        version, kind, size = struct.unpack_from("<HHI", stream, at)
        at += 8
        file.parts()
        if version & 15 == 15:
            continue
        if kind in _WIDE_ATOMS:
            yield stream[at : at + size].decode("utf-16-le", "replace").replace("\r", "\n")
        elif kind == _BYTE_ATOM:
            yield stream[at : at + size].decode("latin-1").replace("\r", "\n")
        at += size


def _stream(found: Any, name: str) -> bytes:
    try:
        data: bytes = found.openstream(name).read()
    except OSError:
        raise Unreadable("corrupt-file") from None
    return data


def _rest(file: File, found: Any) -> None:
    """Streams beside the text: pictures, macros, embedded objects."""
    for path in found.listdir(streams=True, storages=False):
        name = "/".join(path).lstrip("\x01\x05")
        if name not in _READ:
            file.refuse("legacy-office", name)
