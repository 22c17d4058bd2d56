"""`quarterdeck audit verify`: whether a log is what was signed, by as many processes as help."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click

from quarterdeck.audit import layout
from quarterdeck.audit.layout import Segment
from quarterdeck.audit.note import WITNESS, Verifier
from quarterdeck.audit.verify import Report, hashes_of
from quarterdeck.audit.whole import Trust, in_order, verify_log
from quarterdeck.cli.audit import FOLDER, log_folder, vkey_of
from quarterdeck.cli.options import config_option, json_option, state_option
from quarterdeck.cli.progress import Progress
from quarterdeck.cli.screen import count, say, say_json
from quarterdeck.errors import UsageError

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
# Segments are hashed ahead of the tree, in so many processes.
_PROCESSES = 2
_AHEAD = 4


@click.command(short_help="Hash every record anew and hold it against what was signed.")
@click.argument("folder", metavar="[DIR]", required=False, type=FOLDER)
@click.option("--checkpoint", "kept", multiple=True, metavar="FILE", type=_FILE, help="One that was kept elsewhere.")
@click.option("--key", "keys", multiple=True, metavar="KEY|FILE", help="A public key to trust [the one in each shard].")
@click.option("--witness", "witnesses", multiple=True, metavar="KEY|FILE", help="A witness that must have seen it.")
@click.option("--threshold", type=click.IntRange(1), metavar="N", help="So many of the witnesses are enough [all].")
@click.option("--extract", is_flag=True, help="DIR is a part of a log: segments may be missing, their hashes not.")
@config_option
@state_option
@json_option
def verify(  # noqa: PLR0913, PLR0917  one a command-line option
    folder: Path | None,
    kept: tuple[Path, ...],
    keys: tuple[str, ...],
    witnesses: tuple[str, ...],
    threshold: int | None,
    extract: bool,
    path: Path | None,
    state: Path | None,
    as_json: bool,
) -> int:
    """Verify a log: exit code 0 when every record is the one that was signed, 1 with the first that is not.

    With the key from elsewhere (--key) nothing on the machine is trusted, and with a checkpoint from elsewhere
    (--checkpoint) not even its whole history can have been written anew. One key is enough for all shards.

    A witness (--witness) has seen the log grow from another machine: it is told how far, and when it did so last.

    Records may be missing only where the log itself says that retention removed them; their hashes are verified.
    """
    log = log_folder(folder, path, state)
    shards = layout.shards(log)
    if not shards:
        raise UsageError(f"{log} holds no deck log: a folder of it is named deck-0")
    trust = Trust(
        [vkey_of(one) for one in keys],
        [one.read_bytes() for one in kept],
        [_witness(one) for one in witnesses],
        _needed(len(witnesses), threshold),
        extract,
    )
    reports = _verified(shards, trust)
    ok = all(one.ok for one in reports)
    if as_json:
        say_json(_told(reports, ok))
    else:
        _print(reports)
    return 0 if ok else 1


def _witness(given: str) -> Verifier:
    verifier = Verifier.from_vkey(vkey_of(given))
    if verifier.kind != WITNESS:
        raise UsageError(f"{verifier.name!r} is the key of a log (--key), not of a witness")
    return verifier


def _needed(witnesses: int, threshold: int | None) -> int:
    if threshold is not None and threshold > witnesses:
        raise UsageError(f"--threshold {threshold} needs as many witnesses; {count(witnesses, 'key')} of one was given")
    return threshold or witnesses


def _verified(shards: list[Path], trust: Trust) -> list[Report]:
    with (
        ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool,
        Progress("verifying", sum(len(layout.segments(shard)) for shard in in_order(shards))) as progress,
    ):
        return verify_log(shards, trust, lambda segments: _hashes(pool, segments, progress))


def _hashes(pool: ProcessPoolExecutor, segments: list[Segment], progress: Progress) -> Iterator[tuple[Segment, bytes]]:
    """The hashes of segments in their order, made ahead in other processes; one alone is not worth those."""
    waiting: deque[tuple[Segment, Future[bytes]]] = deque()
    rest = deque(segments)
    while rest or waiting:
        while rest and len(waiting) < _AHEAD and len(segments) > 1:
            segment = rest.popleft()
            waiting.append((segment, pool.submit(hashes_of, segment)))
        progress.step()
        if waiting:
            segment, future = waiting.popleft()
            yield segment, future.result()
        else:
            segment = rest.popleft()
            yield segment, hashes_of(segment)


def _told(reports: list[Report], ok: bool) -> dict[str, Any]:
    faults = [(report, fault) for report in reports for fault in report.faults]
    first = {"index": faults[0][1].index, "log": faults[0][0].shard.name} if faults else {}
    return {
        "ok": ok,
        "records": sum(one.records for one in reports),
        "checkpoints": sum(one.checkpoints for one in reports),
        **first,
        "logs": [
            {
                "log": one.shard.name,
                "records": one.records,
                "removed": one.removed,
                "unsigned": one.unsigned,
                "checkpoints": one.checkpoints,
                "keys": list(one.keys),
                "witnessed": _witnessed(one),
                "faults": [{"index": fault.index, "what": fault.what, "file": str(fault.path)} for fault in one.faults],
            }
            for one in reports
        ],
    }


def _witnessed(report: Report) -> dict[str, Any] | None:
    seen = report.witnessed
    if seen is None:
        return None
    after = max(0, report.records - seen.size)
    return {"records": seen.size, "after": after, "time": seen.time, "by": list(seen.by)}


def _print(reports: list[Report]) -> None:
    for one in reports:
        records = "1 record" if one.records == 1 else f"{one.records:,} records"
        said = f"{one.shard.name}: {records}, {count(one.checkpoints, 'checkpoint')}"
        said += f", {one.unsigned} not signed yet" if one.unsigned else ""
        say(f"{click.style('ok', fg='green')}  {said}" if one.ok else f"{click.style('NOT OK', fg='red')}  {said}")
        if one.removed:
            removed = f"{count(one.removed, 'record')} removed by retention, their hashes are there"
            say(f"    {removed}{' and fit the root' if one.ok else ''}")
        if one.witnessed:
            seen, after = one.witnessed, max(0, one.records - one.witnessed.size)
            when = datetime.fromtimestamp(seen.time, UTC)
            how_long = ago((datetime.now(UTC) - when).total_seconds())
            said = f"{seen.size:,} seen by {', '.join(seen.by)} at {when:%Y-%m-%dT%H:%M:%SZ}, {how_long}"
            say(f"    {said}; {count(after, 'record')} since")
        for fault in one.faults:
            say(f"    record {fault.index}: {fault.what} ({fault.path})")
        for key in one.keys:
            say(click.style(f"    signed by {key}", dim=True))


def ago(seconds: float) -> str:
    """How long ago, in the largest unit that says something."""
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * length:
            return f"{count(int(seconds // length), unit)} ago"
    return f"{count(int(seconds), 'second')} ago" if seconds >= 0 else "by a clock that is ahead of this one"
