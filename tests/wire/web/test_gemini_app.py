"""gemini.google.com: a prompt inside a string of JSON, inside a form field of JSON."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Opaque

from ..build import FORM, form, message, read, texts

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


def test_other_calls_of_the_app_are_opened_just_as_far() -> None:
    inner = json.dumps(["c_1", ["a gem for secret plans"]])
    found = message(f"{APP}/batchexecute?rpcids=r", sent(json.dumps([[["r", inner, None, "generic"]]])), **KIND)
    assert (found.format, found.activity, found.stream) == ("gemini-web", "browse", False)
    assert "a gem for secret plans" in texts(found)
    assert not any("secret-token" in text for text in texts(found))


def test_a_call_without_its_field_is_read_as_what_it_is() -> None:
    assert message(f"{APP}/batchexecute", b"a=1&b=2", **KIND).format == "form"


def test_a_file_goes_to_a_host_that_others_share() -> None:
    url = "https://content-push.googleapis.com/upload"
    found = message(url, form(("file", "a.txt", b"the text")), content_type=FORM)
    assert (found.format, found.activity, texts(found)) == ("gemini-web", "upload", ["a.txt", "the text"])
    plain = message(url, b"the text", content_type="text/plain")
    assert (plain.format, plain.activity, texts(plain)) == ("gemini-web", "upload", ["the text"])
    assert texts(message(url, b'"a \\ud800 b"')) == ["a \ufffd b"]
    page = message(url, b"<html>&#115;ecret</html>", content_type="text/html")
    assert [file.data for file in page.files] == [b"<html>&#115;ecret</html>"]
    assert message(f"{url}/other", b"the text", content_type="text/plain").format == "text"


@pytest.mark.parametrize("field", ["", "words", "{}", "[]", "[null,7]", '[null,"not json"]', '[null,"[1]"'])
def test_what_no_longer_fits_is_opaque(field: str) -> None:
    assert read(CHAT, sent(field), **KIND) == Opaque("unexpected-shape", "gemini-web")


def test_a_body_of_another_kind_is_opaque() -> None:
    assert read(CHAT, b'{"f.req":') == Opaque("not-json", "gemini-web")


def test_a_refused_app_sees_googles_status() -> None:
    assert json.loads(wire.refusal("gemini-web", None, "No.", "i").body)["error"]["status"] == "PERMISSION_DENIED"
