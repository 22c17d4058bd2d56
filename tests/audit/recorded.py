"""A real shard with real lines, for whoever reads a log."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from quarterdeck.audit import layout
from quarterdeck.audit.line import Line
from quarterdeck.model.record import Outcome, Record
from tests.audit.shards import KEY, opened

NOON = 1_772_539_200.0  # 2026-03-03 12:00 UTC


def record(number: int, **facts: Any) -> Record:
    """One decision a minute from NOON on."""
    usual: dict[str, Any] = {
        "event": "decision",
        "incident": f"{number:08x}",
        "time": NOON + 60 * number,
        "outcome": Outcome.FORWARDED,
        "action": "allow",
        "user": f"user-{number % 3}",
    }
    return Record(**{**usual, **facts})


def keep(
    log: Path,
    records: Iterable[Record],
    *,
    shard: int = 0,
    segment: int = 4000,
    key: bytes | None = b"k",
    line: Line | None = None,
) -> Path:
    """Write and sign them as a worker does, in segments of so many bytes; the shard's folder."""
    line = line or Line(key, worker=shard)
    folder = log / f"deck-{shard}"
    written = opened(folder, segment=segment)
    for one in records:
        written.append([line.render(line.fields(one))])
    written.close()
    return folder


def closed_segments(folder: Path) -> list[Path]:
    return [one.path for one in layout.segments(folder)][:-1]


def state_with(folder: Path, *counts: int, segment: int = 4000) -> Path:
    """A state folder whose log has a shard of so many records for each number, and the key that has signed them."""
    folder.mkdir(exist_ok=True)
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "audit.key").write_bytes(pem)
    for shard, count in enumerate(counts):
        line, written = Line(None, worker=shard), opened(folder / "audit" / f"deck-{shard}", segment=segment)
        made = [line.render(line.fields(record(number))) for number in range(count)]
        for first in range(0, count, 12):
            written.append(made[first : first + 12])
        written.close()
    return folder
