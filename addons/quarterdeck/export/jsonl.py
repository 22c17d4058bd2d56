"""A line as it stands in the deck log, with where it stands there."""

from __future__ import annotations

from typing import Any

from quarterdeck.export.lines import Line


def convert(line: Line, log: str, index: int) -> dict[str, Any]:
    """The line at `index` of `log`: both first, the rest in the order of the log."""
    return {"log": log, "index": index, **{name: value for name, value in line.items() if name not in ("log", "index")}}
