"""What a file says, in the shape that tests ask for."""

from __future__ import annotations

from quarterdeck.extract import READERS, extract
from quarterdeck.extract.budget import Budget
from quarterdeck.extract.walk import File, Walk


def said(data: bytes, path: str | None = None) -> str:
    """All texts of a file, or those at one path inside it."""
    return "\n".join(text for place, text in extract(data).texts if path is None or place == path)


def reasons(data: bytes, budget: Budget | None = None) -> set[tuple[str, str]]:
    """What could not be read, and why."""
    return set(extract(data, budget=budget).opaque)


def file(**budget: int) -> File:
    """An empty file within this budget, for a reader of what stands in it."""
    return File(Walk(Budget(**budget), READERS, deadline=float("inf")), b"", "", "", 0)
