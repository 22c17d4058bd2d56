"""kimi.com: JSON in Connect frames, formerly plain."""

from __future__ import annotations

import gzip
import json
from typing import Any

from quarterdeck.model.content import Opaque
from quarterdeck.wire import frames

from ..build import message, read, texts

CHAT = "https://www.kimi.com/apiv2/kimi.gateway.chat.v1.ChatService/Chat"
OLD = "https://kimi.moonshot.cn/api/chat/c1/completion/stream"
KIND = {"content_type": "application/connect+json", "connect_protocol_version": "1"}


def framed(value: Any, flags: int = 0) -> bytes:
    data = json.dumps(value).encode()
    return frames.join(flags, gzip.compress(data, mtime=0) if flags & frames.COMPRESSED else data)


BODY = {"message": {"role": "user", "blocks": [{"text": {"content": "hello"}}]}, "options": {"model": "k2"}}


def test_the_frame_is_opened_compressed_or_not() -> None:
    for flags in (0, frames.COMPRESSED):
        found = message(CHAT, framed(BODY, flags), **KIND)
        assert (found.format, found.activity, found.models, found.models_known) == ("kimi-web", "chat", ("k2",), True)
        assert "hello" in texts(found)


def test_the_older_path_holds_messages() -> None:
    found = message(OLD, {"messages": [{"role": "user", "content": "hi"}], "kimiplus_id": "kimi"})
    assert (found.format, found.stream) == ("kimi-web", True)
    assert "hi" in texts(found)


def test_other_calls_of_the_app_are_not_claimed() -> None:
    found = message("https://www.kimi.com/apiv2/kimi.gateway.chat.v1.ChatService/ListChats", {"page": "one"})
    assert found.format == "json"


def test_what_no_longer_fits_or_is_broken_is_opaque() -> None:
    assert read(CHAT, framed({"message": "hello"}), **KIND) == Opaque("unexpected-shape", "kimi-web")
    assert read(CHAT, framed(BODY)[:-1], **KIND) == Opaque("bad-frames", "kimi-web")
    assert read(CHAT, framed(BODY)[5:-1], content_type="application/json") == Opaque("not-json", "kimi-web")
