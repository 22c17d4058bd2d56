"""Pieces of uploads are told from whole ones, by whatever protocol they come."""

from __future__ import annotations

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import pieces

from .build import FORM, UNLISTED, exchange, form, matched

STORE = "https://store.example/file"
GOOGLE = "https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=u"

PIECES = [
    ("POST", "https://api.openai.com/v1/uploads/u1/parts", {}),
    ("PUT", f"{STORE}?partNumber=1&uploadId=u", {}),
    ("PUT", f"{STORE}?comp=block&blockid=MQ%3D%3D", {}),
    ("PUT", f"{STORE}?comp=appendblock", {}),
    ("PUT", STORE, {"content-range": "bytes 0-4/10"}),
    ("PUT", STORE, {"content-range": "bytes 5-9/10"}),
    ("PUT", STORE, {"content-range": "bytes 0-4/*"}),
    ("PUT", STORE, {"content-range": "whatever"}),
    ("POST", GOOGLE, {"x-goog-upload-command": "upload", "x-goog-upload-offset": "0"}),
    ("POST", GOOGLE, {"x-goog-upload-command": "upload, finalize", "x-goog-upload-offset": "262144"}),
    ("PATCH", STORE, {"upload-offset": "0"}),
    ("POST", STORE, {"upload-complete": "?0"}),
]
WHOLE = [
    ("POST", "https://api.openai.com/v1/files", {}),
    ("POST", "https://api.openai.com/v1/uploads", {}),
    ("PUT", f"{STORE}?comp=blocklist", {}),
    ("PUT", f"{STORE}?partNumber=1", {}),
    ("PUT", STORE, {"content-range": "bytes 0-4/5"}),
    ("POST", GOOGLE, {"x-goog-upload-command": "start"}),
    ("POST", GOOGLE, {"x-goog-upload-command": "upload, finalize", "x-goog-upload-offset": "0"}),
    ("GET", f"{STORE}?partNumber=1&uploadId=u", {}),
]


@pytest.mark.parametrize(("method", "url", "headers"), PIECES)
def test_a_piece_is_never_clean_by_itself(method: str, url: str, headers: dict[str, str]) -> None:
    asked = exchange(url, b"half a sec", headers, method)
    assert pieces.is_piece(asked)
    for found in (wire.read(asked, matched()), wire.read_any(asked, UNLISTED)):
        assert isinstance(found, Message)
        assert found.opaque == "partial-upload"
        assert [part.text for part in found.parts] == ["half a sec"]


@pytest.mark.parametrize(("method", "url", "headers"), WHOLE)
def test_what_is_whole_is_no_piece(method: str, url: str, headers: dict[str, str]) -> None:
    assert not pieces.is_piece(exchange(url, b"whole", headers, method))


def test_nothing_is_no_piece() -> None:
    asked = exchange(STORE, b"", {"content-range": "bytes */10"}, "PUT")
    assert not pieces.is_piece(asked)
    assert pieces.marked(None, asked) is None


def test_what_is_unread_for_another_reason_keeps_it() -> None:
    asked = exchange(f"{STORE}?partNumber=1&uploadId=u", b"x", {}, "PUT")
    other = Message("x", "upload", opaque="token-ids")
    assert pieces.marked(other, asked) == other
    assert pieces.marked(Opaque("binary"), asked) == Opaque("binary")


def test_a_part_in_form_data_keeps_its_format() -> None:
    asked = exchange("https://api.openai.com/v1/uploads/u1/parts", form(("data", "p", b"abc")), {"content-type": FORM})
    found = wire.read(asked, matched())
    assert isinstance(found, Message)
    assert (found.format, found.activity, found.opaque) == ("openai-files", "upload", "partial-upload")
