"""claude.ai: Anthropic's events with the app's own ids, lines ended by CRLF; completions for clients that ask for them.

Source: public captures of 2025-07 to 2026-03 (events and members), unofficial-claude-api (completions). Not captured by
us. The app may read the conversation from its server once the answer ends, and this turn is not in it.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.refusal import Refusal
from quarterdeck.wire.spoken.events import SSE, event, stream
from quarterdeck.wire.spoken.turn import Turn
from quarterdeck.wire.web.claude import TURN

_WITHIN = {"type": "within_limit", "resetsAt": None, "remaining": None, "perModelLimit": None}


def speak(turn: Turn, words: str) -> Refusal | None:
    """The answer; None where no turn is sent."""
    if not TURN.search(turn.path):
        return None
    events = _completion(turn, words) if turn.get("rendering_mode") == "raw" else _events(turn, words)
    return Refusal(SSE, stream(*(event(one, one["type"], "\r\n") for one in events)), (), 200)


def _events(turn: Turn, words: str) -> list[dict[str, Any]]:
    message: dict[str, Any] = {
        "id": f"chatcompl_{turn.digits('completion', 24)}",
        "type": "message",
        "role": "assistant",
        "model": "",
        "parent_uuid": turn.key("turn_message_uuids", "human_message_uuid") or turn.uuid("question"),
        "uuid": turn.key("turn_message_uuids", "assistant_message_uuid") or turn.uuid("message"),
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }
    block: dict[str, Any] = {
        "start_timestamp": turn.moment,
        "stop_timestamp": None,
        "flags": None,
        "type": "text",
        "text": "",
        "citations": [],
    }
    return [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": words}},
        {"type": "content_block_stop", "index": 0, "stop_timestamp": turn.moment},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}},
        {"type": "message_limit", "message_limit": _WITHIN},
        {"type": "message_stop"},
    ]


def _completion(turn: Turn, words: str) -> list[dict[str, Any]]:
    same = {"type": "completion", "id": f"chatcompl_{turn.digits('completion', 24)}", "model": "", "stop": None}
    more = {"log_id": turn.digits("log", 32), "messageLimit": {"type": "within_limit"}}
    return [
        {**same, "completion": words, "stop_reason": None, **more},
        {**same, "completion": "", "stop_reason": "stop_sequence", **more},
    ]
