"""Edits of a request's body: only the spans asked for change, every other byte stays, and reading it again proves so.

Layer by layer: content codings, frames, container (multipart, form, JSON, text), charset, JSON within strings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from quarterdeck.model.content import Edit, Message, Opaque
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.service import ServiceMatch
from quarterdeck.wire import body, charset, multipart, pieces
from quarterdeck.wire.reader import Reader
from quarterdeck.wire.splicing import charset_text, codings, form_text, framed, json_text, multipart_body
from quarterdeck.wire.splicing.change import ByteChange, applied
from quarterdeck.wire.splicing.documents import roots
from quarterdeck.wire.splicing.refused import CannotSplice
from quarterdeck.wire.splicing.signed import is_signed
from quarterdeck.wire.splicing.verified import verify
from quarterdeck.wire.splicing.wanted import Node, nodes, tree

Read = Callable[[bytes], Message | Opaque | None]
Make = Callable[[Message, Node], bytes]


def splice(reader: Reader, exchange: Exchange, match: ServiceMatch, edits: Sequence[Edit]) -> bytes:
    """The body with the edits. Without any it is the same object; an exchange without a body has b"".

    Pointers and characters are those of what `reader` makes of the exchange: of Reader.read, of read_any where that
    finds nothing, of read_frame and read_any_frame where it is a WebSocket's handshake with a message for its body.
    Raises CannotSplice when the body cannot be edited so, ValueError when edits of one part overlap or leave it.
    """
    data = exchange.body or b""
    if not edits:
        return data
    if exchange.protocol == "websocket":
        reads = (partial(reader.read_frame, exchange, match), partial(reader.read_any_frame, exchange, match))
        return _edited(data, edits, reads, partial(_frame, data))
    if is_signed(exchange):
        raise CannotSplice("signed")
    if pieces.is_piece(exchange):
        # Where the next piece begins was said before.
        raise CannotSplice(pieces.PARTIAL)

    def read(data: bytes) -> Message | Opaque | None:
        return reader.read(replace(exchange, body=data), match)

    def read_any(data: bytes) -> Message | Opaque | None:
        return reader.read_any(replace(exchange, body=data), match)

    return _edited(data, edits, (read, read_any), partial(_request, exchange))


def _edited(data: bytes, edits: Sequence[Edit], reads: Sequence[Read], make: Make) -> bytes:
    """The bytes as `make` edits them, read again as they were read before: by the first that finds something."""
    if not data or any(edit.pointer.startswith("@") for edit in edits):
        raise CannotSplice("beside-the-body")
    for read in reads:
        message = read(data)
        if message is not None:
            break
    else:
        raise CannotSplice("no-such-part")
    if isinstance(message, Opaque):
        raise CannotSplice(message.reason)
    root = tree(message, edits)
    made = make(message, root)
    spots = [spot for node in nodes(root) for spot in (node.value, node.key) if spot is not None]
    if not all(spot.found for spot in spots):
        raise CannotSplice("not-text")
    verify(message, read(made), root)
    return made


def _frame(data: bytes, message: Message, root: Node) -> bytes:
    """A WebSocket message with what is wanted."""
    return applied(data, _changes(data, (), message, root))


def _request(exchange: Exchange, message: Message, root: Node) -> bytes:
    """A request's body with what is wanted."""
    types = [value.strip() for key, value in exchange.headers if key == "content-type"]
    plain, again = codings.removed(exchange.body or b"", codings.named(exchange))
    parted = framed.parted(plain, types[0], exchange) if types else None
    if parted is not None:
        return again(parted.changed(_changes(parted.joined, ("application/json",), message, root)))
    return again(applied(plain, _changes(plain, types, message, root)))


def _changes(data: bytes, types: Sequence[str], message: Message, root: Node) -> list[ByteChange]:
    """The changes of decoded bytes, whose containers are told apart as the reader does."""
    said = body.view(data, types)
    if said.kind == "multipart":
        kinds = [kind for kind in types if kind.lower().startswith("multipart/")]
        boundary = multipart.boundary(kinds[0]) if kinds else multipart.sniff(data)
        return multipart_body.changes(data, boundary or "", root)
    if said.kind not in ("json", "form", "text"):
        raise CannotSplice(said.reason or said.kind)
    charsets = charset.declared([kind.lower() for kind in types])
    text = charset_text.reading(data, charsets)
    if said.kind == "json":
        places = _places(text, said.values, message, root)
        ascii_only = text.isascii() or not charset_text.is_unicode(data, text, charsets)
        made = json_text.changes(text, places, ascii_only=ascii_only)
    elif said.kind == "form":
        made = form_text.changes(text, root)
    else:
        made = json_text.string_changes(text, root)
    return charset_text.byte_changes(data, text, charsets, made)


def _places(text: str, values: Sequence[Any], message: Message, root: Node) -> list[tuple[int, Node]]:
    """Where each document begins in which something is wanted."""
    starts = json_text.starts(text)
    if len(starts) != len(values):
        raise CannotSplice("ambiguous")
    found = roots(values, message, root)
    return [(start, node) for start, node in zip(starts, found, strict=True) if node is not None]
