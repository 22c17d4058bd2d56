"""Gemini: verbs at the end of the path, the model before them; names that customers give hide it."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import gemini

from .build import matched, message, read, socket, texts

API = "https://generativelanguage.googleapis.com/v1beta"
VERTEX = "https://eu-aiplatform.googleapis.com/v1/projects/p/locations/l"
BODY = {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}
LIVE = "google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"


@pytest.mark.parametrize(
    ("verb", "activity", "stream"),
    [
        ("generateContent", "chat", False),
        ("streamGenerateContent", "chat", True),
        ("countTokens", "chat", False),
        ("embedContent", "embed", False),
        ("predict", "completion", False),
        ("serverStreamingPredict", "completion", True),
    ],
)
def test_the_verb_tells_what_is_asked(verb: str, activity: str, stream: bool) -> None:
    found = message(f"{API}/models/gemini-2.5-flash:{verb}", BODY)
    assert (found.format, found.models, found.models_known) == ("gemini", ("gemini-2.5-flash",), True)
    assert (found.activity, found.stream) == (activity, stream)


def test_another_verb_is_not_claimed() -> None:
    assert read(f"{API}/models/m:setIamPolicy", {"policy": "x"}, None) is None


@pytest.mark.parametrize("place", ["tunedModels/ours", "endpoints/123", "reasoningEngines/7"])
def test_names_that_customers_give_hide_the_model(place: str) -> None:
    found = message(f"{VERTEX}/{place}:generateContent?model=gemini-2.5-pro", {**BODY, "model": "gemini-2.5-pro"})
    assert not found.models_known


def test_a_model_named_in_the_body_counts_beside_that_of_the_path() -> None:
    found = message(f"{API}/models/gemini-2.5-flash:batchGenerateContent", {**BODY, "model": "models/other"})
    assert found.models == ("gemini-2.5-flash", "models/other")


def test_a_wrapped_request_without_a_model_leaves_it_unknown() -> None:
    url = "https://cloudcode-pa.googleapis.com/v1internal:generateContent"
    assert not message(url, {"request": BODY}).models_known
    assert message(url, {"model": "gemini-2.5-pro", "request": BODY}).models_known


def test_interactions_and_caches_are_claimed_at_an_ai_service_only() -> None:
    assert message(f"{API}/interactions", {"model": "gemini-3", "input": "hi"}).format == "gemini"
    assert message(f"{API}/interactions", {"model": "gemini-3", "input": "hi", "stream": True}).stream
    assert read("https://crm.example/v1/interactions", {"customer": "Ada"}, None) is None


def test_a_frame_of_the_live_api_names_the_model() -> None:
    asked = socket(f"wss://generativelanguage.googleapis.com/ws/{LIVE}")
    found = wire.read(asked, matched())
    assert isinstance(found, Message)
    assert (found.models, found.models_known, found.stream) == ((), True, True)
    found = wire.read_frame(asked, matched(), b'{"setup":{"model":"models/gemini-live"}}')
    assert isinstance(found, Message)
    assert (found.models, found.models_known, found.stream) == (("models/gemini-live",), True, True)
    found = wire.read_frame(asked, matched(), b'["secret"]')
    assert isinstance(found, Message)
    assert texts(found) == ["secret"]


def test_a_broken_body_is_opaque() -> None:
    assert read(f"{API}/models/m:generateContent", b'{"contents":[', None) == Opaque("not-json", "gemini")
    assert read(f"{API}/models/m:generateContent", b"[]") == Opaque("unexpected-shape", "gemini")


@pytest.mark.parametrize("sound", [{"audio": {}}, {"mediaChunks": [{}]}])
def test_spoken_words_of_the_live_api_are_opaque(sound: Any) -> None:
    blob = {"mimeType": "audio/pcm", "data": base64.b64encode(bytes(range(256)) * 8).decode()}
    given = {"audio": blob} if "audio" in sound else {"mediaChunks": [blob]}
    found = gemini.frame({"realtimeInput": {**given, "text": "hello you"}})
    assert found is not None
    assert (found.opaque, found.files) == ("audio", ())
    assert "hello you" in texts(found)
    said = gemini.frame({"clientContent": {"turns": []}})
    assert said is not None
    assert said.opaque is None
