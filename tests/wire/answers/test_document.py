"""A record becomes an event: by its grammar, as several documents, or as a text."""

from __future__ import annotations

from typing import Any

import pytest

from quarterdeck.model.content import Part
from quarterdeck.wire.answers import openai_chat
from quarterdeck.wire.answers.document import DocumentReader
from quarterdeck.wire.answers.event import Event, Record

CHAT = b'{"model":"m","choices":[{"delta":{"content":"Hi"}}]}'
HI = Part("/choices/0/message/content", "Hi", "assistant")


def read(payload: Any, reason: str | None = None) -> Event:
    return DocumentReader(openai_chat.read).read(Record(b"raw", payload, reason=reason))


def test_a_document_is_read_in_its_grammar() -> None:
    assert read(CHAT) == Event(b"raw", (HI,), ("m",))


def test_what_the_grammar_does_not_know_is_read_string_by_string() -> None:
    assert read(b'{"warning":"Be careful"}').parts == (Part("/warning", "Be careful", "assistant"),)
    assert read({"1": ["Hello"]}).parts == (Part("/1/0", "Hello", "assistant"),)


def test_several_documents_a_line_each_are_read_as_some_clients_do() -> None:
    assert read(CHAT + b"\n" + CHAT + b"\n[DONE]") == Event(b"raw", (HI, HI), ("m",), done=True)


@pytest.mark.parametrize(
    ("payload", "text", "reason"),
    [(b"Just words", "Just words", None), (b'{"cut', '{"cut', "not-json"), (b'["cut', '["cut', "not-json")],
)
def test_what_is_no_json_is_a_text(payload: bytes, text: str, reason: str | None) -> None:
    assert read(payload) == Event(b"raw", (Part("", text, "assistant"),), opaque=reason)


def test_a_text_and_nothing() -> None:
    assert read("words", "bad-charset") == Event(b"raw", (Part("", "words", "assistant"),), opaque="bad-charset")
    assert read(None, "too-large") == Event(b"raw", opaque="too-large")
    assert read(b"[DONE]") == Event(b"raw", done=True)


def test_what_one_event_says_is_not_said_of_the_next() -> None:
    reader = DocumentReader(openai_chat.read)
    assert reader.read(Record(b"", b"[DONE]")).done
    assert reader.read(Record(b"", CHAT)) == Event(b"", (HI,), ("m",))
    assert reader.read(Record(b"", CHAT)).models == ()


def test_a_document_too_deep_to_read_says_so() -> None:
    assert read(b'{"choices":[{"message":{"x":' + b"[" * 500 + b'"y"' + b"]" * 500 + b"}}]}").opaque == "too-deep"


def test_documents_in_a_list_name_their_models_too() -> None:
    assert read(b'[{"model":"a"},{"model":"b"},1]').models == ("a", "b")
