"""Which error grammar a caller understands."""

from __future__ import annotations

import pytest

from quarterdeck import wire
from quarterdeck.model.service import Service
from quarterdeck.wire import grammar
from quarterdeck.wire.refusal import ERRORS

from .build import service

BESIDE = {"mcp", "hub", "text"}


def test_every_grammar_named_anywhere_can_be_spoken() -> None:
    named = {format_.grammar for format_ in wire.FORMATS}
    named |= {*grammar._HEADERS.values(), *grammar._FAMILIES.values(), *grammar._CATEGORIES.values()}
    named |= {*grammar._WEB.values(), *(spoken for _, spoken in grammar._PATHS)}
    assert named <= set(ERRORS) | BESIDE


@pytest.mark.parametrize(
    ("known", "found", "headers", "path", "expect"),
    [
        ("openai", None, {"anthropic-version": "x"}, "", "openai"),
        ("generic", None, {"anthropic-version": "x"}, "", "anthropic"),
        (None, None, {"x-goog-api-key": "k"}, "", "google"),
        (None, None, {"x-amz-date": "d"}, "/v1/chat/completions", "aws"),
        (None, None, {"mcp-session-id": "s"}, "/", "mcp"),
        (None, None, {}, "/V1/Chat/Completions/", "openai"),
        (None, None, {}, "/v1/messages", "anthropic"),
        (None, None, {}, "/v1beta/models/g:streamGenerateContent", "google"),
        (None, None, {}, "/api/pull", "ollama"),
        (None, None, {}, "/v2/", "oci"),
        (None, None, {}, "/owner/repo.git/info/lfs/objects/batch", "hub"),
        (None, None, {}, "/packages/ab/deepseek-1.0-py3-none-any.whl", "text"),
        (None, service(name="anthropic-api"), {}, "/", "anthropic"),
        (None, service(name="deepseek-web", category="chatbot"), {}, "/", "deepseek-web"),
        (None, service(name="groq", category="inference"), {}, "/", "openai"),
        (None, service(name="groq", category="chatbot"), {}, "/", "generic"),
        (None, None, {}, "", "generic"),
    ],
)
def test_the_likeliest(
    known: str | None, found: Service | None, headers: dict[str, str], path: str, expect: str
) -> None:
    assert grammar.choose(known, found, tuple(headers.items()), path) == expect
