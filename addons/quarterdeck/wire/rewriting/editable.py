"""One record of an answer, its strings and how it is written with others: every transport frames them its own way.

Sources: WHATWG HTML 9.2 (server-sent events), the AWS event stream encoding, connectrpc.com.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from quarterdeck.wire import frames
from quarterdeck.wire.answers.event import Record, Transport
from quarterdeck.wire.answers.framed import Connect, EventStream
from quarterdeck.wire.answers.pieces import Text as PlainText
from quarterdeck.wire.answers.sse import Sse
from quarterdeck.wire.answers.value import loads
from quarterdeck.wire.rewriting import strings
from quarterdeck.wire.rewriting.counted import Write, recounting
from quarterdeck.wire.rewriting.strings import Leaf, Text

_DATA = re.compile(r"(?m)(?:^|(?<=\r)|(?<=\ufeff))data:(?: )?([^\r\n]*)")
_LINE = re.compile(r"[^\r\n]+")
# What socket.io and SockJS write before the JSON of a message: kinds, attachments, a namespace, an id.
_PACKET = re.compile(rb"(?:a|\d{1,4}-?(?:/[^,\[{\"]{0,256},)?\d{0,16})(?=[\[{])")
_PRELUDE = 12
_CRC = 4
_CONNECT = struct.Struct(">BI")


class Editable:
    """A record as it came; `render` gives its very bytes as long as no string of it is changed."""

    __slots__ = ("_text", "_wrap", "raw")

    def __init__(self, raw: bytes, text: Text | None = None, wrap: Write | None = None) -> None:
        self.raw = raw
        self._text = text
        self._wrap = wrap

    def leaves(self) -> Iterator[Leaf]:
        """Every string, the outer before those that it holds."""
        return self._text.all() if self._text is not None else iter(())

    def render(self) -> bytes:
        """The record with its changes."""
        after = self._text.changed() if self._text is not None else None
        if after is None:
            return self.raw
        data = after.encode("utf-8", "surrogateescape")
        return self._wrap(data) if self._wrap is not None else data


def editable(record: Record, transport: Transport | None, *, counted: bool = False) -> Editable:
    """The record to be changed; one without strings when it is not to be: binary, unread, protobuf.

    `counted`: its length stands before a document.
    """
    raw, payload = record.raw, record.payload
    if isinstance(payload, str) and isinstance(transport, PlainText):
        return _plain(raw, payload, transport.charset)
    if not isinstance(payload, bytes):
        return Editable(raw)
    if isinstance(transport, Connect):
        text = _json(payload)
        return Editable(raw, text, lambda data: _connect(raw, data))
    if isinstance(transport, EventStream):
        text = _json(payload)
        return Editable(raw, text, lambda data: _event_stream(raw, data))
    if isinstance(transport, Sse):
        return Editable(raw, _sse(raw, payload))
    return Editable(
        raw, _json(raw) if _is_json(payload) else _lines(raw), recounting(raw, payload) if counted else None
    )


def message(data: bytes, *, binary: bool = False) -> Editable:
    """One WebSocket message. A binary one that is no JSON is left alone: what looks like text may count its bytes."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return Editable(data)
    packet = _PACKET.match(data)
    if packet is not None:
        # Blank, so that every string stands where it stands in the message.
        return Editable(data, Text(text, strings.read(" " * packet.end() + text[packet.end() :]).leaves))
    if data.lstrip()[:1] in (b"{", b"[", b'"'):
        return Editable(data, _json(data))
    return Editable(data) if binary else Editable(data, _lines(data))


def _json(data: bytes) -> Text:
    return strings.read(data.decode("utf-8", "surrogateescape"))


def _plain(raw: bytes, text: str, charset: str) -> Editable:
    try:
        if text.encode(charset) != raw:
            return Editable(raw)
    except UnicodeEncodeError:
        return Editable(raw)
    leaf = strings.plain(text, 0, len(text), str)
    return Editable(raw, Text(text, [leaf]), lambda data: data.decode().encode(charset, "replace"))


def _sse(raw: bytes, payload: bytes) -> Text | None:
    text = raw.decode("utf-8", "surrogateescape")
    lines = [(found.start(1), found.end(1)) for found in _DATA.finditer(text)]
    if not lines:
        return None
    if not _is_json(payload):
        documents = [span for span in lines if _is_json(text[span[0] : span[1]])]
        if not documents:
            return _words(text, payload, lines)
        lines = documents
    # What is no data is blank, so that every string stands where it stands in the event.
    masked = [" "] * len(text)
    for start, end in lines:
        masked[start:end] = text[start:end]
    return Text(text, strings.read("".join(masked)).leaves)


def _words(text: str, payload: bytes, lines: list[tuple[int, int]]) -> Text | None:
    """The data of an event that is a text: each line of it stands on its own."""
    said = payload.decode("utf-8", "surrogateescape")
    if said.strip() == "[DONE]":
        return None
    start, end = lines[0][0], lines[-1][1]
    prefix = re.split(r"[\r\n]", text[:start])[-1]
    leaf = Leaf("", "", said, start, end, lambda new: f"\n{prefix}".join(new.splitlines() or [""]))
    return Text(text, [leaf])


def _lines(raw: bytes) -> Text:
    """What is no document as a whole: documents, one a line, or else a text."""
    text = raw.decode("utf-8", "surrogateescape")
    found = [span.span() for span in _LINE.finditer(text)]
    documents = [(start, end) for start, end in found if text[start:end].lstrip()[:1] in ("{", "[")]
    documents = [(start, end) for start, end in documents if _is_json(text[start:end])]
    if not documents:
        return Text(text, [strings.plain(text, 0, len(text), str)] if text.strip() not in ("", "[DONE]") else [])
    masked = [" "] * len(text)
    for start, end in documents:
        masked[start:end] = text[start:end]
    return Text(text, strings.read("".join(masked)).leaves)


def _connect(raw: bytes, data: bytes) -> bytes:
    # A frame by itself need not be compressed, whatever the others are.
    return _CONNECT.pack(raw[0] & ~frames.COMPRESSED, len(data)) + data


def _event_stream(raw: bytes, data: bytes) -> bytes:
    length = int.from_bytes(raw[4:8])
    headers = raw[_PRELUDE : _PRELUDE + length]
    prelude = struct.pack(">II", _PRELUDE + length + len(data) + _CRC, length)
    head = prelude + zlib.crc32(prelude).to_bytes(4) + headers + data
    return head + zlib.crc32(head).to_bytes(4)


def _is_json(data: bytes | str) -> bool:
    try:
        loads(data)
    except ValueError:
        return False
    return True
