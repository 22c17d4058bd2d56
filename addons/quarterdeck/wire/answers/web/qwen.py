"""chat.qwen.ai: OpenAI's deltas with a phase (wire.answers.openai_chat), after an event of ids alone.

Source: gpt4free Qwen (2026).
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers import openai_chat
from quarterdeck.wire.answers.said import Said

_FIRST = "response.created"


def read(value: Any, name: str, said: Said) -> bool:
    """One event."""
    if type(value) is dict and _FIRST in value and "choices" not in value:
        said.prose(value, "")
        return True
    return openai_chat.read(value, name, said)
