"""claude.ai: conversations of an organization, and what is uploaded to them."""

from __future__ import annotations

import json

from quarterdeck import wire
from quarterdeck.model.content import Opaque

from ..build import FORM, form, message, read, texts

ORG = "https://claude.ai/api/organizations/00000000-0000-4000-8000-00000000000a"
CHAT = f"{ORG}/chat_conversations/c1/completion"


def test_a_turn_and_its_repetition_are_chats_in_a_stream() -> None:
    for url in (CHAT, CHAT.replace("/completion", "/retry_completion")):
        found = message(url, {"prompt": "explain", "model": "claude-sonnet-4-5"})
        assert (found.format, found.activity, found.models, found.stream) == (
            "claude-web", "chat", ("claude-sonnet-4-5",), True,
        )  # fmt: skip


def test_a_conversation_begins_without_a_prompt() -> None:
    found = message(f"{ORG}/chat_conversations", {"name": "plans", "model": "claude-opus-4"})
    assert (found.format, found.models, found.stream) == ("claude-web", ("claude-opus-4",), False)
    assert message(f"{ORG}/chat_conversations", {"name": "plans"}).models_known


def test_a_document_is_an_upload_at_the_apps_own_host() -> None:
    sent = form(("file", "a.txt", b"the text"))
    found = message(f"{ORG}/upload", sent, content_type=FORM)
    assert (found.format, found.activity, texts(found)) == ("claude-web", "upload", ["a.txt", "the text"])
    assert found.models_known
    assert read("https://shop.example/api/x/upload", sent, None, content_type=FORM) is None


def test_a_picture_is_said_to_be_unread() -> None:
    found = message(f"{ORG}/upload", form(("file", "a.png", b"\x89PNG\x00")), content_type=FORM)
    assert (found.format, [file.name for file in found.files]) == ("claude-web", ["a.png"])


def test_what_no_longer_fits_or_is_broken_is_opaque() -> None:
    assert read(CHAT, {"turns": ["hi"]}) == Opaque("unexpected-shape", "claude-web")
    assert read(CHAT, b'{"prompt":"a","prompt":"b"}') == Opaque("duplicate-keys", "claude-web")


def test_a_refused_app_sees_an_error_as_the_api_writes_it() -> None:
    said = wire.refusal("claude-web", None, "No.", "inc-1")
    assert json.loads(said.body)["error"] == {"type": "permission_error", "message": "No. (incident inc-1)"}
