"""What somebody who holds the machine may do to a log, drawn at random, and where it must be found.

`python -m tests.audit.tampers --count 10000` tries as many as that; the gate tries some hundreds.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import Checkpoint, open_checkpoint
from quarterdeck.audit.shard import Shard
from quarterdeck.audit.signer import signer
from quarterdeck.audit.verify import verify_shard

from .shards import KEY, Hasty, line, lines

SIZES = {"deck-0": 700, "deck-1": 90}
_SEGMENT = 6000
# Memory, where there is some to be had as a folder: thousands of files are written anew.
SCRATCH = next((path for path in ("/dev/shm",) if os.access(path, os.W_OK)), None)
_STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))


def write(folder: Path, records: list[bytes], key: Ed25519PrivateKey = KEY) -> None:
    """A shard of these records, in segments of some hundred and signed by the way."""
    shard = Shard(folder, signer(key, folder.name), files=Hasty(), segment=_SEGMENT)
    for first in range(0, len(records), 10):
        shard.append(records[first : first + 10])
    shard.close()


@dataclass
class Log:
    """A log of several shards, what an auditor has kept of it elsewhere, and what its files held at first."""

    folder: Path
    vkeys: dict[str, str] = field(default_factory=dict)
    newest: dict[str, Checkpoint] = field(default_factory=dict)
    kept: dict[str, list[Checkpoint]] = field(default_factory=dict)
    files: dict[Path, bytes] = field(default_factory=dict)

    @classmethod
    def made(cls, folder: Path) -> Log:
        log = cls(folder)
        for name, size in SIZES.items():
            write(folder / name, lines(0, size))
            log.vkeys[name] = (folder / name / layout.PUBLIC_KEY).read_text().strip()
            log.newest[name] = log.checkpoint(folder / name / layout.CHECKPOINT)
            log.kept[name] = [log.checkpoint(path) for path in layout.kept_checkpoints(folder / name)]
        log.files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        return log

    def checkpoint(self, path: Path) -> Checkpoint:
        return open_checkpoint(path.read_bytes(), list(self.vkeys.values()))[0]

    def records(self, name: str) -> list[bytes]:
        return lines(0, SIZES[name])

    def rewrite(self, name: str, records: list[bytes]) -> None:
        """Put other records into the same segments; those that get none are gone."""
        found = layout.segments(self.folder / name)
        ends = [*(one.first for one in found[1:]), len(records)]
        for one, end in zip(found, ends, strict=True):
            data = b"".join(records[one.first : max(end, one.first)])
            if data or not one.first:
                one.path.write_bytes(data)
            else:
                one.path.unlink()

    def replace(self, name: str, records: list[bytes], key: Ed25519PrivateKey = KEY) -> None:
        """Write a shard anew, as one who has a key can."""
        for path in self._files(name):
            path.unlink()
        write(self.folder / name, records, key)

    def restore(self, name: str) -> None:
        """As it was."""
        kept = {path: data for path, data in self.files.items() if path.is_relative_to(self.folder / name)}
        for path in self._files(name):
            if path not in kept:
                path.unlink()
        for path, data in kept.items():
            if not path.exists() or path.read_bytes() != data:
                path.write_bytes(data)

    def _files(self, name: str) -> list[Path]:
        return [path for path in (self.folder / name).rglob("*") if path.is_file()]


@dataclass(frozen=True)
class Expected:
    """The first entry that is bad. `kept`: it takes a checkpoint that was kept elsewhere to see it."""

    index: int
    kept: bool = False


Tamper = Callable[[random.Random, Log, str], Expected]


def flip(chance: random.Random, log: Log, name: str) -> Expected:
    """One bit of one record, its line feed too."""
    found = log.records(name)
    at = chance.randrange(len(found))
    changed = bytearray(found[at])
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    log.rewrite(name, [*found[:at], bytes(changed), *found[at + 1 :]])
    return Expected(at)


def edit(chance: random.Random, log: Log, name: str) -> Expected:
    """Another record in its place, as well made as the old."""
    found = log.records(name)
    at = chance.randrange(len(found))
    found[at] = line(chance.randrange(10**6, 10**9))
    log.rewrite(name, found)
    return Expected(at)


def delete(chance: random.Random, log: Log, name: str) -> Expected:
    found = log.records(name)
    at = chance.randrange(len(found))
    del found[at : at + chance.randrange(1, 1 + min(60, len(found) - at))]
    log.rewrite(name, found)
    return Expected(at)


def insert(chance: random.Random, log: Log, name: str) -> Expected:
    """A new one, or an old one for a second time."""
    found = log.records(name)
    at = chance.randrange(len(found))
    found.insert(at, chance.choice((line(10**6), found[at - 1])))
    log.rewrite(name, found)
    return Expected(at)


def reorder(chance: random.Random, log: Log, name: str) -> Expected:
    """Swap two, move one, or turn a stretch round."""
    found = log.records(name)
    one, other = sorted(chance.sample(range(len(found)), 2))
    way = chance.randrange(3)
    if way == 0:
        found[one], found[other] = found[other], found[one]
    elif way == 1:
        found.insert(one, found.pop(other))
    else:
        found[one : other + 1] = found[one : other + 1][::-1]
    log.rewrite(name, found)
    return Expected(one)


def truncate(chance: random.Random, log: Log, name: str) -> Expected:
    """Cut the end off, between two records or within one."""
    found = log.records(name)
    left = chance.randrange(len(found))
    half = found[left][: chance.randrange(len(found[left]))] if chance.random() < 0.5 else b""
    log.rewrite(name, [*found[:left], *([half] if half else [])])
    return Expected(left)


def lose_segment(chance: random.Random, log: Log, name: str) -> Expected:
    found = chance.choice(layout.segments(log.folder / name))
    found.path.unlink()
    return Expected(found.first)


def hashes(chance: random.Random, log: Log, name: str) -> Expected:
    """A kept hash of a record, which has not changed itself."""
    tiles = sorted((log.folder / name / "tile" / "0").rglob("*[0-9]"))
    tile = chance.choice([path for path in tiles if path.is_file()])
    data = bytearray(tile.read_bytes())
    at = chance.randrange(len(data))
    data[at] ^= 1 << chance.randrange(8)
    tile.write_bytes(data)
    number = int(tile.name if not tile.parent.name.endswith(".p") else tile.parent.name.removesuffix(".p"))
    return Expected(number * 256 + at // 32)


def checkpoint(chance: random.Random, log: Log, name: str) -> Expected:
    """A bit of a note: then nothing of it is believed."""
    path = chance.choice([log.folder / name / layout.CHECKPOINT, *layout.kept_checkpoints(log.folder / name)])
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    return Expected(0)


def stranger(chance: random.Random, log: Log, name: str) -> Expected:
    """All written anew and signed by another key, which lies there as well."""
    found = log.records(name)
    at = chance.randrange(len(found))
    log.replace(name, [*found[:at], line(10**6), *found[at + 1 :]], _STRANGER)
    return Expected(0)


def fork(chance: random.Random, log: Log, name: str) -> Expected:
    """All written anew from somewhere on, and signed by the log's own key."""
    found = log.records(name)
    at = chance.randrange(len(found))
    log.replace(name, [*found[:at], *(line(5000 + number) for number in range(len(found) - at + chance.randrange(50)))])
    return Expected(at, kept=True)


