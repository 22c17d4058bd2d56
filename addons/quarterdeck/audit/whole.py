"""A whole log verified, shard by shard: what commands did first, as it says what may be missing from the others.

Reads, and imports nothing that writes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import Checkpoint, open_checkpoint
from quarterdeck.audit.family import keys_of, relative
from quarterdeck.audit.layout import Segment
from quarterdeck.audit.note import Untrusted, Verifier, parse
from quarterdeck.audit.removal import removals
from quarterdeck.audit.verify import Fault, Hashes, Report, public_key, verify_shard
from quarterdeck.audit.witnessed import Word, reached, words

HashesOf = Callable[[list[Segment]], Hashes]
"""Segments of a shard with the hashes of their records, by whatever processes."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What somebody brings along: public keys of the log (one stands for all shards; without any, those that lie in it
    are taken), notes of checkpoints that were kept elsewhere, and witnesses of which `threshold` must have signed.
    In an `extract` segments may be missing whatever the log says of it.
    """

    vkeys: Sequence[str] = ()
    kept: Sequence[bytes] = ()
    witnesses: Sequence[Verifier] = ()
    threshold: int = 0
    extract: bool = False


def in_order(shards: Sequence[Path]) -> list[Path]:
    """Shards of a log as they are verified; the one of commands is, too, where it is not among them."""
    admin = shards[0].parent / layout.ADMIN
    return [admin, *(one for one in shards if one != admin)] if admin.is_dir() else list(shards)


def verify_log(shards: Sequence[Path], trust: Trust, hashes: HashesOf) -> list[Report]:
    """A report of each shard, and of those of which only a checkpoint is left. Raises Untrusted where `trust` is none,
    and OSError.
    """
    admin = shards[0].parent / layout.ADMIN
    known = trust.vkeys or [key for shard in shards for key in _keys_in(shard)]
    kept = [_kept(one, known) for one in trust.kept]
    look = _Look(trust, kept, hashes)
    if admin.is_dir():
        look.admin = look.at(admin)
    reports = [look.admin if shard == admin and look.admin else look.at_live(shard) for shard in shards]
    return reports + _missing(shards, kept)


class _Look:
    """Verifies one shard after the other; `admin` is the report on the shard of commands."""

    def __init__(self, trust: Trust, kept: Sequence[Checkpoint], hashes: HashesOf) -> None:
        self._trust, self._kept, self._hashes = trust, kept, hashes
        self.admin: Report | None = None

    def at(self, shard: Path) -> Report:
        """The report on a shard. Raises OSError."""
        trust = self._trust
        vkeys = keys_of(shard.name, trust.vkeys)
        said = words(shard, vkeys or _keys_in(shard), trust.witnesses)
        meant = [one for one in self._kept if one.origin.endswith(f"/{shard.name}")]
        gone = None if trust.extract else _removed(shard, self.admin)
        found = self._hashes(layout.segments(shard))
        report = verify_shard(shard, vkeys, meant + [word.checkpoint for word in said], found, removed=gone)
        if trust.threshold:
            _tell_reach(report, said, trust.threshold)
        return report

    def at_live(self, shard: Path) -> Report:
        """The same of a shard that retention may be at work on: what it removes meanwhile is on record by then."""
        try:
            report = self.at(shard)
        except FileNotFoundError:
            report = None
        if report is not None and report.ok:
            return report
        before, admin = _removed(shard, self.admin), shard.parent / layout.ADMIN
        if admin.is_dir():
            self.admin = self.at(admin)
        if report is not None and _removed(shard, self.admin) == before:
            return report
        return self.at(shard)


def _tell_reach(report: Report, said: Sequence[Word], threshold: int) -> None:
    try:
        report.witnessed = reached(said, threshold)
    except Untrusted as error:
        report.faults.append(Fault(str(error), 0, report.shard / layout.WITNESSED))


def _kept(note: bytes, vkeys: Sequence[str]) -> Checkpoint:
    """A checkpoint from elsewhere, of whichever shard of a log with one of these keys. Raises Untrusted."""
    origin = Checkpoint.parse(parse(note).text).origin
    relatives = (relative(Verifier.from_vkey(key), origin) for key in vkeys)
    return open_checkpoint(note, [*vkeys, *(one.vkey for one in relatives if one and one.vkey not in vkeys)])[0]


def _missing(shards: Sequence[Path], kept: Sequence[Checkpoint]) -> list[Report]:
    """Shards of which there is a checkpoint and nothing else."""
    folder = shards[0].parent
    found = {one.origin.rpartition("/")[2]: one.size for one in sorted(kept, key=lambda one: one.size)}
    return [
        Report(
            folder / name, faults=[Fault(f"{size} records were signed, and the shard is not there", 0, folder / name)]
        )
        for name, size in found.items()
        if not (folder / name).is_dir()
    ]


def _removed(shard: Path, admin: Report | None) -> list[range]:
    """What the log says was removed of a shard, in records that hold and that a key of the same log has signed."""
    if admin is None or not admin.ok or not {*keys_of(layout.ADMIN, _keys_in(shard))}.intersection(admin.keys):
        return []
    return removals(admin.shard, admin.records - admin.unsigned).get(shard.name, [])


def _keys_in(shard: Path) -> list[str]:
    try:
        return [public_key(shard)]
    except Untrusted:
        return []
