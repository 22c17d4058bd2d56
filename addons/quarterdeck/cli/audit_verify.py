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
from quarterdeck.audit.checkpoint import Checkpoint, open_checkpoint
from quarterdeck.audit.family import keys_of, relative
from quarterdeck.audit.layout import Segment
from quarterdeck.audit.note import Verifier, parse
from quarterdeck.audit.removal import removals
from quarterdeck.audit.verify import Fault, Report, hashes_of, verify_shard
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
@click.option("--extract", is_flag=True, help="DIR is a part of a log: segments may be missing, their hashes not.")
@config_option
@state_option
@json_option
def verify(
    folder: Path | None,
    kept: tuple[Path, ...],
    keys: tuple[str, ...],
    extract: bool,
    path: Path | None,
    state: Path | None,
    as_json: bool,
) -> int:
    """Verify a log: exit code 0 when every record is the one that was signed, 1 with the first that is not.

    With the key from elsewhere (--key) nothing on the machine is trusted, and with a checkpoint from elsewhere
    (--checkpoint) not even its whole history can have been written anew. One key is enough for all shards.

    Records may be missing only where the log itself says that retention removed them; their hashes are verified.
    """
    log = log_folder(folder, path, state)
    shards = layout.shards(log)
    if not shards:
        raise UsageError(f"{log} holds no deck log: a folder of it is named deck-0")
    vkeys = [vkey_of(one) for one in keys]
    reports = _verified(shards, vkeys, [one.read_bytes() for one in kept], extract=extract)
    ok = all(one.ok for one in reports)
    if as_json:
        say_json(_told(reports, ok))
    else:
        _print(reports)
    return 0 if ok else 1


def _verified(shards: list[Path], vkeys: list[str], kept: list[bytes], *, extract: bool) -> list[Report]:
    admin = shards[0].parent / layout.ADMIN
    # What commands did comes first: it says what may be missing from the others.
    ordered = [admin, *(one for one in shards if one != admin)] if admin.is_dir() else shards
    segments = {shard: layout.segments(shard) for shard in ordered}
    known = vkeys or [key for shard in shards for key in keys_in(shard)]
    trusted = [_kept_checkpoint(one, known) for one in kept]
    reports: dict[Path, Report] = {}
    with (
        ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool,
        Progress("verifying", sum(map(len, segments.values()))) as progress,
    ):
        for shard, found in segments.items():
            meant = [one for one in trusted if one.origin.endswith(f"/{shard.name}")]
            gone = None if extract else _removed(shard, reports.get(admin))
            hashes = _hashes(pool, found, progress)
            reports[shard] = verify_shard(shard, keys_of(shard.name, vkeys), meant, hashes, removed=gone)
    return [reports[shard] for shard in shards] + _missing(shards, trusted)


def _kept_checkpoint(note: bytes, vkeys: list[str]) -> Checkpoint:
    """A checkpoint from elsewhere, of whichever shard of a log with one of these keys. Raises Untrusted."""
    origin = Checkpoint.parse(parse(note).text).origin
    relatives = (relative(Verifier.from_vkey(key), origin) for key in vkeys)
    return open_checkpoint(note, [*vkeys, *(one.vkey for one in relatives if one and one.vkey not in vkeys)])[0]


def _missing(shards: list[Path], trusted: list[Checkpoint]) -> list[Report]:
    """Shards of which there is a checkpoint and nothing else, when it is the whole log that is verified."""
    folder, there = shards[0].parent, {shard.name for shard in shards}
    found = {one.origin.rpartition("/")[2]: one.size for one in sorted(trusted, key=lambda one: one.size)}
    return [
        Report(
            folder / name, faults=[Fault(f"{size} records were signed, and the shard is not there", 0, folder / name)]
        )
        for name, size in found.items()
        if name not in there
    ]


def _removed(shard: Path, admin: Report | None) -> list[range]:
    """What the log says was removed of a shard, in records that hold and that a key of the same log has signed."""
    if admin is None or not admin.ok or not {*keys_of(layout.ADMIN, keys_in(shard))}.intersection(admin.keys):
        return []
    return removals(admin.shard, admin.records - admin.unsigned).get(shard.name, [])


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
        say(f"{click.style('ok', fg='green')}  {said}" if one.ok else f"{click.style('NOT OK', fg='red')}  {said}")
        if one.removed:
            removed = f"{count(one.removed, 'record')} removed by retention, their hashes are there"
            say(f"    {removed}{' and fit the root' if one.ok else ''}")
        for fault in one.faults:
            say(f"    record {fault.index}: {fault.what} ({fault.path})")
        for key in one.keys:
            say(click.style(f"    signed by {key}", dim=True))
