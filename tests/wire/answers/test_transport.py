"""Which transport is chosen: by the type, unless the first bytes say better."""

from __future__ import annotations

import pytest

from quarterdeck.wire.answers.documents import Documents
from quarterdeck.wire.answers.framed import Connect, EventStream
from quarterdeck.wire.answers.pieces import Bytes, Message, Text
from quarterdeck.wire.answers.sse import Sse
from quarterdeck.wire.answers.transport import choose

from .reading import JSON, SSE


@pytest.mark.parametrize(
    ("kind", "head", "expect"),
    [
        (SSE, b"", Sse),
        ("Text/Event-Stream; charset=utf-8", b"", Sse),
        (JSON, b"{}", Documents),
        (JSON, b"\n", Documents),
        ("text/plain", b'{"a"', Documents),
        ("", b"[]", Documents),
        ("text/html", b"[x] and more", Documents),
        ("application/javascript", b")]}'\n\n12", Documents),
        (JSON, b"data: {}", Sse),
        ("", b": ping\n\n", Sse),
        ("text/plain", b"event: x", Sse),
        ("application/x-ndjson", b"", Documents),
        ("application/vnd.amazon.eventstream", b"", EventStream),
        ("application/connect+json", b"", Connect),
        ("application/grpc-web+proto", b"", Connect),
        ("application/grpc-web-text", b"", Bytes),
        ("application/x-protobuf", b"", Message),
        ("image/png", b"\x89PNG", Bytes),
        ("text/html", b"<!doctype html>", Text),
        ("text/html", b"data: is not an event here", Text),
        ("", b"Bad gateway", Text),
        (JSON, b"Bad gateway", Text),
        ("application/octet-stream", b"words only", Text),
        ("application/octet-stream", b"\x89PNG\r\n\x1a\n", Bytes),
        ("", b"\0\1\2\3\4\5\6\7", Bytes),
        (JSON, b"\x1f\x8b\x08\0\0\0\0\0", Bytes),
    ],
)
def test_the_choice(kind: str, head: bytes, expect: type) -> None:
    assert type(choose(None, kind, head)) is expect


@pytest.mark.parametrize("head", [b"", b"{", b"dat", b")]}", b"Bad", b"  \n"])
def test_a_head_too_short_to_tell_waits(head: bytes) -> None:
    assert choose(None, "text/plain", head) is None
    assert choose(None, "text/plain", head, final=True) is not None


@pytest.mark.parametrize("name", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_characters_are_read_by_their_mark_or_their_zeros(name: str) -> None:
    data = '{"say":"hello"}'.encode(name)
    transport = choose(None, JSON, data)
    assert transport is not None
    found = [*transport.feed(data), *transport.end()]
    assert "".join(str(one.payload) for one in found).lstrip("\ufeff") == '{"say":"hello"}'


@pytest.mark.parametrize("name", ["shift_jis", "utf-16", "utf16", "no-such", "rot13"])
def test_the_charset_of_a_text_is_the_one_it_names_if_there_is_such_a_one(name: str) -> None:
    codec = {"no-such": "utf-8", "rot13": "utf-8", "utf-16": "utf-16-le", "utf16": "utf-16-le"}.get(name, name)
    data = "山と川と海と空".encode(codec)
    transport = choose(None, f"text/plain; charset={name}", data)
    assert transport is not None
    assert next(transport.feed(data)).payload == "山と川と海と空"


def test_only_gemini_streams_the_elements_of_a_list() -> None:
    body = b'[{"a":1},{"b":2}]'
    for name, count in (("gemini", 2), ("hf-inference", 1)):
        transport = choose(name, JSON, body)
        assert transport is not None
        assert sum(one.payload is not None for one in transport.feed(body)) == count


def test_blanks_are_not_waited_out_for_ever() -> None:
    assert type(choose(None, "text/plain", b" " * 70_000)) is Text
