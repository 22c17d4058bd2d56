"""The report on a log as one HTML page that stands alone: no script, nothing loaded, charts with tables behind them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from quarterdeck.audit import layout
from quarterdeck.audit.figures import KINDS, Figures, Listed
from quarterdeck.audit.report_chart import bar, label, stacked
from quarterdeck.audit.verify import Report
from quarterdeck.model.reasons import UNREAD

# Controls, and marks that change how the rest is read: clients and people have chosen some of the texts.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_LONGEST = 300
_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """What is there of a shard: segments, the record with which the first begins, bytes."""

    name: str
    segments: int
    first: int
    bytes: int


@dataclass(frozen=True, slots=True)
class About:
    """What the report is about. `checked` is None when nobody verified; `trusted`: by keys that came from elsewhere."""

    title: str
    folder: str
    made: dt.datetime
    version: str
    checked: Sequence[Report] | None
    trusted: bool
    kept: Sequence[Kept]

    @property
    def ok(self) -> bool:
        return bool(self.checked) and all(one.ok for one in self.checked or ())


def kept_of(shard: Path) -> Kept:
    """What is there of a shard. Raises OSError."""
    found = layout.segments(shard)
    size = sum(one.path.stat().st_size for one in found)
    return Kept(shard.name, len(found), found[0].first if found else 0, size)


def render(found: Figures, about: About) -> bytes:
    """The page."""
    trend = [(row[0], row[1:]) for row in found.trend]
    return (
        _TEMPLATES.get_template("report.html")
        .render(
            found=found,
            about=about,
            kinds=KINDS,
            chart=stacked([one for one, _ in trend], [row for _, row in trend], KINDS, found.step),
            trend=trend,
            bars=_bars,
            label=label,
            meaning=lambda reason: UNREAD[reason].means if reason in UNREAD else "",
            most_faults=_MOST_FAULTS,
            style=Markup((_FOLDER / "report.css").read_text()),  # noqa: S704  our own file
        )
        .encode("utf-8", "replace")
    )


def _bars(listed: Listed) -> list[tuple[tuple[Any, ...], Markup]]:
    """Rows of a name, a count and counts by KINDS, each with its bar."""
    most = max((row[1] for row in listed.rows), default=0)
    return [(row, bar(row[2:], KINDS, most)) for row in listed.rows]


def _clean(value: Any) -> Any:
    if value is None:
        return "\N{EM DASH}"
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Markup):
        return value
    text = _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "\N{HORIZONTAL ELLIPSIS}"


def _when(moment: dt.datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M}"


def _short(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "\N{EM DASH}"


_FOLDER = Path(__file__).parent / "templates"
_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_clean,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_TEMPLATES.filters.update(when=_when, short=_short)
_TEMPLATES.globals.update(share=_share)
