"""OpenAI audio: a text to be spoken, a recording to be written down."""

from __future__ import annotations

from quarterdeck.model.content import Opaque

from .build import FORM, form, message, read, texts

API = "https://api.openai.com/v1/audio"


def test_a_recording_is_an_upload_whose_unread_content_is_said() -> None:
    sent = form(("model", None, b"whisper-1"), ("prompt", None, b"names: Ada"), ("file", "a.mp3", b"ID3\x00\xff"))
    found = message(f"{API}/transcriptions", sent, content_type=FORM)
    assert (found.format, found.activity, [file.name for file in found.files]) == ("openai-audio", "upload", ["a.mp3"])
    assert (found.models, found.models_known) == (("whisper-1",), True)
    assert "names: Ada" in texts(found)


def test_on_azure_a_deployment_of_the_customers_hides_the_model() -> None:
    url = "https://acme.openai.azure.com/openai/deployments/{}/audio/speech"
    assert not message(url.format("voice"), {"input": "hi"}).models_known
    assert message(url.format("tts-hd"), {"input": "hi"}).models == ("tts-hd",)


def test_a_stream_asked_for_in_a_form_is_seen() -> None:
    sent = form(("model", None, b"m"), ("stream", None, b"true"), ("file", "a.txt", b"x"))
    assert message(f"{API}/translations", sent, content_type=FORM).stream


def test_other_calls_of_audio_are_not_claimed() -> None:
    assert message(f"{API}/voices", {"input": "hi", "model": "m"}).format == "generic"
    assert read("https://radio.example/audio/speech", {"volume": 3}, None) is None


def test_a_broken_body_is_opaque() -> None:
    assert read(f"{API}/speech", b'{"model":"tts-1",') == Opaque("not-json", "openai-audio")
    assert read(f"{API}/speech", {"voice": "alloy"}) == Opaque("unexpected-shape", "openai-audio")
    assert read(f"{API}/transcriptions", b"--b", content_type=FORM) == Opaque("bad-multipart", "openai-audio")
