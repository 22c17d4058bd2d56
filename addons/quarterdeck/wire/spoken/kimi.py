"""kimi.com: Connect frames that set a message, its one block and its end; before that events of the text alone.

Source: public captures of 2025-10 to 2026-09 (frames, masks and states), kimi-free-api (the older events). Not captured
by us.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire import frames
from quarterdeck.wire.refusal import Refusal
from quarterdeck.wire.spoken.events import SSE, dump, event, stream
from quarterdeck.wire.spoken.turn import Turn
from quarterdeck.wire.web.kimi import TURN

_CONNECT = "application/connect+json"
_SCENARIO = "SCENARIO_K2D5"


def speak(turn: Turn, words: str) -> Refusal | None:
    """The answer; None where no turn is sent."""
    if not TURN.search(turn.path):
        return None
    if turn.path.endswith("/stream"):
        return Refusal(SSE, _events(turn, words), (), 200)
    said = [{**frame, "eventOffset": place} for place, frame in enumerate(_frames(turn, words), 1)]
    body = b"".join(frames.join(0, dump(frame).encode()) for frame in said)
    return Refusal(_CONNECT, body + frames.join(frames.END, b"{}"), (), 200)


def _frames(turn: Turn, words: str) -> list[dict[str, Any]]:
    key = turn.digits("message", 20)
    message = {
        "id": key,
        "parentId": turn.key("message", "id") or turn.digits("question", 20),
        "role": "assistant",
        "status": "MESSAGE_STATUS_GENERATING",
        "scenario": turn.key("scenario") or _SCENARIO,
    }
    block = {"id": "1", "parentId": "", "messageId": key, "text": {"content": words}}
    return [
        {"op": "set", "mask": "chat", "chat": {"id": turn.key("chat_id") or turn.digits("conversation", 20)}},
        {"op": "set", "mask": "message", "message": message},
        {"op": "set", "mask": "block.text", "block": block},
        {"op": "set", "mask": "message.status", "message": {"id": key, "status": "MESSAGE_STATUS_COMPLETED"}},
        {"done": {}},
    ]


def _events(turn: Turn, words: str) -> bytes:
    return stream(
        event({"event": "req", "id": turn.digits("question", 20), "group_id": turn.digits("group", 20)}),
        event({"event": "resp", "id": turn.digits("message", 20)}),
        event({"event": "cmpl", "idx_s": 0, "idx_z": 0, "text": words, "view": "cmpl"}),
        event({"event": "all_done"}),
    )
