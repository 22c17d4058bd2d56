"""chat.qwen.ai: the ids of the answer, a delta with all of it, and a delta that says finished.

Source: gpt4free Qwen and the tests of public clients (2026). Not captured by us.
"""

from __future__ import annotations

from urllib.parse import parse_qs

from quarterdeck.wire.refusal import Refusal
from quarterdeck.wire.spoken.events import SSE, event, stream
from quarterdeck.wire.spoken.turn import Turn
from quarterdeck.wire.web.qwen import TURN


def speak(turn: Turn, words: str) -> Refusal | None:
    """The answer; None where no turn is sent."""
    if not TURN.search(turn.path):
        return None
    key = turn.uuid("message")
    named = parse_qs(turn.query).get("chat_id", [""])[0]
    created = {
        "chat_id": turn.key("chat_id") or named or turn.uuid("conversation"),
        "parent_id": turn.key("messages", -1, "fid") or turn.key("parent_id") or turn.uuid("question"),
        "response_id": key,
        "response_index": "0",
    }
    said = {"role": "assistant", "content": words, "phase": "answer", "status": "typing"}
    finished = {"role": "assistant", "content": "", "phase": "answer", "status": "finished"}
    body = stream(
        event({"response.created": created}),
        *(event({"choices": [{"delta": delta}], "response_id": key}) for delta in (said, finished)),
    )
    return Refusal(SSE, body, (), 200)
