"""Charts as inline SVG: they take their colours from the page, and say in words what they show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from markupsafe import Markup, escape

_WIDTH, _HEIGHT = 720, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 6, 10, 26
_BAR = 120
_MOST_LABELS = 8


def stacked(moments: Sequence[dt.datetime], rows: Sequence[Sequence[int]], kinds: Sequence[str], step: str) -> Markup:
    """A bar a moment, its parts one upon the other; `kinds` are the classes of the parts, lowest first."""
    most = _round_up(max((sum(row) for row in rows), default=0))
    high, wide = _HEIGHT - _TOP - _BOTTOM, (_WIDTH - _LEFT - _RIGHT) / max(1, len(moments))
    parts = [_axis(most, high)]
    every = -(-len(moments) // _MOST_LABELS)
    for number, (moment, row) in enumerate(zip(moments, rows, strict=True)):
        left, foot = _LEFT + number * wide, float(_TOP + high)
        for kind, value in zip(kinds, row, strict=True):
            tall = value / most * high
            foot -= tall
            if value:
                bar = f'<rect class="{kind}" x="{left + wide * 0.1:.1f}" y="{foot:.1f}"'
                parts.append(f'{bar} width="{min(wide * 0.8, 60):.1f}" height="{max(tall, 0.6):.1f}"/>')
        if number % every == 0:
            at = left + wide * 0.1
            parts.append(f'<text x="{at:.1f}" y="{_HEIGHT - 8}">{label(moment, step)}</text>')
    said = escape(f"Requests and connections, one bar per {step}; the table below has the figures.")
    return Markup(  # noqa: S704  numbers, and our own words
        f'<svg class="trend" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{said}">{"".join(parts)}</svg>'
    )


def bar(row: Sequence[int], kinds: Sequence[str], most: int) -> Markup:
    """A small bar beside a figure, as long as the row's sum is of `most`."""
    parts, left = [], 0.0
    for kind, value in zip(kinds, row, strict=True):
        wide = value / max(1, most) * _BAR
        if value:
            parts.append(f'<rect class="{kind}" x="{left:.1f}" y="0" width="{max(wide, 0.6):.1f}" height="10"/>')
        left += wide
    # Numbers, and names of kinds that are our own.
    return Markup(f'<svg class="bar" viewBox="0 0 {_BAR} 10" aria-hidden="true">{"".join(parts)}</svg>')  # noqa: S704


def label(moment: dt.datetime, step: str) -> str:
    """A moment as short as its step allows."""
    return (
        f"{moment:%H}:00" if step == "hour" else f"{moment:%b %Y}" if step == "month" else f"{moment.day} {moment:%b}"
    )


def _axis(most: int, high: int) -> str:
    lines = []
    for part in (0, 0.5, 1):
        at = _TOP + high * (1 - part)
        line = f'<line x1="{_LEFT}" y1="{at:.1f}" x2="{_WIDTH - _RIGHT}" y2="{at:.1f}"/>'
        lines.append(f'{line}<text class="y" x="{_LEFT - 6}" y="{at + 4:.1f}">{most * part:,.0f}</text>')
    return "".join(lines)


def _round_up(value: int) -> int:
    """The next number that is even and reads well, such as 2, 10, 40 or 600."""
    size: int = 10 ** (len(str(value)) - 1)
    for times in (1, 2, 3, 4, 5, 6, 8):
        if size * times >= value and size * times % 2 == 0:
            return size * times
    return size * 10
