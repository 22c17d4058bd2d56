"""`quarterdeck audit prune`: remove what is older than `audit.retention` says, as the proxy itself does once a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from quarterdeck.audit import layout
from quarterdeck.audit.compact import cache_folder
from quarterdeck.audit.compact import prune as drop_copies
from quarterdeck.audit.deed import NO_WORKER
from quarterdeck.audit.evidence import forgotten
from quarterdeck.audit.expiry import Fate, Terms
from quarterdeck.audit.retention import prune as remove
from quarterdeck.cli.operator import operator
from quarterdeck.cli.options import config_option, json_option, load, state_option
from quarterdeck.cli.progress import Progress
from quarterdeck.cli.screen import count, say, say_json
from quarterdeck.config.naming import drop_unseen, line_of
from quarterdeck.config.schema import Config
from quarterdeck.sinks.cursor import unshipped


@click.command(short_help="Remove records that are past their limit.")
@click.option("--dry-run", is_flag=True, help="Only say what would go, and why the rest stays.")
@config_option
@state_option
@json_option
def prune(dry_run: bool, path: Path | None, state: Path | None, as_json: bool) -> int:
    """Remove the segments whose records are all older than `audit.retention`. Their hashes and checkpoints stay.

    What a legal hold is about, what a sink has not got, and what is not as it was signed stays; so does the end of each
    shard. Each removal is put on record first, so that `quarterdeck audit verify` knows of it. Evidence goes with the
    record that vouches for it.
    """
    config = load(path, state)
    told = _pruned(config, dry_run=dry_run)
    gone = [one for one in told if not one.stays]
    if as_json:
        document = {"dry_run": dry_run, "retention_days": config.audit.retention}
        say_json(
            document | {"removed": [_told(one) for one in gone], "stays": [_told(one) for one in told if one.stays]}
        )
    else:
        _print(told, "would be removed" if dry_run else "removed")
    return 0


def _pruned(config: Config, *, dry_run: bool) -> list[Fate]:
    days, names = config.audit.retention, [one.called for one in config.audit.sinks]
    waiting = unshipped(config.state, names)
    terms = Terms(
        datetime.now(UTC) - timedelta(days=days),
        # A shard that has only just been begun has all of it to ship.
        shipped=lambda shard: waiting.get(shard, 0) if names else None,
    )
    line, why = line_of(config, NO_WORKER), f"older than {count(days, 'day')}"
    shards = layout.shards(config.audit_dir)
    told = []
    with Progress("looking", sum(len(layout.segments(shard)) for shard in shards)) as progress:
        for fate in remove(config.state, terms, why, user=operator(), line=line, dry_run=dry_run):
            progress.step()
            told.append(fate)
    if not dry_run:
        drop_unseen(config)
        for gone in forgotten(config.evidence_dir, config.audit_dir, terms.oldest.timestamp()):
            gone.unlink(missing_ok=True)
        if cache_folder(config.audit_dir).is_dir():
            drop_copies(cache_folder(config.audit_dir), shards)
    return told


def _told(fate: Fate) -> dict[str, Any]:
    newest = {"newest": fate.newest.isoformat()} if fate.newest else {}
    why = {"why": fate.stays} if fate.stays else {"last": fate.records.stop - 1}
    return {"log": fate.shard, "first": fate.segment.first, "file": str(fate.segment.path), **newest, **why}


def _print(told: list[Fate], done: str) -> None:
    """A line a file that goes, and one for those in a row that stay for one reason."""
    before = None
    for number, one in enumerate(told):
        if not one.stays:
            newest = f", the newest of {one.newest:%Y-%m-%d}" if one.newest else ""
            say(f"{one.shard}: records {one.records.start} to {one.records.stop - 1} {done}{newest}")
        elif (one.shard, one.stays) != before:
            same = sum(1 for other in told[number:] if (other.shard, other.stays) == (one.shard, one.stays))
            more = f" (and {count(same - 1, 'file')} more)" if same > 1 else ""
            say(click.style(f"{one.shard}: from record {one.segment.first} on kept{more}: {one.stays}", dim=True))
        before = (one.shard, one.stays)
    gone = [one for one in told if not one.stays]
    say(f"{count(sum(len(one.records) for one in gone), 'record')} in {count(len(gone), 'file')} {done}.")
