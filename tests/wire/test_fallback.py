"""What no format reads: read all the same at an AI service, opaque where it might matter, nothing elsewhere."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Message, Opaque

from .build import FORM, form, message, read, texts


def test_a_file_sent_as_it_is_is_an_upload_that_nobody_read() -> None:
    found = read("https://ai.example/thing", b"\x89PNG\r\n\x1a\n\x00")
    assert found == Message("file", "upload", opaque="file")
    assert read("https://ai.example/upload", b"\x00\x01\x02") == Message("file", "upload", opaque="file")
    assert read("https://ai.example/thing", b"\x00\x01\x02") == Opaque("binary")


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
    assert (found.activity, found.opaque, texts(found)) == ("upload", "file", ["ours", "a.png"])


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
