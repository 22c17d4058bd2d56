"""chat.deepseek.com: patches of a growing answer, in events. Source: ds-free-api (2026-05)."""

from __future__ import annotations

from ...answers import Answer
from ...seen import Gates, Request
from ..vendor import Vendor, event, json_answer, sse, streamed, words


def completion(request: Request, gates: Gates, _host: str) -> Answer:
    first, *others = words(request)
    patch = {"p": "response/fragments/-1/content", "o": "APPEND", "v": first}
    ready = {"request_message_id": 1, "response_message_id": 2}
    end = {"p": "response/status", "o": "SET", "v": "FINISHED"}
    pieces = [event(ready, "ready"), *sse(patch, *({"v": word} for word in others), end), event({}, "close")]
    return streamed(request, gates, pieces)


def _business(data: object) -> Answer:
    return json_answer({"code": 0, "msg": "", "data": {"biz_code": 0, "biz_msg": "", "biz_data": data}})


def upload(request: Request, _gates: Gates, _host: str) -> Answer:
    return _business({"id": "file-1", "status": "PENDING", "file_size": len(request.body)})


VENDOR = Vendor(
    "deepseek",
    ("chat.deepseek.com",),
    (
        ("POST", "/api/v0/chat/completion", completion),
        ("POST", "/api/v0/chat/edit_message", completion),
        ("POST", "/api/v0/file/upload_file", upload),
    ),
)
