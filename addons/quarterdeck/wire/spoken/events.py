"""Server-sent events and JSON as these answers write them: ASCII only, so that nobody's idea of a line cuts a text.

Clients that split decoded text at every line end of Unicode (U+0085, U+2028) would cut events in two.
"""

from __future__ import annotations

import json
from typing import Any

SSE = "text/event-stream; charset=utf-8"


def dump(value: Any) -> str:
    """JSON in ASCII, without blanks between its marks."""
    return json.dumps(value, separators=(",", ":"))


def event(value: Any, name: str = "", end: str = "\n") -> str:
    """One event; a string is data as it stands."""
    data = value if isinstance(value, str) else dump(value)
    return (f"event: {name}{end}" if name else "") + f"data: {data}{end}{end}"


def stream(*parts: str) -> bytes:
    """The body."""
    return "".join(parts).encode("ascii")
