"""copilot.microsoft.com: a WebSocket that says one event a message."""

from __future__ import annotations

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque, Upload

from ..build import exchange, matched, message, read, socket, texts

API = "copilot.microsoft.com/c/api"
SEND = b'{"event":"send","mode":"chat","content":[{"type":"text","text":"write a haiku"}]}'


def test_the_handshake_alone_is_a_chat() -> None:
    found = wire.read(socket(f"wss://{API}/chat?api-version=2"), matched())
    assert isinstance(found, Message)
    assert (found.format, found.activity, found.models_known, found.stream) == ("copilot-web", "chat", True, True)


def test_a_page_under_the_same_path_is_not() -> None:
    assert wire.read(exchange(f"https://{API}/chat", method="GET"), matched()) is None
    assert wire.read(exchange(f"https://{API}/attachments", method="GET"), matched()) is None


def test_what_is_sent_is_read_frame_by_frame() -> None:
    found = wire.read_frame(socket(f"wss://{API}/chat"), matched(), SEND)
    assert isinstance(found, Message)
    assert (found.format, found.activity, found.models_known, found.stream) == ("copilot-web", "chat", True, True)
    assert "write a haiku" in texts(found)


def test_a_frame_without_an_event_is_read_by_its_shape_or_not_taken_for_clean() -> None:
    asked = socket(f"wss://{API}/chat")
    found = wire.read_frame(asked, matched(), b'{"text":"secret"}')
    assert isinstance(found, Message)
    assert (found.format, texts(found)) == ("json", ["secret"])
    assert wire.read_frame(asked, matched(), SEND[:-1]) == Opaque("not-json")
    assert wire.read_frame(asked, matched(), b"\x00\x01") == Opaque("binary")


def test_an_attachment_is_an_upload() -> None:
    sent = message(f"https://{API}/attachments", {"url": "u"})
    assert (sent.format, sent.activity, sent.models_known) == ("copilot-web", "upload", True)
    found = read(f"https://{API}/attachments", b"\x89PNG\r\n\x00", content_type="image/png")
    assert found == Message("file", "upload", files=(Upload("", b"\x89PNG\r\n\x00", "", "image/png"),))


def test_a_broken_start_is_opaque() -> None:
    assert read(f"https://{API}/start", b'{"a":') == Opaque("not-json")
