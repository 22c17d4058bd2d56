"""doubao.com: each message's content is JSON in a string."""

from __future__ import annotations

import json

from quarterdeck.model.content import Opaque

from ..build import message, read, texts

CHAT = "https://www.doubao.com/samantha/chat/completion?aid=1"


def test_the_string_is_opened() -> None:
    found = message(CHAT, {"messages": [{"content": json.dumps({"text": "hello"}), "content_type": 2001}]})
    assert (found.format, found.activity, found.models_known, found.stream) == ("doubao-web", "chat", True, True)
    assert "hello" in texts(found)


def test_a_string_that_is_no_json_is_a_text_all_the_same() -> None:
    assert '{"text":"hel' in texts(message(CHAT, {"messages": [{"content": '{"text":"hel'}]}))


def test_other_calls_of_the_app_are_not_claimed() -> None:
    assert message("https://www.doubao.com/samantha/thread/list", {"cursor": "x"}).format == "json"


def test_what_no_longer_fits_or_is_broken_is_opaque() -> None:
    assert read(CHAT, {"messages": {}}) == Opaque("unexpected-shape", "doubao-web")
    assert read(CHAT, b'{"messages":[]', None) == Opaque("not-json", "doubao-web")
