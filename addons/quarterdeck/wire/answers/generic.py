"""JSON of no known grammar: every string is a text, at its own place, so that nothing passes unseen."""

from __future__ import annotations

from typing import Any

from quarterdeck.wire import texts
from quarterdeck.wire.answers.said import ASSISTANT, Said


def read(value: Any, _: str, said: Said) -> bool:
    """Every string but the words of grammars and what is a file."""
    try:
        parts = texts.parts(value, role=ASSISTANT)
    except texts.TooMany:
        said.opaque = "too-many-parts"
    except RecursionError:
        said.opaque = "too-deep"
    else:
        for part in parts:
            if part.role != "file":
                said.add(part.pointer, part.text, part.role)
    return True
