"""gemini.google.com: a prompt inside a string of JSON, inside a form field of JSON."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Opaque

from ..build import message, read, texts

APP = "https://gemini.google.com/_/BardChatUi/data"
CHAT = f"{APP}/assistant.lamda.BardFrontendService/StreamGenerate?rt=c"
KIND = {"content_type": "application/x-www-form-urlencoded;charset=UTF-8"}


def sent(field: str) -> bytes:
    return urlencode({"at": "secret-token", "f.req": field}).encode()


def test_both_layers_are_opened_and_the_token_is_no_text() -> None:
    found = message(CHAT, sent(json.dumps([None, json.dumps([["my notes"], ["en"]])])), **KIND)
    assert (found.format, found.activity, found.stream) == ("gemini-web", "chat", True)
    assert "my notes" in texts(found)
    assert not any("secret-token" in text for text in texts(found))


def test_other_calls_of_the_app_are_not_claimed() -> None:
    found = message(f"{APP}/batchexecute", sent('[[["rpc","[]",null,"generic"]]]'), **KIND)
    assert found.format == "form"


@pytest.mark.parametrize("field", ["", "words", "{}", "[]", "[null,7]", '[null,"not json"]', '[null,"[1]"'])
def test_what_no_longer_fits_is_opaque(field: str) -> None:
    assert read(CHAT, sent(field), **KIND) == Opaque("unexpected-shape", "gemini-web")


def test_a_body_of_another_kind_is_opaque() -> None:
    assert read(CHAT, b'{"f.req":') == Opaque("not-json", "gemini-web")


def test_a_refused_app_sees_googles_status() -> None:
    assert json.loads(wire.refusal("gemini-web", None, "No.", "i").body)["error"]["status"] == "PERMISSION_DENIED"
