"""`quarterdeck audit stats`: what the deck log adds up to, on one screen."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from quarterdeck.audit import layout
from quarterdeck.audit.figures import KINDS, Figures, Listed, figures, span_of
from quarterdeck.cli.audit import FOLDER, log_folder
from quarterdeck.cli.audit_query import opened
from quarterdeck.cli.options import config_option, json_option, state_option
from quarterdeck.cli.rows import plain, shown
from quarterdeck.cli.screen import count, say, say_json, table
from quarterdeck.cli.span import begin_of, end_of


@click.command(short_help="Say what the log adds up to.")
@click.option("--from", "begin", metavar="TIME", help="From this day or moment on, in UTC [the first record].")
@click.option("--to", "end", metavar="TIME", help="Until this day, which counts whole, or moment [the last record].")
@click.option("--dir", "folder", metavar="DIR", type=FOLDER, help="The log [that of the state folder].")
@config_option
@state_option
@json_option
def stats(
    begin: str | None, end: str | None, folder: Path | None, path: Path | None, state: Path | None, as_json: bool
) -> int:
    """Say what the log adds up to: what was done, by which rules and services, and what was not read."""
    log = log_folder(folder, path, state)
    begins, ends = begin_of(begin) if begin else None, end_of(end) if end else None
    with opened(log) as opened_log:
        first, last = span_of(opened_log)
        found = figures(opened_log, begins or first, ends or last)
    stored = sum(segment.path.stat().st_size for shard in layout.shards(log) for segment in layout.segments(shard))
    if as_json:
        say_json({**_document(found), "bytes": stored, "logs": [shard.name for shard in layout.shards(log)]})
    else:
        for line in _lines(found, stored):
            say(line)
    return 0


def _document(found: Figures) -> dict[str, Any]:
    told = {field.name: getattr(found, field.name) for field in dataclasses.fields(found)}
    return {
        name: {"rows": plain(value.rows), "total": value.total} if isinstance(value, Listed) else plain(value)
        for name, value in told.items()
    }


def _lines(found: Figures, stored: int) -> Iterator[str]:
    yield f"{found.records:,} records from {shown(found.begin)} to before {shown(found.end)}, {stored:,} bytes on disk"
    if found.unreadable:
        yield click.style(f"{count(found.unreadable, 'line')} of the log cannot be read: run audit verify", fg="red")
    yield f"{found.judged:,} requests and connections: " + ", ".join(f"{found.kinds[kind]:,} {kind}" for kind in KINDS)
    yield f"Answers: {found.answers_stopped:,} stopped, {found.answers_rewritten:,} rewritten"
    read = found.requests
    yield f"Read whole: {read['whole']:,}, in part: {read['part']:,}, not at all: {read['none']:,}"
    for title, listed, head in (
        ("SERVICE", found.services, KINDS),
        ("RULE", found.rules, KINDS),
        ("WHO", found.principals, KINDS),
        ("DETECTOR", found.detectors, ("found",)),
        ("NOT READ, BECAUSE", found.unread, ()),
    ):
        if listed.rows:
            yield ""
            heads = (title, "records", *head)
            yield from table(
                [name.upper() for name in heads], [[shown(cell) for cell in row[: len(heads)]] for row in listed.rows]
            )
            if listed.more:
                yield click.style(f"and {listed.more:,} more", dim=True)
