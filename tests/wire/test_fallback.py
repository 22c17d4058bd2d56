"""What no format reads: read all the same at an AI service, opaque where it might matter, nothing elsewhere."""

from __future__ import annotations

import gzip

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque, Part, Upload

from .build import FORM, exchange, form, matched, message, read, texts


def test_a_file_sent_as_it_is_is_an_upload_that_nobody_read() -> None:
    png = b"\x89PNG\r\n\x1a\n\x00"
    assert read("https://ai.example/thing", png) == Message("file", "upload", files=(Upload("", png),))
    octets = Upload("", b"\x00\x01\x02", "", "application/octet-stream")
    assert read("https://ai.example/x", octets.data, content_type=octets.content_type) == Message(
        "file", "upload", files=(octets,)
    )
    assert read("https://ai.example/upload", b"\x00\x01\x02") == Message(
        "file", "upload", files=(Upload("", b"\x00\x01\x02"),)
    )
    assert read("https://ai.example/thing", b"\x00\x01\x02") == Opaque("binary")
    put = wire.read(exchange("https://ai.example/thing", b"\x00\x01\x02", method="PUT"), matched())
    assert put == Message("file", "upload", files=(Upload("", b"\x00\x01\x02"),))


def test_a_file_that_is_also_text_is_both() -> None:
    pdf = b"%PDF-1.4\n(the merger) Tj\n"
    assert read("https://ai.example/thing", pdf) == Message(
        "file", "upload", parts=(Part("", pdf.decode(), "file"),), files=(Upload("", pdf),)
    )
    packed = gzip.compress(pdf, mtime=0)
    found = message("https://ai.example/thing", packed, content_encoding="gzip")
    assert [file.data for file in found.files] == [pdf]


def test_markup_is_a_text_and_a_file() -> None:
    page = b"<html><p>a&#65;</p></html>"
    found = message("https://ai.example/soap", page, content_type="text/xml")
    assert texts(found) == [page.decode()]
    assert found.files == (Upload("", page, "", "text/xml"),)
    assert not message("https://ai.example/x", b"plain words", content_type="text/plain").files


def test_a_file_at_the_path_of_a_chat_is_opaque() -> None:
    assert read("https://ai.example/v1/chat/completions", b"%PDF-1.4\x00") == Opaque("not-json", "openai-chat")


def test_all_texts_of_an_unknown_shape_are_parts() -> None:
    found = message("https://ai.example/settings", {"theme": {"name": "dark"}})
    assert (found.format, found.activity, found.models_known) == ("json", "browse", True)
    assert texts(found) == ["dark"]


def test_where_a_prompt_is_likely_and_no_model_is_named_none_is_known() -> None:
    assert not message("https://ai.example/api/ask", {"what": "a question"}).models_known
    assert message("https://ai.example/api/ask", {"what": "a question", "model": "m"}).models == ("m",)
    assert not message("https://ai.example/api/ask", b"a question", content_type="text/plain").models_known


def test_forms_are_named_for_what_they_are() -> None:
    found = message("https://ai.example/api/ask", b"what=a+question&lang=en")
    assert (found.format, texts(found)[0]) == ("form", "a question")
    found = message("https://ai.example/api/ask", form(("what", None, b"a question")), content_type=FORM)
    assert (found.format, texts(found), found.opaque) == ("multipart", ["a question"], None)


def test_a_file_in_a_form_of_no_format_is_said_to_be_unread() -> None:
    sent = form(("note", None, b"ours"), ("scan", "a.png", b"\x89PNG\x00"))
    found = message("https://ai.example/settings", sent, content_type=FORM)
    assert (found.activity, found.opaque, texts(found)) == ("upload", None, ["ours", "a.png"])
    assert found.files == (Upload("/scan", b"\x89PNG\x00", "a.png"),)


@pytest.mark.parametrize("path", ["/oauth/token", "/api/event_logging/batch"])
def test_sign_in_and_telemetry_say_nothing_to_a_model(path: str) -> None:
    for body in (b'{"a":', b"plain words", {"a": "b"}):
        assert read(f"https://ai.example{path}", body) is None


@pytest.mark.parametrize("path", ["/oauth/token", "/x"])
def test_what_looks_like_a_prompt_is_opaque_wherever_it_goes(path: str) -> None:
    broken = b'{"model":"m","prompt":"hi",}'
    assert read(f"https://ai.example{path}", broken) == Opaque("not-json", "generic")
    assert read(f"https://unlisted.example{path}", broken, None) == Opaque("not-json", "generic")
    assert read(f"https://unlisted.example{path}", b'{"colour":"red",}', None) is None


def test_a_proven_path_names_the_format_of_what_it_should_have_held() -> None:
    url = "https://ai.example/v1/chat/completions"
    assert read(url, {"a": "b"}) == Opaque("unexpected-shape", "openai-chat")
    assert read(url, b"words", content_type="text/plain") == Opaque("not-json", "openai-chat")
