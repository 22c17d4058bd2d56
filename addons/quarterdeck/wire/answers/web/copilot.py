"""copilot.microsoft.com: WebSocket messages of the server, each an event that adds to the text or replaces it.

Source: gpt4free Copilot (2026).
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import Said
from quarterdeck.wire.member import escape


def read(value: Any, _: str, said: Said) -> bool:
    """One message of the server."""
    if type(value) is not dict or type(event := value.get("event")) is not str:
        return False
    if event == "appendText":
        said.delta("/text", value.get("text"))
    elif event == "replaceText":
        said.whole("/text", value.get("text"))
    elif event == "chainOfThought":
        said.all({name: item for name, item in value.items() if name == "text"}, f"/{escape(event)}")
    else:
        said.done = event == "done"
        said.prose(value, f"/{escape(event)}")
    return True
