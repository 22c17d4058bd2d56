"""How long it takes to verify a large log: `python benchmarks/audit_verify.py [--records N] [--dir DIR]`.

The log is written by the shards themselves, only without waiting for the disk, and verified by the command that people
use. `--dir` keeps it, for the next time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit_query import drawn
from quarterdeck.audit.files import Files
from quarterdeck.audit.shard import Shard
from quarterdeck.audit.signer import signer

_BATCH = 500
_SHARDS = 2


class _Hasty(Files):
    """A disk that promises nothing: this log need not survive the benchmark."""

    def sync(self, fd: int) -> None:
        pass

    def sync_folder(self, path: Path) -> None:
        pass


def write_log(folder: Path, records: int) -> float:
    """Write and sign a log of two shards; the seconds that it took."""
    key, rng = Ed25519PrivateKey.generate(), random.Random(7)
    began = time.perf_counter()
    for number in range(_SHARDS):
        shard = Shard(folder / f"deck-{number}", signer(key, f"deck-{number}"), files=_Hasty())
        for at in range(0, records // _SHARDS, _BATCH):
            shard.append(drawn(rng, number, range(at, min(at + _BATCH, records // _SHARDS)), records // _SHARDS))
            if at % (200 * _BATCH) == 0:
                shard.sign()
        shard.close()
    return time.perf_counter() - began


def measure(records: int, folder: Path) -> dict[str, float]:
    """Seconds of the wall and of all processes together, and what a record takes of the disk."""
    if not folder.exists():
        write_log(folder, records)
    kept = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    lines = [path.stat().st_size for path in folder.rglob("*.jsonl")]
    command = [sys.executable, "-m", "quarterdeck", "audit", "verify", str(folder), "--json"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    found = json.loads(done.stdout)
    if not found["ok"] or found["records"] != records:
        raise RuntimeError(f"the log that was just written is not whole: {found}")
    return {
        "records": records,
        "seconds": seconds,
        "cpu_seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "bytes_a_record": sum(lines) / records,
        "more_bytes_a_record": (sum(kept) - sum(lines)) / records,
    }


def table(found: dict[str, float]) -> str:
    """The figures for a person."""
    pace = found["records"] / found["seconds"]
    return (
        f"{found['records']:,.0f} records verified in {found['seconds']:.1f} s on {len(os.sched_getaffinity(0))} "
        f"cores, {found['cpu_seconds']:.1f} s of CPU: 10,000,000 in {1e7 / pace:.0f} s (target: 60); "
        f"{found['bytes_a_record']:.0f} bytes a record, and {found['more_bytes_a_record']:.1f} of hashes"
    )


def main() -> None:
    """Print a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--dir", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        print(table(measure(given.records, given.dir or Path(scratch) / "audit")))


if __name__ == "__main__":
    main()
