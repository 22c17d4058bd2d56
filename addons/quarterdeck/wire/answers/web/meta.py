"""meta.ai: a line of GraphQL for each step, with the whole text so far.

Source: gpt4free MetaAI.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import Said
from quarterdeck.wire.answers.value import member


def read(value: Any, _: str, said: Said) -> bool:
    """One line."""
    message = member(value, "data", "node", "bot_response_message")
    if type(message) is not dict:
        return False
    base = "/data/node/bot_response_message"
    said.whole(f"{base}/snippet", message.get("snippet"))
    said.prose({name: item for name, item in message.items() if name != "snippet"}, base)
    said.done = message.get("streaming_state") == "OVERALL_DONE"
    return True
