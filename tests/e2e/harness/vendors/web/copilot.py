"""copilot.microsoft.com: a WebSocket of JSON events. Source: gpt4free Copilot.py (2026-08)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ...answers import Answer
from ...seen import Gates, Request
from ..vendor import WORDS, Vendor, json_answer


def speak(_request: Request, said: str | bytes | None) -> Iterable[str]:
    """A prompt is answered; other events are not."""
    if said is None or json.loads(said).get("event") != "send":
        return []
    texts = [{"event": "appendText", "messageId": "m1", "partId": "p1", "text": word} for word in WORDS]
    return map(json.dumps, [{"event": "received", "messageId": "m1"}, *texts, {"event": "done", "messageId": "m1"}])


def conversations(_request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer({"id": "c1"})


VENDOR = Vendor(
    "copilot",
    ("copilot.microsoft.com",),
    (("POST", "/c/api/conversations", conversations),),
    speak,
)
