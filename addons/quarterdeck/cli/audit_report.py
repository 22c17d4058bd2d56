"""`quarterdeck audit report`: one HTML page on what the log says of a span of time, and on the log itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import click

from quarterdeck import __version__
from quarterdeck.audit import layout
from quarterdeck.audit.figures import figures, span_of
from quarterdeck.audit.layout import Segment
from quarterdeck.audit.report import About, kept_of, render
from quarterdeck.audit.verify import Report, hashes_of
from quarterdeck.audit.whole import Trust, in_order, verify_log
from quarterdeck.cli.audit import FOLDER, log_folder, vkey_of
from quarterdeck.cli.audit_query import opened
from quarterdeck.cli.options import config_option, state_option
from quarterdeck.cli.progress import Progress
from quarterdeck.cli.screen import say
from quarterdeck.cli.span import begin_of, end_of
from quarterdeck.errors import UsageError


@click.command(short_help="Write a report that stands alone, as HTML.")
@click.option("--from", "begin", metavar="TIME", help="From this day or moment on, in UTC [the first record].")
@click.option("--to", "end", metavar="TIME", help="Until this day, which counts whole, or moment [the last record].")
@click.option("-o", "--output", "out", required=True, metavar="FILE", help="Where to; - is standard output.")
@click.option("--title", default="AI usage: what the deck log says", show_default=True, help="What stands on top.")
@click.option("--verify/--no-verify", "checked", default=True, help="Hash every record anew [--verify].")
@click.option("--key", "keys", multiple=True, metavar="KEY|FILE", help="A public key to trust [the one in each shard].")
@click.option("--dir", "folder", metavar="DIR", type=FOLDER, help="The log [that of the state folder].")
@config_option
@state_option
def report(  # noqa: PLR0913, PLR0917  one a command-line option
    begin: str | None,
    end: str | None,
    out: str,
    title: str,
    checked: bool,
    keys: tuple[str, ...],
    folder: Path | None,
    path: Path | None,
    state: Path | None,
) -> int:
    """Write a report: what was done over time, what was not inspected and why, and whether the log is what was signed.

    The page loads nothing and runs nothing. The exit code is 1 when the log is not what was signed.
    """
    log = log_folder(folder, path, state)
    begins, ends = begin_of(begin) if begin else None, end_of(end) if end else None
    shards = layout.shards(log)
    vkeys = [vkey_of(one) for one in keys]
    with opened(log) as opened_log:
        first, last = span_of(opened_log)
        begins, ends = begins or first, ends or last
        if begins >= ends:
            raise UsageError(f"there is no time between {begins} and {ends}")
        found = figures(opened_log, begins, ends)
    about = About(
        title=title,
        folder=str(log),
        made=dt.datetime.now(dt.UTC),
        version=__version__,
        checked=_verified(shards, vkeys) if checked else None,
        trusted=bool(vkeys),
        kept=[kept_of(shard) for shard in shards],
    )
    page = render(found, about)
    if out == "-":
        click.echo(page, nl=False)
    else:
        Path(out).write_bytes(page)
        said = "" if about.checked is None else "; the log is as signed" if about.ok else "; the log is NOT as signed"
        say(f"{out}: {found.records:,} records{said}", err=True)
    return 1 if checked and not about.ok else 0


def _verified(shards: list[Path], vkeys: list[str]) -> list[Report]:
    with Progress("verifying", sum(len(layout.segments(shard)) for shard in in_order(shards))) as progress:
        return verify_log(shards, Trust(vkeys), lambda segments: _hashes(segments, progress))


def _hashes(segments: list[Segment], progress: Progress) -> Iterator[tuple[Segment, bytes]]:
    for segment in segments:
        progress.step()
        yield segment, hashes_of(segment)
