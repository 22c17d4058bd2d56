"""doubao.com: JSON in a string in JSON in a string: who speaks, what is said, that it is finished, the end.

Source: a public capture of 2025-11 (events, order and members), doubao-free-api. Not captured by us.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.refusal import Refusal
from quarterdeck.wire.spoken.events import SSE, dump, event, stream
from quarterdeck.wire.spoken.turn import Turn
from quarterdeck.wire.web.doubao import TURN

_TEXT, _BEGUN, _END = 2001, 2002, 2003
_GOING, _FINISHED = 4, 1
# What the app writes for a conversation that does not exist yet.
_NONE = ("", "0")


def speak(turn: Turn, words: str) -> Refusal | None:
    """The answer; None where no turn is sent."""
    if not TURN.search(turn.path):
        return None
    given = turn.key("conversation_id")
    same = {
        "local_message_id": turn.key("local_message_id"),
        "conversation_id": turn.number("conversation") if given in _NONE else given,
        "local_conversation_id": turn.key("local_conversation_id"),
        "section_id": turn.key("section_id") or turn.number("section"),
    }
    asked, key = turn.number("question"), turn.number("message")
    said = [
        (_BEGUN, {"message_id": asked, **same, "message_index": 1, "conversation_type": 5}),
        (_TEXT, {**_piece(turn, {"text": words}), "message_id": key, "reply_id": asked, **same, "status": _GOING}),
        (_TEXT, {**_piece(turn, {}), "message_id": key, "reply_id": asked, **same, "status": _FINISHED,
                 "is_finish": True, "has_suggest": False, "message_action_bar": {}}),
        (_END, {}),
    ]  # fmt: skip
    events = (
        event({"event_data": dump(data), "event_id": str(place), "event_type": kind})
        for place, (kind, data) in enumerate(said)
    )
    return Refusal(SSE, stream(*events), (), 200)


def _piece(turn: Turn, content: dict[str, str]) -> dict[str, Any]:
    message = {"content_type": _TEXT, "content": dump(content), "id": turn.uuid("piece")}
    return {"message": message, "is_delta": True, "input_content_type": _TEXT, "message_index": 2}
