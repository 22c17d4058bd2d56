"""A text that has to fit where only so much does: it is cut in its middle, since its end says what to do about it."""

from __future__ import annotations

from collections.abc import Callable

_GAP = " ... "


def shorten(text: str, fits: Callable[[str], bool]) -> str:
    """The text, or as much of its two ends as fits."""
    if fits(text):
        return text
    least, most = 0, len(text)
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (middle, most) if fits(_ends(text, middle)) else (least, middle)
    return _ends(text, least)


def _ends(text: str, kept: int) -> str:
    return f"{text[: kept - kept // 2]}{_GAP}{text[len(text) - kept // 2 :]}"
