"""claude.ai: Anthropic's events below the organization's path. Source: public captures (2025-12)."""

from __future__ import annotations

from ...answers import Answer
from ...seen import Gates, Request
from ..anthropic import message_events
from ..vendor import Vendor, json_answer, streamed, words


def completion(request: Request, gates: Gates, _host: str) -> Answer:
    base = {"id": "chatcompl_1", "type": "message", "role": "assistant", "model": ""}
    return streamed(request, gates, message_events(base, words(request)))


def upload(request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer({"file_kind": "document", "file_uuid": "f1", "file_name": "notes.txt"})


VENDOR = Vendor(
    "claude",
    ("claude.ai",),
    (
        ("POST", "/api/organizations/[^/]+/chat_conversations/[^/]+/completion", completion),
        ("POST", "/api/[^/]+/upload", upload),
    ),
)
