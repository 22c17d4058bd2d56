"""chat.qwen.ai: OpenAI's shape, with models in each message too."""

from __future__ import annotations

import json
from typing import Any

from quarterdeck import wire
from quarterdeck.model.content import Opaque

from ..build import message, read, texts

CHAT = "https://chat.qwen.ai/api/v2/chat/completions?chat_id=c"


def said(**more: Any) -> dict[str, Any]:
    return {"role": "user", "content": "hola", **more}


def test_models_of_the_body_and_of_each_message_count() -> None:
    body = {"model": "qwen3-max", "messages": [said(models=["qwen3-max", "qwen3-coder"]), said(models=7)]}
    found = message(CHAT, {**body, "stream": True})
    assert (found.format, found.models, found.stream) == ("qwen-web", ("qwen3-max", "qwen3-coder"), True)
    assert "hola" in texts(found)


def test_without_any_none_is_known() -> None:
    assert not message(CHAT, {"messages": [said()]}).models_known
    assert message(CHAT, {"messages": [said(models=["qwen3"])]}).models_known


def test_the_same_path_elsewhere_is_openais() -> None:
    assert message("https://host.example/api/v2/chat/completions", {"messages": [said()]}).format == "openai-chat"


def test_what_no_longer_fits_or_is_broken_is_opaque() -> None:
    assert read(CHAT, {"turns": ["hola"]}) == Opaque("unexpected-shape", "qwen-web")
    assert read(CHAT, b'{"messages":[]') == Opaque("not-json", "qwen-web")


def test_a_refused_app_sees_openais_error() -> None:
    assert json.loads(wire.refusal("qwen-web", None, "No.", "i").body)["error"]["code"] == "policy_denied"


def test_a_token_for_the_store_names_the_file() -> None:
    url = "https://chat.qwen.ai/api/v2/files/getstsToken"
    found = message(url, {"filename": "plan.docx", "filesize": 9, "filetype": "file"})
    assert (found.format, found.activity, found.models_known) == ("qwen-web", "upload", True)
    assert "plan.docx" in texts(found)
