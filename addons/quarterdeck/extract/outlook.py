"""Outlook messages ([MS-OXMSG]): every text property of the message and of the messages in it, attachments as files."""

from __future__ import annotations

from collections.abc import Callable

from quarterdeck.extract import charset, hypertext, labels, ole, rtf
from quarterdeck.extract.lzfu import decompress
from quarterdeck.extract.walk import File

_PREFIX = "__substg1.0_"
_UNICODE, _STRING8, _BINARY = "001F", "001E", "0102"
_BODY_RTF, _BODY_HTML, _ATTACHED = "1009", "1013", "3701"
_ATTACHED_NAMES = ("3707", "3704", "3001")
_VALUES = frozenset((_UNICODE, _STRING8, "101F", "101E"))


def read(file: File) -> None:
    """All of it, one text for each storage (the message, each recipient, each attachment's properties)."""
    with ole.opened(file) as found:
        storages: dict[str, dict[str, bytes]] = {}
        for path, data in ole.streams(file, found):
            storage, _, name = path.rpartition("/")
            if name.startswith(_PREFIX):
                storages.setdefault(storage, {})[name.removeprefix(_PREFIX)] = data
    for storage, values in storages.items():
        _storage(file, storage, values)


def _storage(file: File, storage: str, values: dict[str, bytes]) -> None:
    texts = []
    for tag, data in values.items():
        if tag[4:8] not in _VALUES:
            continue
        text = data.decode("utf-16-le", "replace") if tag[4:8].endswith("F") else charset.best(data)
        texts.append(text.replace("\x00", ""))
        if text.startswith("MSIP_Label_"):
            file.label(labels.of_properties(text), storage)
    # Names of named properties are held apart, without an end between them; they are no text of anybody's.
    file.text("\n".join(texts), storage, counts="nameid" not in storage)
    _part(file, f"{storage}/body.html", values.get(_BODY_HTML + _BINARY, b""), hypertext.read)
    _part(file, f"{storage}/body.rtf", decompress(values.get(_BODY_RTF + _BINARY, b"")), rtf.read)
    attached = values.get(_ATTACHED + _BINARY, b"")
    if attached:
        name = _name(values) or storage
        file.member(name)
        file.enter(name, attached)


def _part(file: File, name: str, data: bytes, read_part: Callable[[File], None]) -> None:
    """A body of a known format, at this same depth."""
    if data:
        part = File(file.walk, data, file.at(name.lstrip("/")), name, file.depth)
        read_part(part)
        file.written += part.written


def _name(values: dict[str, bytes]) -> str:
    for tag in _ATTACHED_NAMES:
        if tag + _UNICODE in values:
            return values[tag + _UNICODE].decode("utf-16-le", "replace").strip("\x00")
        if tag + _STRING8 in values:
            return charset.best(values[tag + _STRING8]).strip("\x00")
    return ""
