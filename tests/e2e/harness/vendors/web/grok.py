"""grok.com: one JSON document a line. Source: gpt4free Grok.py (2026-08)."""

from __future__ import annotations

from ...answers import Answer
from ...seen import Gates, Request
from ..vendor import Vendor, json_answer, lines, streamed, words


def respond(request: Request, gates: Gates, _host: str) -> Answer:
    tokens = [{"result": {"response": {"token": word, "isThinking": False}}} for word in words(request)]
    head = {"result": {"conversation": {"conversationId": "c1"}}}
    return streamed(request, gates, lines(head, *tokens), "application/json")


def upload(_request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer({"fileMetadataId": "f1"})


VENDOR = Vendor(
    "grok",
    ("grok.com",),
    (
        ("POST", "/rest/app-chat/conversations/(?:new|[^/]+/responses)", respond),
        ("POST", "/rest/app-chat/upload-file", upload),
    ),
)
