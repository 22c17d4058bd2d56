"""Messages of a WebSocket server, each one event."""

from __future__ import annotations

from quarterdeck.model.content import Part
from quarterdeck.wire import answers


def test_a_message_is_one_event_however_many_documents_it_holds() -> None:
    reader = answers.frame_reader(None)
    event = reader.read('{"say":"one"}\x1e{"say":"two"}\x1e')
    assert event.raw == b'{"say":"one"}\x1e{"say":"two"}\x1e'
    assert event.parts == (Part("/say", "one", "assistant"), Part("/say", "two", "assistant"))


def test_bytes_that_are_text_are_read_and_others_are_told() -> None:
    reader = answers.frame_reader("openai-realtime")
    assert reader.read(b'{"type":"error","error":{"message":"No"}}').parts[-1].text == "No"
    assert reader.opaque is None
    assert reader.read(b"\xff\0").opaque == reader.opaque == "binary"
    assert reader.read("fine words").parts == (Part("", "fine words", "assistant"),)
    assert reader.opaque == "binary"


def test_a_message_that_is_too_long_is_not_read() -> None:
    assert answers.frame_reader(None).read(b" " * ((16 << 20) + 1)).opaque == "too-large"


def test_what_was_said_in_deltas_is_not_said_again() -> None:
    reader = answers.frame_reader("openai-realtime")
    assert reader.read('{"type":"response.output_text.delta","delta":"Hi"}').parts[0].text == "Hi"
    assert reader.read('{"type":"response.output_text.done","text":"Hi"}').parts == ()


def test_a_surrogate_without_its_half_raises_nothing() -> None:
    assert answers.frame_reader(None).read("\ud800").opaque == "binary"
