"""The models that an answer says it is from: what was asked for is not always what replies.

Only members near the root count, never what a model wrote.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.value import member
from quarterdeck.wire.settle import clean

# Where the formats put it: OpenAI, Ollama; Gemini; OpenRouter; Perplexity; Anthropic's message_start; OpenAI's
# response.created; Bedrock's prompt router; Grok; ChatGPT.
_PLACES: dict[str, tuple[tuple[str, ...], ...]] = {
    "model": ((),),
    "modelVersion": ((),),
    "provider": ((),),
    "display_model": ((),),
    "message": (("model",), ("metadata", "model_slug"), ("metadata", "resolved_model_slug")),
    "response": (("model",), ("modelVersion",)),
    "session": (("model",),),
    "trace": (("promptRouter", "invokedModelId"),),
    "result": (("response", "modelResponse", "model"), ("modelResponse", "model")),
    "v": (("message", "metadata", "model_slug"), ("message", "metadata", "resolved_model_slug"), ("response", "model")),
}
_MAX_NAME = 1000
_MAX_NAMES = 1000


class Models:
    """The names of one answer, each told once. A gateway's `provider` is told as "provider:NAME"."""

    def __init__(self) -> None:
        self._last: Any = None
        self._told: set[str] = set()

    def new(self, value: dict[str, Any]) -> tuple[str, ...]:
        """The names in one document that no document before it gave."""
        names: list[str] = []
        for name in _PLACES.keys() & value.keys():
            item = value[name]
            if name == "model" and item == self._last:
                continue
            for place in _PLACES[name]:
                found = member(item, *place)
                if type(found) is str and found:
                    if name == "model":
                        self._last = found
                    names.append(clean(f"provider:{found}" if name == "provider" else found)[:_MAX_NAME])
        if not names:
            return ()
        new = tuple(one for one in sorted(set(names)) if one not in self._told)
        if len(self._told) < _MAX_NAMES:
            self._told.update(new)
        return new