def roll_back(chance: random.Random, log: Log, name: str) -> Expected:
    """As the log was earlier, to the last byte."""
    left = chance.randrange(SIZES[name])
    log.replace(name, log.records(name)[:left])
    return Expected(left, kept=True)


TAMPERS: tuple[Tamper, ...] = (
    flip,
    edit,
    delete,
    insert,
    reorder,
    truncate,
    lose_segment,
    hashes,
    checkpoint,
    stranger,
    fork,
    roll_back,
)


def tried(chance: random.Random, log: Log, tamper: Tamper) -> str:
    """Tamper, verify and restore: what went wrong with finding it, or nothing."""
    name = chance.choice(list(SIZES))
    expected = tamper(chance, log, name)
    shard, vkey = log.folder / name, [log.vkeys[name]]
    if expected.kept and not verify_shard(shard, vkey).ok:
        return f"{tamper.__name__}: it was to be seen by a kept checkpoint alone"
    trusted: tuple[Checkpoint, ...] = (log.newest[name],)
    index = expected.index
    if expected.kept and tamper is fork:
        # A root says of all before it that it changed; the last kept one that still fits is the best that is known.
        trusted = (*(one for one in log.kept[name] if chance.random() < 0.5), log.newest[name])
        index = max((one.size for one in trusted if one.size <= index), default=0)
    report = verify_shard(shard, vkey, trusted if expected.kept else ())
    log.restore(name)
    if report.ok:
        return f"{tamper.__name__} of {name} at {expected.index}: not caught"
    if report.faults[0].index != index:
        return f"{tamper.__name__} of {name} at {index}: told as {report.faults[0].index}, {report.faults[0].what}"
    return ""


def main() -> int:
    """Try many; print what was not found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    given = parser.parse_args()
    chance, missed, done = random.Random(given.seed), Counter[str](), Counter[str]()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=SCRATCH) as scratch:
        log = Log.made(Path(scratch))
        for number in range(given.count):
            tamper = TAMPERS[number % len(TAMPERS)]
            if wrong := tried(chance, log, tamper):
                missed[tamper.__name__] += 1
                print(wrong)
            done[tamper.__name__] += 1
    for name, count in done.items():
        print(f"{name:14}{count:7} tried {missed[name]:6} missed or misplaced")
    print(f"{given.count} tampers, seed {given.seed}: {missed.total()} missed, {time.monotonic() - began:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
