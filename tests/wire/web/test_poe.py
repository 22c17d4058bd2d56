"""poe.com: a message to a bot, which is a model or somebody's own mixture of any."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quarterdeck.model.content import Opaque

from ..build import FORM, form, message, read, texts

SEND = "https://poe.com/api/gql_POST"
UPLOAD = "https://poe.com/api/gql_upload_POST"


def call(**variables: Any) -> dict[str, Any]:
    return {"queryName": "SendMessageMutation", "variables": variables}


@pytest.mark.parametrize(
    ("bot", "names", "known"),
    [("DeepSeek-R1", ("DeepSeek-R1",), True), ("my-tutor", ("my-tutor",), False), ("", (), False), (7, (), False)],
)
def test_a_bot_tells_the_model_when_it_bears_a_makers_name(bot: object, names: tuple, known: bool) -> None:
    found = message(SEND, call(bot=bot, query="hi"))
    assert (found.format, found.activity, found.models, found.models_known) == ("poe-web", "chat", names, known)


def test_files_come_with_the_same_call_in_a_field() -> None:
    sent = form(
        ("queryInfo", None, json.dumps(call(bot="o3", query="hi")).encode()), ("file0", "a.png", b"\x89PNG\x00")
    )
    found = message(UPLOAD, sent, content_type=FORM)
    assert (found.format, found.activity, found.models, len(found.files)) == ("poe-web", "upload", ("o3",), 1)
    assert "hi" in texts(found)


@pytest.mark.parametrize("info", [b"", b"[]", b"words", b'{"variables":', b'{"variables":[]}'])
def test_a_field_that_no_longer_fits_is_never_clean(info: bytes) -> None:
    sent = form(("queryInfo", None, info), ("file0", "a.png", b"\x89PNG\x00"))
    assert read(UPLOAD, sent, content_type=FORM) == Opaque("unexpected-shape", "poe-web")


def test_other_queries_are_not_claimed() -> None:
    assert message(SEND, {"queryName": "ChatListQuery", "variables": {"count": "ten"}}).format == "json"


def test_a_broken_body_is_opaque() -> None:
    assert read(SEND, b'{"variables":{"query":"a","query":"b"}}') == Opaque("duplicate-keys")
