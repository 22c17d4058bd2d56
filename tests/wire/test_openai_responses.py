"""OpenAI responses, and the threads and runs whose model stands on the far side."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Opaque

from .build import message, read

API = "https://api.openai.com/v1"


@pytest.mark.parametrize("path", ["/v1/responses", "/openai/v1/responses/compact", "/v1/responses/input_tokens"])
def test_any_of_its_members_is_enough(path: str) -> None:
    for body in ({"input": "hi"}, {"instructions": "hi"}, {"prompt": {"id": "pmpt_1"}}):
        assert message(f"https://host.example{path}", {"model": "m", **body}, None).format == "openai-responses"


def test_a_stored_prompt_alone_leaves_the_model_unknown() -> None:
    assert not message(f"{API}/responses", {"prompt": {"id": "pmpt_1"}}).models_known
    assert not message(f"{API}/responses?model=gpt-5", {"prompt": {"id": "pmpt_1"}}).models_known
    assert message(f"{API}/responses", {"model": "gpt-5", "prompt": {"id": "pmpt_1"}}).models_known


def test_a_tool_that_names_a_model_adds_it() -> None:
    body = {"model": "gpt-5", "input": "x", "tools": [{"type": "image_generation", "model": "gpt-image-1"}]}
    assert message(f"{API}/responses", body).models == ("gpt-5", "gpt-image-1")


def test_on_azure_a_customers_name_hides_the_model() -> None:
    assert not message(
        "https://acme.openai.azure.com/openai/v1/responses", {"model": "prod", "input": "x"}
    ).models_known


@pytest.mark.parametrize(
    ("path", "body", "known"),
    [
        ("/threads/t/runs", {"assistant_id": "a"}, False),
        ("/threads/t/runs?model=gpt-5", {"assistant_id": "a"}, False),
        ("/threads/t/runs", {"assistant_id": "a", "model": "gpt-5"}, True),
        ("/threads/t/runs/r/submit_tool_outputs", {"tool_outputs": []}, False),
        ("/conversations", {"items": []}, True),
    ],
)
def test_a_run_is_served_by_whatever_its_assistant_names(path: str, body: dict, known: bool) -> None:
    found = message(f"{API}{path}", body)
    assert (found.format, found.models_known) == ("openai-responses", known)


def test_responses_and_threads_of_another_kind_are_not_claimed() -> None:
    assert read("https://survey.example/v1/responses", {"answers": ["a"]}, None) is None
    assert read("https://forum.example/v1/threads", {"content": "good morning"}, None) is None


def test_a_broken_body_is_opaque() -> None:
    assert read(f"{API}/responses", b'{"input":"x"') == Opaque("not-json", "openai-responses")
    assert read(f"{API}/responses", {"a": "b"}) == Opaque("unexpected-shape", "openai-responses")
