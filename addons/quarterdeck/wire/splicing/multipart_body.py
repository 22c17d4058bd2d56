"""Changes of multipart form data that touch nothing but the content of fields and of files that are text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from quarterdeck.wire import charset, multipart
from quarterdeck.wire.splicing import charset_text, json_text
from quarterdeck.wire.splicing.change import ByteChange, applied
from quarterdeck.wire.splicing.refused import CannotSplice
from quarterdeck.wire.splicing.wanted import Node
from quarterdeck.wire.texts import File


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    values: tuple[str | File, ...]
    start: int
    data: bytes
    charsets: tuple[str, ...]


def changes(data: bytes, boundary: str, root: Node) -> list[ByteChange]:
    """The changes of a body in order. Raises CannotSplice: "boundary" when a new text contains the boundary."""
    found = list(_fields(data, boundary))
    times: Counter[str] = Counter()
    for field in found:
        times[field.name] += len(field.values)
    seen: Counter[str] = Counter()
    out: list[ByteChange] = []
    for field in found:
        node = root.child(field.name)
        if node is not None and node.key is not None:
            raise CannotSplice("not-text")
        if node is not None and times[field.name] > 1:
            if len(field.values) > 1 and node.below:
                # In a transfer encoding: servers undo it, or do not.
                raise CannotSplice("ambiguous")
            node = node.child(str(seen[field.name]))
            seen[field.name] += len(field.values)
        if node is not None:
            out += [(field.start + start, field.start + end, new) for start, end, new in _changes(field, node)]
    mark = b"--" + boundary.encode("latin-1", "replace")
    if out and applied(data, out).count(mark) != data.count(mark):
        raise CannotSplice("boundary")
    return out


def _fields(data: bytes, boundary: str) -> Iterator[_Field]:
    """The fields in order, as multipart.fields has them, each with the place of its content."""
    mark = b"--" + boundary.encode("latin-1", "replace")
    position = len(mark)
    while (end := data.find(b"\r\n" + mark, position)) >= 0:
        piece = data[position:end]
        alone = multipart.fields(mark + piece + b"\r\n" + mark + b"--\r\n", boundary)
        if not alone or len(alone) != 1:
            raise CannotSplice(multipart.BAD)
        name, value = next(iter(alone.items()))
        values = tuple(value) if type(value) is list else (value,)
        head = piece.index(b"\r\n\r\n") + 4
        yield _Field(name, values, position + head, piece[head:], _charsets(piece[:head]))
        position = end + 2 + len(mark)


def _changes(field: _Field, node: Node) -> list[ByteChange]:
    """The changes of one field's content."""
    charsets = field.charsets
    value = field.values[0]
    if isinstance(value, File):
        named = node.child("filename")
        if named is not None and any(map(named.changes, value.names)):
            raise CannotSplice("file-name")
        # A file says for itself what it is written in.
        charsets = ()
    text = charset_text.reading(field.data, charsets)
    return charset_text.byte_changes(field.data, text, charsets, json_text.string_changes(text, node))


def _charsets(head: bytes) -> tuple[str, ...]:
    lines = (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n"))
    return charset.declared([value for name, _, value in lines if name.lower() == "content-type"])
