"""From bytes to events: codings, heads, ends, and what cannot be read."""

from __future__ import annotations

import gzip

import pytest

from quarterdeck.wire import answers
from quarterdeck.wire.answers.event import Event
from quarterdeck.wire.answers.reader import AnswerReader

from .reading import JSON, SSE, events, sse, texts

STREAM = sse({"choices": [{"delta": {"content": "Hi"}}]}, "[DONE]")


def reader(kind: str = SSE, *codings: str) -> AnswerReader:
    return answers.reader("openai-chat", kind, codings)


def test_an_event_is_given_with_the_chunk_that_completes_it() -> None:
    one = reader()
    assert list(one.feed(STREAM[:20])) == []
    assert [event.raw for event in one.feed(STREAM[20:-14])] == [STREAM[:-14]]
    assert [event.done for event in one.feed(STREAM[-14:])] == [True]


def test_a_compressed_stream_is_read_without_its_coding() -> None:
    one = reader(SSE, "gzip")
    found = events(one, [gzip.compress(STREAM)])
    assert one.decodes
    assert one.opaque is None
    assert b"".join(event.raw for event in found) == STREAM
    assert texts(found) == [("/choices/0/message/content", "assistant", "Hi")]


@pytest.mark.parametrize(("codings", "reason"), [(("compress",), "unknown-encoding"), (("br",) * 4, "too-deep")])
def test_a_coding_that_is_unknown_passes_as_it_came(codings: tuple[str, ...], reason: str) -> None:
    one = reader(SSE, *codings)
    assert not one.decodes
    assert events(one, [b"ab", b"", b"c"]) == [Event(b"ab", opaque=reason), Event(b"c", opaque=reason)]
    assert one.opaque == reason


def test_what_was_never_coded_passes_as_it_came() -> None:
    one = reader(SSE, "gzip")
    found = events(one, [STREAM[:1], STREAM[1:]])
    assert b"".join(event.raw for event in found) == STREAM
    assert {event.opaque for event in found} == {one.opaque} == {"corrupt-encoding"}


def test_a_coding_that_breaks_on_the_way_is_told_after_what_could_be_read() -> None:
    packed = gzip.compress(STREAM)
    one = reader(SSE, "gzip")
    found = events(one, [packed[:-8], b"\0" * 8, b"tail"])
    assert texts(found) == [("/choices/0/message/content", "assistant", "Hi")]
    assert [event.raw for event in found if event.opaque] == [b"\0" * 8, b"tail"]
    cut = reader(SSE, "gzip")
    assert texts(events(cut, [packed[:-8]])) == [("/choices/0/message/content", "assistant", "Hi")]
    assert cut.opaque == "corrupt-encoding"


def test_the_first_reason_stays() -> None:
    one = reader(JSON)
    events(one, [b'{"a":'])
    assert one.opaque == "not-json"
    assert reader(JSON).opaque is None


def test_a_short_head_is_read_at_the_end() -> None:
    assert texts(events(reader("text/plain"), [b"o", b"k"])) == [("", "assistant", "ok")]
    assert events(reader(), []) == []


def test_what_was_never_coded_is_passed_on_once_however_long_it_is() -> None:
    body = STREAM * 2000
    assert b"".join(event.raw for event in events(reader(SSE, "gzip"), [body])) == body


def test_a_coding_that_never_gives_anything_is_not_waited_for() -> None:
    """The name of a file in the head of gzip has no end."""
    head = b"\x1f\x8b\x08\x08\0\0\0\0\0\x03" + b"name" * 20_000
    one = reader(SSE, "gzip")
    assert b"".join(event.raw for event in one.feed(head)) == head
    assert one.opaque == "corrupt-encoding"
