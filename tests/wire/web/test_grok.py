"""grok.com: a message that opens a conversation or goes on with one, and files in base64."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Opaque

from ..build import message, read, texts

API = "https://grok.com/rest/app-chat"


@pytest.mark.parametrize("path", ["/conversations/new", "/conversations/c1/responses"])
def test_the_first_message_and_the_next_are_chats(path: str) -> None:
    found = message(API + path, {"message": "draft a tweet", "modeId": "fast"})
    assert (found.format, found.activity, found.models_known, found.stream) == ("grok-web", "chat", True, True)
    assert "draft a tweet" in texts(found)


def test_an_older_client_names_a_model() -> None:
    assert message(f"{API}/conversations/new", {"message": "x", "modelName": "grok-3"}).models == ("grok-3",)


def test_a_file_is_an_upload_with_all_that_it_holds() -> None:
    found = message(f"{API}/upload-file", {"fileName": "a.txt", "content": "aGVsbG8="})
    assert (found.format, found.activity, found.models_known) == ("grok-web", "upload", True)
    assert "aGVsbG8=" in texts(found)


def test_other_calls_of_the_app_are_not_claimed() -> None:
    assert message(f"{API}/conversations/c1/title", {"title": "x"}).format == "json"
    assert read("https://crm.example/conversations/new", {"message": "hi"}, None) is None


def test_what_no_longer_fits_or_is_broken_is_opaque() -> None:
    assert read(f"{API}/conversations/new", {"message": {"text": "hi"}}) == Opaque("unexpected-shape", "grok-web")
    assert read(f"{API}/conversations/new", b'{"message":') == Opaque("not-json", "grok-web")
