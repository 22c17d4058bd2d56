"""chatgpt.com: the conversation, what prepares it, and the names of files."""

from __future__ import annotations

import json

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Opaque

from ..build import message, read, texts

HOST = "https://chatgpt.com"
SAID = [{"author": {"role": "user"}, "content": {"content_type": "text", "parts": ["plan a launch"]}}]


@pytest.mark.parametrize(
    "path", ["/backend-api/conversation", "/backend-api/f/conversation", "/backend-anon/f/conversation"]
)
def test_old_new_and_signed_out_conversations_are_claimed(path: str) -> None:
    found = message(HOST + path, {"model": "auto", "messages": SAID})
    assert (found.format, found.activity, found.models, found.models_known) == ("chatgpt-web", "chat", ("auto",), True)
    assert "plan a launch" in texts(found)


def test_what_prepares_a_conversation_needs_no_messages() -> None:
    found = message(f"{HOST}/backend-api/f/conversation/prepare", {"model": "gpt-5", "partial_query": {"text": "pl"}})
    assert (found.format, found.models) == ("chatgpt-web", ("gpt-5",))
    assert "pl" in texts(found)


def test_the_name_of_a_file_is_an_upload() -> None:
    found = message(f"{HOST}/backend-api/files", {"file_name": "plan.docx", "file_size": 9})
    assert (found.format, found.activity, texts(found)) == ("chatgpt-web", "upload", ["plan.docx"])
    assert found.models_known


def test_other_calls_of_the_app_are_not_claimed() -> None:
    assert message(f"{HOST}/backend-api/settings", {"theme": "dim"}).format == "json"
    assert read("https://shop.example/conversation", {"messages": "hi"}, None) is None


def test_what_no_longer_fits_or_is_broken_is_opaque() -> None:
    assert read(f"{HOST}/backend-api/f/conversation", {"turns": ["hi"]}) == Opaque("unexpected-shape", "chatgpt-web")
    assert read(f"{HOST}/backend-api/f/conversation", b'{"messages":[') == Opaque("not-json", "chatgpt-web")


def test_a_refused_app_finds_the_reason_under_detail() -> None:
    said = wire.refusal("chatgpt-web", None, "No.", "inc-1")
    assert (said.status, json.loads(said.body)["detail"]) == (403, "No. (incident inc-1)")
