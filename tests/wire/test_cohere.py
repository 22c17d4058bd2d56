"""Cohere's paths are short and others have them too: its own host or a model tells."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Opaque

from .build import message, read

API = "https://api.cohere.com"


@pytest.mark.parametrize(
    ("path", "body", "activity"),
    [
        ("/v1/chat", {"message": "q"}, "chat"),
        ("/v2/embed", {"texts": ["q"]}, "embed"),
        ("/v1/summarize", {"text": "q"}, "completion"),
        ("/v1/generate", {"prompt": "q"}, "completion"),
        ("/v1/classify", {"inputs": ["q"]}, "completion"),
    ],
)
def test_its_calls_are_claimed_at_its_own_host_without_a_model(path: str, body: object, activity: str) -> None:
    found = message(f"{API}{path}", body)
    assert (found.format, found.activity, found.models, found.models_known) == ("cohere", activity, (), False)


def test_elsewhere_a_model_must_be_named() -> None:
    assert read("https://shop.example/v1/chat", {"message": "where is my parcel"}, None) is None
    assert read("https://shop.example/v1/chat", {"model": "m", "colour": "red"}, None) is None
    assert message("https://rerank.example/rerank", {"model": "r", "query": "q", "documents": ["d"]}).format == "cohere"


def test_the_stream_that_is_asked_for_is_seen() -> None:
    body = {"model": "command-a", "messages": [{"role": "user", "content": "q"}]}
    assert not message(f"{API}/v2/chat", body).stream
    assert message(f"{API}/v2/chat", {**body, "stream": True}).stream


def test_a_model_in_other_letters_stays_unknown() -> None:
    found = message(f"{API}/v2/chat", {"Model": "deepseek", "message": "q"})
    assert (found.models, found.models_known) == (("deepseek",), False)


def test_a_broken_body_is_opaque() -> None:
    assert read(f"{API}/v2/chat", b'{"model":"a","model":"b","message":"q"}') == Opaque("duplicate-keys")
