"""chatglm.cn: a dialogue sent to an assistant."""

from __future__ import annotations

from quarterdeck.model.content import Opaque

from ..build import message, read, texts

CHAT = "https://chatglm.cn/chatglm/backend-api/assistant/stream"


def test_what_is_said_to_an_assistant_is_a_chat_in_a_stream() -> None:
    found = message(CHAT, {"assistant_id": "a", "messages": [{"role": "user", "content": [{"text": "hi"}]}]})
    assert (found.format, found.activity, found.models_known, found.stream) == ("chatglm-web", "chat", True, True)
    assert "hi" in texts(found)


def test_other_calls_of_the_app_are_not_claimed() -> None:
    assert message("https://chatglm.cn/chatglm/backend-api/assistant/list", {"page": "one"}, "own").format == "json"


def test_what_no_longer_fits_or_is_broken_is_opaque() -> None:
    assert read(CHAT, {"messages": "hi"}) == Opaque("unexpected-shape", "chatglm-web")
    assert read(CHAT, b'{"messages":[', None) == Opaque("not-json", "chatglm-web")
