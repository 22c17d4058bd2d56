"""grok.com: a message that opens a conversation or goes on with one, and files in base64."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Opaque, Upload

from ..build import message, read, texts

API = "https://grok.com/rest/app-chat"


@pytest.mark.parametrize("path", ["/conversations/new", "/conversations/c1/responses"])
def test_the_first_message_and_the_next_are_chats(path: str) -> None:
    found = message(API + path, {"message": "draft a tweet", "modeId": "fast"})
    assert (found.format, found.activity, found.models_known, found.stream) == ("grok-web", "chat", True, True)
    assert "draft a tweet" in texts(found)


def test_an_older_client_names_a_model() -> None:
    assert message(f"{API}/conversations/new", {"message": "x", "modelName": "grok-3"}).models == ("grok-3",)


def test_other_calls_of_the_app_are_not_claimed() -> None:
    assert message(f"{API}/conversations/c1/title", {"title": "x"}).format == "json"
    assert read("https://crm.example/conversations/new", {"message": "hi"}, None) is None


def test_what_no_longer_fits_or_is_broken_is_opaque() -> None:
    assert read(f"{API}/conversations/new", {"message": {"text": "hi"}}) == Opaque("unexpected-shape", "grok-web")
    assert read(f"{API}/conversations/new", b'{"message":') == Opaque("not-json", "grok-web")


def test_a_file_is_taken_out_of_its_base64() -> None:
    url = "https://grok.com/rest/app-chat/upload-file"
    found = message(url, {"fileName": "notes.txt", "fileMimeType": "text/plain", "content": "dGhlIG5vdGVz"})
    assert (found.format, found.activity) == ("grok-web", "upload")
    assert found.files == (Upload("/content", b"the notes", "notes.txt", "text/plain"),)
    assert "notes.txt" in texts(found)
    plain = message(url, {"fileName": "notes.txt", "content": "no base64!"})
    assert "no base64!" in texts(plain)
    assert plain.files == ()
    assert read(url, {"fileName": "notes.txt", "data": "x"}) == Opaque("unexpected-shape", "grok-web")
