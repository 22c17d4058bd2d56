"""A changed record is framed as its transport wants it: lines of data, lengths, checksums."""

from __future__ import annotations

import gzip
import json
import struct
import zlib

import pytest

from quarterdeck.wire.answers.documents import Documents
from quarterdeck.wire.answers.event import Record, Transport
from quarterdeck.wire.answers.framed import Connect, EventStream
from quarterdeck.wire.answers.pieces import Message, Text
from quarterdeck.wire.answers.sse import Sse
from quarterdeck.wire.rewriting import editable


def changed(transport: Transport, raw: bytes, old: str = "old", new: str = "new\nline") -> bytes:
    out = b""
    for record in (*transport.feed(raw), *transport.end()):
        out += change(editable.editable(record, transport), old, new)
    return out


def change(found: editable.Editable, old: str, new: str) -> bytes:
    for leaf in found.leaves():
        if old in leaf.text and leaf.holds is None:
            leaf.new = leaf.text.replace(old, new)
    return found.render()


def event_frame(payload: bytes) -> bytes:
    headers = b"".join(
        bytes((len(name),)) + name + b"\x07" + struct.pack(">H", len(value)) + value
        for name, value in ((b":message-type", b"event"), (b":event-type", b"contentBlockDelta"))
    )
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    head = prelude + zlib.crc32(prelude).to_bytes(4) + headers + payload
    return head + zlib.crc32(head).to_bytes(4)


def test_an_event_keeps_its_other_lines() -> None:
    raw = b': old\r\nevent: old\r\nid: 7\r\ndata: {"a":\r\ndata:  "old"}\r\n\r\n'
    assert changed(Sse(), raw) == raw.replace(b'"old"', b'"new\\nline"')


def test_words_of_an_event_get_a_line_of_data_for_each_of_theirs() -> None:
    assert changed(Sse(), b"data: an old word\n\n") == b"data: an new\ndata: line word\n\n"


def test_the_sign_of_the_end_is_no_text() -> None:
    assert list(editable.editable(Record(b"data: [DONE]\n\n", b"[DONE]"), Sse()).leaves()) == []


def test_a_line_that_is_no_document_stands_beside_those_that_are() -> None:
    raw = b'data: {"a":"old"}\ndata: {"a":"old"}\n\n'
    assert changed(Sse(), raw) == raw.replace(b'"old"', b'"new\\nline"')


@pytest.mark.parametrize("between", [b"\n", b"\r\n", b"\x1e", b",\n"])
def test_documents_keep_what_stands_between_them(between: bytes) -> None:
    raw = b'{"a":"old"}' + between + b'{ "b":["old"]}' + between
    assert changed(Documents(), raw) == raw.replace(b'"old"', b'"new\\nline"')


def test_elements_of_a_list_stay_in_their_list() -> None:
    raw = b'[{"a":"old"}\n,\n{"a":"old"}]\n'
    assert changed(Documents(elements=True), raw) == raw.replace(b'"old"', b'"new\\nline"')


def test_a_frame_of_the_event_stream_has_its_lengths_and_checksums_anew() -> None:
    frame = event_frame(b'{"delta":{"text":"old"}}')
    assert changed(EventStream(), frame * 2) == event_frame(b'{"delta":{"text":"new\\nline"}}') * 2


def test_a_frame_of_connect_has_its_length_anew() -> None:
    payload = b'{"text":"old"}'
    after = json.dumps({"text": "new\nline"}, separators=(",", ":")).encode()
    plain = struct.pack(">BI", 0, len(after)) + after
    assert changed(Connect(), struct.pack(">BI", 0, len(payload)) + payload) == plain
    packed = gzip.compress(payload)
    assert changed(Connect(), struct.pack(">BI", 1, len(packed)) + packed) == plain


def test_plain_text_is_written_in_its_charset() -> None:
    assert changed(Text("latin-1"), "é old".encode("latin-1"), new="ü") == "é ü".encode("latin-1")


def test_protobuf_and_what_cannot_be_read_pass_as_they_came() -> None:
    raw = b"\x0a\x03old"
    assert changed(Message(), raw) == raw
    assert changed(Connect(binary=True), struct.pack(">BI", 0, len(raw)) + raw)[5:] == raw


def test_a_message_of_bytes_passes_and_one_of_text_is_a_text() -> None:
    assert change(editable.message(b"\xffold"), "old", "new") == b"\xffold"
    assert change(editable.message(b"an old word"), "old", "new") == b"an new word"
    assert (
        change(editable.message(b'{"a":"old"}\x1e{"a":"old"}\x1e'), "old", "new") == b'{"a":"new"}\x1e{"a":"new"}\x1e'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'42["said",{"a":"old"}]', b'42["said",{"a":"n\\"w"}]'),
        (b'42/chat,7["said","old"]', b'42/chat,7["said","n\\"w"]'),
        (b'451-["old",{"_placeholder":true,"num":0}]', b'451-["n\\"w",{"_placeholder":true,"num":0}]'),
        (b'a["{\\"a\\":\\"old\\"}"]', b'a["{\\"a\\":\\"n\\\\\\"w\\"}"]'),
    ],
    ids=["socket.io", "namespace", "attachments", "sockjs"],
)
def test_what_stands_before_the_json_of_a_message_stays(before: bytes, after: bytes) -> None:
    assert change(editable.message(before), "old", 'n"w') == after


def test_a_binary_message_is_changed_where_it_is_json_only() -> None:
    counted = b"\n\x20an old word"
    assert change(editable.message(counted, binary=True), "old", "new") == counted
    assert change(editable.message(b'{"a":"old"}', binary=True), "old", "new") == b'{"a":"new"}'
