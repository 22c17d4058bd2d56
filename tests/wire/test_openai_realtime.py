"""OpenAI realtime: the handshake names the model, frames hold the talk, WebRTC hides it."""

from __future__ import annotations

import base64

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import openai_realtime

from .build import exchange, matched, message, read, socket

API = "https://api.openai.com/v1/realtime"


@pytest.mark.parametrize(
    ("url", "names", "known"),
    [
        ("wss://api.openai.com/v1/realtime?model=gpt-realtime", ("gpt-realtime",), True),
        ("wss://api.openai.com/v1/realtime", (), False),
        ("wss://acme.openai.azure.com/openai/realtime?deployment=prod", ("prod",), False),
        ("wss://acme.openai.azure.com/openai/realtime?deployment=gpt-realtime", ("gpt-realtime",), True),
        ("wss://acme.openai.azure.com/openai/v1/realtime?model=prod", ("prod",), False),
    ],
)
def test_the_handshake_names_the_model_unless_a_customer_named_it(url: str, names: tuple, known: bool) -> None:
    found = wire.read(socket(url), matched())
    assert isinstance(found, Message)
    assert (found.format, found.models, found.models_known, found.stream) == ("openai-realtime", names, known, True)


def test_a_page_about_it_is_not_claimed() -> None:
    assert wire.read(exchange("https://api.openai.com/docs/realtime", method="GET"), matched()) is None


def test_a_frame_is_one_object_with_a_type() -> None:
    found = openai_realtime.parse_frame('{"type":"response.create","response":{"instructions":"be brief"}}')
    assert isinstance(found, Message)
    assert [(part.pointer, part.text) for part in found.parts][-1] == ("/response/instructions", "be brief")
    for text in ("", "{}", "[]", "not json", '{"type":"a","type":"b"}', '{"type":"a"}{"type":"b"}'):
        assert openai_realtime.parse_frame(text) is None


def test_a_session_asked_for_beforehand_names_the_model() -> None:
    found = message(f"{API}/client_secrets", {"session": {"model": "gpt-realtime", "instructions": "be brief"}})
    assert (found.format, found.models, found.models_known) == ("openai-realtime", ("gpt-realtime",), True)
    assert not message(f"{API}/sessions", {"voice": "alloy"}).models_known


def test_talk_over_webrtc_is_opaque() -> None:
    assert read(f"{API}/calls", b"v=0\r\n", content_type="application/sdp") == Opaque("webrtc", "openai-realtime")


def test_a_broken_body_or_frame_is_opaque() -> None:
    assert read(f"{API}/sessions", b'{"model":') == Opaque("not-json", "openai-realtime")
    asked = socket("wss://api.openai.com/v1/realtime?model=gpt-realtime")
    assert wire.read_frame(asked, matched(), b'{"type":"response.create","type":"x"}') == Opaque("duplicate-keys")


SOUND = base64.b64encode(bytes(range(256)) * 8).decode()


def test_spoken_words_are_opaque() -> None:
    piece = openai_realtime.frame({"type": "input_audio_buffer.append", "audio": SOUND})
    assert piece == Message("openai-realtime", "chat", (), True, piece.parts if piece else (), True, opaque="audio")
    assert piece.parts[0].text == "input_audio_buffer.append"
    content = [{"type": "input_audio", "audio": SOUND, "transcript": "hello"}, {"type": "input_text", "text": "you"}]
    item = openai_realtime.frame({"type": "conversation.item.create", "item": {"role": "user", "content": content}})
    assert item is not None
    assert item.opaque == "audio"
    assert [part.text for part in item.parts][1:] == ["hello", "you"]
    assert not any(SOUND in part.text for part in item.parts)
    assert item.files == ()
