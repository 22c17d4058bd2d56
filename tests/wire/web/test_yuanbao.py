"""Tencent Yuanbao: its own models and DeepSeek's, told apart by an id of its own."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Opaque

from ..build import message, read, texts

CHAT = "https://yuanbao.tencent.com/api/chat/c1"


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ("deep_seek", ("deepseek-r1", "deep_seek")),
        ("deep_seek_v3", ("deepseek-v3", "deep_seek_v3")),
        ("hunyuan_t1", ("hunyuan-t1", "hunyuan_t1")),
    ],
)
def test_the_id_is_given_under_the_makers_name_too(chosen: str, names: tuple) -> None:
    found = message(CHAT, {"model": "gpt_175B_0404", "prompt": "hi", "chatModelId": chosen})
    assert (found.format, found.models, found.stream) == ("yuanbao-web", (*names, "gpt_175B_0404"), True)
    assert "hi" in texts(found)


def test_without_the_id_the_path_is_somebody_elses() -> None:
    assert read("https://crm.example/api/chat/c1", {"prompt": "hi"}, None) is None
    assert message(CHAT, {"prompt": "hi", "model": "m"}).format == "generic"


def test_a_name_that_is_no_longer_a_text_is_not_taken_for_known() -> None:
    assert not message(CHAT, {"prompt": "hi", "chatModelId": 7}).models_known


def test_a_broken_body_is_opaque() -> None:
    assert read(CHAT, b'{"prompt":"hi","chatModelId":"a","chatModelId":"b"}') == Opaque("duplicate-keys", "generic")
