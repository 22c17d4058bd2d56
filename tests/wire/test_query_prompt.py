"""A prompt in the address: links that open a chat with a question, and services that take it by GET."""

from __future__ import annotations

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque

from .build import UNLISTED, exchange, matched, texts


def follow(url: str, role: str = "web", method: str = "GET") -> Message | Opaque | None:
    return wire.read(exchange(url, method=method), matched("any", role))


@pytest.mark.parametrize(
    "url",
    ["https://ai.example/?q=secret", "https://ai.example/search?Q=secret", "https://ai.example/a/b?prompt=secret",
     "https://ai.example/new?x=1&message=secret", "https://ai.example/?q=%73ecret"],
)  # fmt: skip
def test_a_link_that_asks_a_question_is_a_prompt(url: str) -> None:
    found = follow(url)
    assert isinstance(found, Message)
    assert (found.format, found.activity) == ("query", "chat")
    assert "secret" in texts(found)


@pytest.mark.parametrize("url", ["https://ai.example/docs?q=x", "https://ai.example/?utm=x", "https://ai.example/new"])
def test_other_addresses_of_a_service_are_not(url: str) -> None:
    assert follow(url) is None


def test_a_body_beside_it_is_read_instead() -> None:
    found = wire.read(exchange("https://ai.example/?q=x", b'{"model":"m","prompt":"y"}', method="GET"), matched())
    assert isinstance(found, Message)
    assert (found.format, "y" in texts(found)) == ("generic", True)


def test_nowhere_else_is_a_question_a_prompt() -> None:
    assert wire.read(exchange("https://shop.example/search?q=shoes", method="GET"), UNLISTED) is None


def test_an_api_asked_by_get_has_the_prompt_in_its_path() -> None:
    found = follow("https://text.example/what%20is%20it?model=deepseek", "api")
    assert isinstance(found, Message)
    assert (found.models, found.models_known) == (("deepseek",), True)
    assert any("what" in text for text in texts(found))
    assert follow("https://text.example/what%20is%20it?model=deepseek", "web") is None


def test_bytes_that_are_no_text_do_not_hide_the_rest() -> None:
    found = follow("https://ai.example/?q=%ff%fesecret&prompt=%00")
    assert isinstance(found, Message)
    assert any("secret" in text for text in texts(found))
