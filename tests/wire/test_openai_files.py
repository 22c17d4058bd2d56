"""Files for later use: what they hold is read where it can be, and a batch names the models of its lines."""

from __future__ import annotations

import json

import pytest

from quarterdeck.model.content import Opaque

from .build import FORM, form, message, read, texts

FILES = "https://api.example.com/v1/files"
LINE = json.dumps({"custom_id": "1", "body": {"model": "deepseek-chat", "messages": []}}).encode()


def test_a_file_is_an_upload_that_says_what_it_is_for() -> None:
    found = message(FILES, form(("purpose", None, b"assistants"), ("file", "a.csv", b"a,b")), None, content_type=FORM)
    assert (found.format, found.activity, found.models_known) == ("openai-files", "upload", True)
    assert texts(found) == ["assistants", "a.csv", "a,b"]


def test_a_batch_names_the_models_of_its_lines() -> None:
    for lines in (LINE + b"\n" + LINE, b"\xef\xbb\xbf" + LINE):
        found = message(FILES, form(("purpose", None, b"batch"), ("file", "b.jsonl", lines)), content_type=FORM)
        assert (found.models, found.models_known) == (("deepseek-chat",), True)


@pytest.mark.parametrize("lines", [LINE + b"\n{'model':'x'}", b'{"a":1,"a":2}', b"\x1f\x8b\x08\x00"])
def test_a_batch_that_cannot_be_read_leaves_its_models_unknown(lines: bytes) -> None:
    assert not message(FILES, form(("purpose", None, b"batch"), ("file", "b", lines)), content_type=FORM).models_known
    assert message(FILES, form(("purpose", None, b"vision"), ("file", "b", lines)), content_type=FORM).models_known


def test_a_picture_is_said_to_be_unread() -> None:
    sent = form(("purpose", None, b"vision"), ("file", "a.png", b"\x89PNG\x00"))
    assert [file.data for file in message(FILES, sent, content_type=FORM).files] == [b"\x89PNG\x00"]


def test_parts_of_an_upload_are_claimed_at_an_ai_service_only() -> None:
    url = "https://api.example.com/v1/uploads/u1/parts"
    assert message(url, form(("data", "p", b"text")), content_type=FORM).format == "openai-files"
    assert read(url, form(("data", "p", b"text")), None, content_type=FORM) is None
    assert read(FILES, form(("file", "a.txt", b"text")), None, content_type=FORM) is None


def test_a_broken_body_is_opaque() -> None:
    assert read(FILES, b"--b\r\n", content_type=FORM) == Opaque("bad-multipart")
