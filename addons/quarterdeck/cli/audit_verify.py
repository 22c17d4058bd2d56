"""`quarterdeck audit verify`: whether a log is what was signed, by as many processes as help."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import open_checkpoint
from quarterdeck.audit.layout import Segment
from quarterdeck.audit.verify import Report, hashes_of, verify_shard
from quarterdeck.cli.audit import FOLDER, keys_in, log_folder, vkey_of
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
@config_option
@state_option
@json_option
def verify(
    folder: Path | None,
    kept: tuple[Path, ...],
    keys: tuple[str, ...],
    path: Path | None,
    state: Path | None,
    as_json: bool,
) -> int:
    """Verify a log: exit code 0 when every record is the one that was signed, 1 with the first that is not.

    With the key from elsewhere (--key) nothing on the machine is trusted, and with a checkpoint from elsewhere
    (--checkpoint) not even its whole history can have been written anew.
    """
    log = log_folder(folder, path, state)
    shards = layout.shards(log)
    if not shards:
        raise UsageError(f"{log} holds no deck log: a folder of it is named deck-0")
    vkeys = [vkey_of(one) for one in keys]
    reports = _verified(shards, vkeys, [one.read_bytes() for one in kept])
    ok = all(one.ok for one in reports)
    if as_json:
        say_json(_told(reports, ok))
    else:
        _print(reports)
    return 0 if ok else 1


def _verified(shards: list[Path], vkeys: list[str], kept: list[bytes]) -> list[Report]:
    segments = {shard: layout.segments(shard) for shard in shards}
    known = vkeys or [key for shard in shards for key in keys_in(shard)]
    trusted = [open_checkpoint(one, known)[0] for one in kept]
    reports = []
    with (
        ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool,
        Progress("verifying", sum(map(len, segments.values()))) as progress,
    ):
        for shard, found in segments.items():
            meant = [one for one in trusted if one.origin.endswith(f"/{shard.name}")]
            hashes = _hashes(pool, found, progress)
            reports.append(verify_shard(shard, vkeys, meant, hashes))
    return reports


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
                "faults": [{"index": fault.index, "what": fault.what, "file": str(fault.path)} for fault in one.faults],
            }
            for one in reports
        ],
    }


def _print(reports: list[Report]) -> None:
    for one in reports:
        records = "1 record" if one.records == 1 else f"{one.records:,} records"
        said = f"{one.shard.name}: {records}, {count(one.checkpoints, 'checkpoint')}"
        said += f", {one.unsigned} not signed yet" if one.unsigned else ""
        said += f", {one.removed:,} known by their hashes alone" if one.removed else ""
        say(f"{click.style('ok', fg='green')}  {said}" if one.ok else f"{click.style('NOT OK', fg='red')}  {said}")
        for fault in one.faults:
            say(f"    record {fault.index}: {fault.what} ({fault.path})")
        for key in one.keys:
            say(click.style(f"    signed by {key}", dim=True))
