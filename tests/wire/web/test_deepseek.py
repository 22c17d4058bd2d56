"""chat.deepseek.com: a prompt and a mode, the mode under the name that the vendor's API has for it."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Opaque

from ..build import FORM, form, message, read, texts

API = "https://chat.deepseek.com/api/v0"


@pytest.mark.parametrize("path", ["/chat/completion", "/chat/edit_message"])
@pytest.mark.parametrize(
    ("thinking", "model"), [(True, "deepseek-reasoner"), (False, "deepseek-chat"), ("true", "deepseek-chat")]
)
def test_the_mode_is_named_as_a_model(path: str, thinking: object, model: str) -> None:
    found = message(API + path, {"prompt": "hi", "thinking_enabled": thinking})
    assert (found.format, found.models, found.models_known, found.stream) == ("deepseek-web", (model,), True, True)


def test_the_model_is_deepseeks_on_any_host_that_has_its_paths() -> None:
    assert message("https://mirror.example/api/v0/chat/completion", {"prompt": "hi"}, None).models == ("deepseek-chat",)


def test_the_challenge_before_a_prompt_is_not_claimed() -> None:
    found = message(f"{API}/chat/create_pow_challenge", {"target_path": "/api/v0/chat/completion"})
    assert (found.format, found.activity) == ("json", "chat")


def test_an_upload_holds_a_file() -> None:
    found = message(f"{API}/file/upload_file", form(("file", "a.pdf", b"%PDF-\x00")), content_type=FORM)
    assert (found.format, found.activity, [file.name for file in found.files]) == ("deepseek-web", "upload", ["a.pdf"])
    assert (texts(found), found.models_known) == (["a.pdf"], True)
    assert read(f"{API}/file/upload_file", {"note": "x"}) == Opaque("unexpected-shape", "deepseek-web")


def test_what_no_longer_fits_or_is_broken_is_opaque() -> None:
    assert read(f"{API}/chat/completion", {"prompt": ["hi"]}) == Opaque("unexpected-shape", "deepseek-web")
    assert read(f"{API}/chat/completion", b'{"prompt":"a"', None) == Opaque("not-json", "deepseek-web")
