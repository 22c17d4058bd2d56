"""Files kept at the Gemini API: announced, then sent, whole or not."""

from __future__ import annotations

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque

from .build import exchange, matched, message, read, texts

API = "https://generativelanguage.googleapis.com"
URL = f"{API}/upload/v1beta/files"


def test_the_announcement_names_the_file() -> None:
    found = message(URL, {"file": {"display_name": "secret plan.txt"}}, x_goog_upload_command="start")
    assert (found.format, found.activity, found.models_known) == ("gemini-files", "upload", True)
    assert texts(found) == ["secret plan.txt"]


@pytest.mark.parametrize(("offset", "unread"), [("0", None), ("8", "partial-upload")])
def test_text_is_read_and_a_piece_of_it_is_never_clean(offset: str, unread: str | None) -> None:
    headers = {"x_goog_upload_command": "upload, finalize", "x_goog_upload_offset": offset}
    found = message(f"{URL}?upload_id=u", b"the plan", **headers)
    assert [(part.pointer, part.text, part.role) for part in found.parts] == [("", "the plan", "file")]
    assert found.opaque == unread


def test_what_may_say_more_than_its_text_shows_is_a_file_too() -> None:
    found = message(f"{URL}?upload_id=u", b"<html>&#115;ecret</html>")
    assert texts(found) == ["<html>&#115;ecret</html>"]
    assert [file.data for file in found.files] == [b"<html>&#115;ecret</html>"]


def test_a_file_of_json_is_read_too() -> None:
    assert texts(message(URL, [{"row": "one"}])) == ["one"]
    assert texts(message(URL, b'"a \\ud800 b"')) == ["a \ufffd b"]


@pytest.mark.parametrize(
    "path", ["/upload/v1beta/fileSearchStores/s:uploadToFileSearchStore", "/resumable/upload/v1beta/files"]
)
def test_stores_and_the_older_path_are_claimed(path: str) -> None:
    assert message(API + path, {"displayName": "x y"}).format == "gemini-files"


def test_other_calls_are_not() -> None:
    assert message(f"{API}/v1beta/files", {"displayName": "x y"}).format == "json"


def test_what_cannot_be_read_is_opaque() -> None:
    assert read(URL, b'{"file":') == Opaque("not-json", "gemini-files")
    found = wire.read(exchange(URL, b"\x89PNG\r\n\x1a\n\0", {"content-type": "image/png"}), matched())
    assert isinstance(found, Message)
    assert (found.format, found.activity, len(found.files)) == ("gemini-files", "upload", 1)
