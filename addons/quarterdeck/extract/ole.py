"""OLE compound files ([MS-CFB]): Office before 2007, Outlook messages, encrypted Office; streams by their names."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.walk import File

_PROPERTIES = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")


def opened(file: File) -> Any:
    """The compound file. Raises Unreadable("corrupt-file")."""
    import olefile  # type: ignore[import-untyped]  # noqa: PLC0415 - only these formats need it; it ships no types

    try:
        return olefile.OleFileIO(io.BytesIO(file.data), raise_defects=olefile.DEFECT_FATAL)
    except (OSError, ValueError, IndexError):
        raise Unreadable("corrupt-file") from None


def streams(file: File, ole: Any) -> Iterator[tuple[str, bytes]]:
    """The path and the bytes of every stream; one that cannot be read is refused at its path. Raises Spent."""
    for path in ole.listdir(streams=True, storages=False):
        name = "/".join(path)
        file.parts()
        data = b""
        try:
            is_whole = ole.get_size(path) <= len(file.data)
            if is_whole:
                data = ole.openstream(path).read()
        except (OSError, ValueError):
            is_whole = False
        if not is_whole:
            file.refuse("corrupt-file", name)
            continue
        file.unpacked(len(data))
        yield name, data


def properties(file: File, ole: Any) -> None:
    """Title, author, comments and the like ([MS-OLEPS])."""
    for name in _PROPERTIES:
        if not ole.exists(name):
            continue
        found = ole.getproperties(name, convert_time=False)
        words = [value for value in found.values() if isinstance(value, bytes | str)]
        lines = [word if isinstance(word, str) else word.decode("utf-8", "replace") for word in words]
        file.text("\n".join(line.rstrip("\x00") for line in lines), name[1:], counts=False)


def refuse_encrypted(file: File) -> None:
    """A modern document in an encrypted package ([MS-OFFCRYPTO] 2.3)."""
    file.refuse("encrypted")


def read_other(file: File) -> None:
    """A compound file of no known application: each stream as a file."""
    with opened(file) as ole:
        for name, data in streams(file, ole):
            file.member(name.replace("\x01", "").replace("\x03", ""))
            if data:
                file.enter(name, _native(data) if name.endswith("\x01Ole10Native") else data)


def _native(data: bytes) -> bytes:
    """The file in an Ole10Native stream: after a size, two names, a path and another size ([MS-OLEDS] 2.3.6)."""
    at = 6
    for _ in range(2):
        at = data.find(b"\x00", at) + 1
        if not at:
            return data
    size = int.from_bytes(data[at + 4 : at + 8], "little")
    at += 8 + size
    return data[at + 4 :] or data
