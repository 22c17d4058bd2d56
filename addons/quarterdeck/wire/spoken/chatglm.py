"""chatglm.cn: one event with the whole of the one part, finished.

Source: glm-free-api (2025). Not captured by us.
"""

from __future__ import annotations

from quarterdeck.wire.refusal import Refusal
from quarterdeck.wire.spoken.events import SSE, event, stream
from quarterdeck.wire.spoken.turn import Turn
from quarterdeck.wire.web.chatglm import TURN

_FINISHED = "finish"


def speak(turn: Turn, words: str) -> Refusal | None:
    """The answer; None where no turn is sent."""
    if not TURN.search(turn.path):
        return None
    part = {
        "id": turn.digits("part", 24),
        "logic_id": turn.uuid("part"),
        "role": "assistant",
        "content": [{"type": "text", "text": words, "status": _FINISHED}],
        "status": _FINISHED,
        "created_at": turn.moment,
        "meta_data": {},
    }
    said = {
        "id": turn.digits("message", 24),
        "conversation_id": turn.key("conversation_id") or turn.digits("conversation", 24),
        "assistant_id": turn.key("assistant_id"),
        "parts": [part],
        "created_at": turn.moment,
        "meta_data": {},
        "status": _FINISHED,
        "last_error": {},
    }
    return Refusal(SSE, stream(event(said, "message")), (), 200)
