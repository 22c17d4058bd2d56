"""chat.deepseek.com: a response, its one fragment in a batch of patches, and a batch that finishes it.

Source: a public capture of 2025-11 (events, order and members), ds-free-api. Not captured by us. Messages of a session
are numbered by the server one after the other.
"""

from __future__ import annotations

from quarterdeck.wire.refusal import Refusal
from quarterdeck.wire.spoken.events import SSE, event, stream
from quarterdeck.wire.spoken.turn import Turn
from quarterdeck.wire.web.deepseek import TURN

# Which number an edited message gets is the server's to know: one that no other message of the session has by now.
_FAR = 1000


def speak(turn: Turn, words: str) -> Refusal | None:
    """The answer; None where no turn is sent."""
    if not TURN.search(turn.path):
        return None
    asked = _number(turn, "message_id", _FAR) or _number(turn, "parent_message_id", 1) or 1
    begun = {
        "message_id": asked + 1,
        "parent_id": asked,
        "model": "",
        "role": "ASSISTANT",
        "thinking_enabled": turn.get("thinking_enabled") is True,
        "ban_edit": False,
        "ban_regenerate": False,
        "status": "WIP",
        "accumulated_token_usage": None,
        "files": [],
        "inserted_at": turn.time,
        "search_enabled": turn.get("search_enabled") is True,
        "feedback": None,
        "has_pending_fragment": True,
        "auto_continue": False,
        "conversation_mode": "DEFAULT",
        "fragments": [],
    }
    fragment = {"id": 1, "type": "RESPONSE", "content": words, "references": [], "stage_id": 1}
    filled = [{"v": False, "p": "has_pending_fragment"}, {"v": [fragment], "p": "fragments", "o": "APPEND"}]
    finished = [{"v": "FINISHED", "p": "status"}, {"v": 0, "p": "accumulated_token_usage"}]
    body = stream(
        event({"request_message_id": asked, "response_message_id": asked + 1}, "ready"),
        event({"updated_at": turn.time}, "update_session"),
        event({"v": {"response": begun}}),
        event({"v": filled, "p": "response", "o": "BATCH"}),
        event({"v": finished, "p": "response", "o": "BATCH"}),
        event({}, "finish"),
        event({"click_behavior": "none", "auto_resume": False}, "close"),
    )
    return Refusal(SSE, body, (), 200)


def _number(turn: Turn, name: str, add: int) -> int:
    """The number in that member and so many more; 0 where there is none."""
    found = turn.get(name)
    return found + add if type(found) is int and 0 < found < 1 << 31 else 0
