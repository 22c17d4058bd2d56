"""OpenAI images and videos: a prompt, and perhaps a picture that goes with it."""

from __future__ import annotations

from quarterdeck.model.content import Opaque

from .build import FORM, form, message, read, texts

API = "https://api.openai.com/v1"


def test_a_picture_sent_in_a_form_is_said_to_be_unread() -> None:
    sent = form(("prompt", None, b"bluer"), ("image", "a.png", b"\x89PNG\x00"))
    found = message(f"{API}/images/edits", sent, content_type=FORM)
    assert (found.format, found.activity, len(found.files)) == ("openai-images", "upload", 1)
    assert "bluer" in texts(found)


def test_several_pictures_under_the_name_of_a_list_are_an_upload() -> None:
    sent = form(("image[]", "a.png", b"\x89PNG\x00"), ("image[]", "b.png", b"\x89PNG\x00"))
    found = message(f"{API}/images/variations", sent, content_type=FORM)
    assert (found.activity, len(found.files)) == ("upload", 2)
    assert texts(found) == ["a.png", "b.png"]


def test_a_film_is_asked_for_by_its_prompt() -> None:
    for path in ("/videos", "/videos/v1/remix"):
        found = message(f"{API}{path}", {"model": "sora-2", "prompt": "waves"})
        assert (found.format, found.activity, found.models) == ("openai-images", "completion", ("sora-2",))


def test_videos_without_a_prompt_are_somebody_elses() -> None:
    assert read("https://tube.example/v1/videos", {"title": "waves"}, None) is None
    assert read("https://tube.example/v1/videos/v1", {"prompt": "waves"}, None) is None


def test_a_broken_body_is_opaque() -> None:
    assert read(f"{API}/images/generations", b'{"prompt":"a","prompt":"b"}') == Opaque(
        "duplicate-keys", "openai-images"
    )
    assert read(f"{API}/images/generations", {"prompt": ""}) == Opaque("unexpected-shape", "openai-images")
