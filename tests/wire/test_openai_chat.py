"""OpenAI chat and legacy completions: the model in the body, or behind a deployment's name that a customer gave."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Opaque

from .build import message, read

SAID = [{"role": "user", "content": "hi"}]
AZURE = "https://acme.openai.azure.com/openai"
CHAT = "https://openrouter.ai/api/v1/chat/completions"


@pytest.mark.parametrize("base", ["/v1", "/openai/v1", "/api/paas/v4", "/compatible-mode/v1", ""])
def test_it_is_claimed_under_any_base_path(base: str) -> None:
    found = message(f"https://host.example{base}/chat/completions", {"model": "m", "messages": SAID}, None)
    assert (found.format, found.activity, found.models) == ("openai-chat", "chat", ("m",))


def test_completions_of_another_kind_are_not_claimed() -> None:
    assert read("https://school.example/courses/completions", {"pupil": "Ada"}, None) is None


@pytest.mark.parametrize(
    ("path", "body", "names", "known"),
    [
        ("/deployments/prod/chat/completions", {}, ("prod",), False),
        ("/deployments/prod/chat/completions", {"model": "gpt-4o"}, ("gpt-4o", "prod"), False),
        ("/deployments/DeepSeek-R1/chat/completions", {"model": "assistant"}, ("assistant", "DeepSeek-R1"), True),
        ("/deployments/DeepSeek-R1/chat/completions", {}, ("DeepSeek-R1",), True),
        ("/deployments/gpt-4o/chat/completions", {}, ("gpt-4o",), True),
        ("/deployments/gpt-4o/chat/completions", {"model": "openrouter/auto"}, ("openrouter/auto", "gpt-4o"), False),
        ("/v1/chat/completions", {"model": "assistant"}, ("assistant",), False),
        ("/v1/chat/completions", {"model": "gpt-4o"}, ("gpt-4o",), True),
    ],
)
def test_on_azure_only_a_makers_name_tells_the_model(path: str, body: dict, names: tuple, known: bool) -> None:
    found = message(AZURE + path, {**body, "messages": SAID})
    assert (found.models, found.models_known) == (names, known)


@pytest.mark.parametrize("where", ["query", "header"])
def test_a_name_that_the_far_side_ignores_does_not_make_the_model_known(where: str) -> None:
    """OpenRouter and Azure read neither: the account's default or the deployment answers."""
    for url in (CHAT, f"{AZURE}/deployments/prod/chat/completions"):
        headers = {"x_ms_model_mesh_model_name": "gpt-4o"} if where == "header" else {}
        found = message(url if headers else f"{url}?model=gpt-4o", {"messages": SAID}, **headers)
        assert "gpt-4o" in found.models
        assert not found.models_known


@pytest.mark.parametrize("prompt", [[15339, 1917], [[15339], [1917]], ["text", [15339]]])
def test_a_prompt_of_token_ids_is_said_to_be_unread(prompt: list) -> None:
    found = message("https://api.openai.com/v1/completions", {"model": "m", "prompt": prompt})
    assert (found.activity, found.opaque) == ("completion", "token-ids")
    assert message("https://api.openai.com/v1/completions", {"model": "m", "prompt": ["text"]}).opaque is None


def test_a_broken_body_is_opaque() -> None:
    assert read(CHAT, b'{"model":"m","messages":') == Opaque("not-json", "openai-chat")
    assert read(CHAT, {"model": "m"}) == Opaque("unexpected-shape", "openai-chat")
    assert read(CHAT, []) == Opaque("unexpected-shape", "openai-chat")
