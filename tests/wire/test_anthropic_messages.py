"""Anthropic messages: the model in the body, in each request of a batch, or in a path of Vertex."""

from __future__ import annotations

from quarterdeck.model.content import Opaque

from .build import message, read, texts

SAID = [{"role": "user", "content": "hi"}]
API = "https://gateway.example/anthropic/v1/messages"
VERTEX = "https://eu-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers"


def test_it_is_claimed_under_any_base_path() -> None:
    for base in ("/v1", "/coding/v1", "/anthropic/v1", ""):
        found = message(f"https://gateway.example{base}/messages", {"model": "kimi-k2", "messages": SAID})
        assert (found.format, found.activity, found.models) == ("anthropic-messages", "chat", ("kimi-k2",))


def test_a_text_message_of_another_kind_is_not_claimed() -> None:
    assert read("https://sms.example/v1/messages", {"to": "+1555", "messages": "your parcel"}, None) is None


def test_a_batch_names_the_models_of_all_its_requests() -> None:
    first, second = {"model": "claude-sonnet-4-5", "messages": SAID}, {"model": "deepseek-chat", "messages": SAID}
    found = message(f"{API}/batches", {"requests": [{"params": first}, {"params": second}]})
    assert (found.models, found.models_known) == (("claude-sonnet-4-5", "deepseek-chat"), True)
    assert message(f"{API}/batches", {"requests": [7, {"params": first}, {"params": 7}]}).models == (
        "claude-sonnet-4-5",
    )
    assert read(f"{API}/batches", {"requests": []}) == Opaque("unexpected-shape", "anthropic-messages")


def test_one_spelling_that_hides_a_model_makes_that_of_the_batch_unknown() -> None:
    hidden = {"Model": "deepseek-chat", "messages": SAID}
    found = message(
        f"{API}/batches", {"requests": [{"params": {"model": "claude", "messages": SAID}}, {"params": hidden}]}
    )
    assert (found.models, found.models_known) == (("claude", "deepseek-chat"), False)


def test_on_vertex_the_path_names_the_model_and_the_body_adds_to_it() -> None:
    body = {"anthropic_version": "vertex-2023-10-16", "model": "other", "messages": SAID}
    found = message(f"{VERTEX}/anthropic/models/claude-opus-4:rawPredict", body)
    assert (found.models, found.models_known, found.stream) == (("claude-opus-4", "other"), True, False)
    assert message(f"{VERTEX}/mistralai/models/m:rawPredict", body).format == "gemini"


def test_the_legacy_completion_is_read() -> None:
    found = message("https://api.anthropic.com/v1/complete", {"model": "claude-2", "prompt": "\n\nHuman: hi"}, "own")
    assert (found.format, found.activity) == ("anthropic-messages", "completion")
    assert "\n\nHuman: hi" in texts(found)
    assert message("https://api.anthropic.com/v1/complete", {"model": "claude-2", "note": "hi"}).format == "json"


def test_a_broken_body_is_opaque() -> None:
    assert read(API, b'{"model":"claude","messages":[{"role":"user","content":"x"}') == Opaque("not-json", "generic")
    assert read(f"{API}/count_tokens", b'{"a":') == Opaque("not-json", "anthropic-messages")
    assert read(API, b'{"a":') == Opaque("not-json")
