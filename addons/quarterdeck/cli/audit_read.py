"""`quarterdeck audit tail` and `export`: the records as they stand, or as other systems read them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import click
import orjson

from quarterdeck.audit import layout
from quarterdeck.cli.audit import FOLDER, log_folder
from quarterdeck.cli.options import config_option, state_option
from quarterdeck.export import FORMATS, written

_LOOK_AGAIN = 0.2


@click.command(short_help="Print the newest records.")
@click.option("-n", "--lines", "number", type=click.IntRange(0), default=10, show_default=True, help="How many.")
@click.option("-f", "--follow", is_flag=True, help="Go on with those that come.")
@click.option("--dir", "folder", metavar="DIR", type=FOLDER, help="The log [that of the state folder].")
@config_option
@state_option
def tail(number: int, follow: bool, folder: Path | None, path: Path | None, state: Path | None) -> int:
    """Print the newest records, one JSON document a line, those of all shards in the order of their times."""
    log = log_folder(folder, path, state)
    # Taken first, so that what comes while the last ones are read is neither lost nor told twice.
    there = (segment.path for shard in layout.shards(log) for segment in layout.segments(shard))
    seen = {path: path.stat().st_size for path in there}
    last = [line for shard in layout.shards(log) for line in _last(shard, number, seen)]
    last.sort(key=lambda line: orjson.loads(line).get("time", ""))
    for line in last[max(0, len(last) - number) :]:
        click.echo(line, nl=False)
    if follow:
        _follow(log, seen)
    return 0


def _last(shard: Path, number: int, seen: Mapping[Path, int]) -> list[bytes]:
    found: list[bytes] = []
    for segment in reversed(layout.segments(shard)):
        if number:
            data = segment.path.read_bytes()[: seen.get(segment.path, 0)]
            found = data[: data.rfind(b"\n") + 1].splitlines(keepends=True)[-number:] + found
        if len(found) >= number:
            break
    return found[max(0, len(found) - number) :]


def _follow(log: Path, seen: dict[Path, int]) -> None:
    """Print what is added to these sizes. Ends with Ctrl-C."""
    while True:
        time.sleep(_LOOK_AGAIN)
        for shard in layout.shards(log):
            for segment in layout.segments(shard):
                at = seen.get(segment.path, 0)
                if segment.path.stat().st_size > at:
                    seen[segment.path] = at + _echo_from(segment.path, at)


def _echo_from(path: Path, at: int) -> int:
    """Print the whole lines from a place on; how many bytes that were."""
    with path.open("rb") as file:
        file.seek(at)
        data = file.read()
    whole = data[: data.rfind(b"\n") + 1]
    click.echo(whole, nl=False)
    return len(whole)


@click.command(short_help="Print the log in a format of others.")
@click.argument("folder", metavar="[DIR]", required=False, type=FOLDER)
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="jsonl", show_default=True)
@config_option
@state_option
def export(folder: Path | None, form: str, path: Path | None, state: Path | None) -> int:
    """Print every record in the form that another system reads, one document a line."""
    convert = FORMATS[form]
    for shard in layout.shards(log_folder(folder, path, state)):
        for segment in layout.segments(shard):
            for number, line in enumerate(segment.lines(), segment.first):
                if line.endswith(b"\n"):
                    for document in convert(orjson.loads(line), shard.name, number):
                        click.echo(written(document), nl=False)
    return 0
