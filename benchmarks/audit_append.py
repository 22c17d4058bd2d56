"""How many records a second become durable on one core: `python benchmarks/audit_append.py [--dir DIR]`.

Whoever commits a record waits until it is on disk, as the proxy does for each decision; those who wait at the same time
share one sync. The figures depend on the disk below DIR, so that of a bare write and sync of a record is told as well.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uvloop
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quarterdeck.audit.line import Line
from quarterdeck.audit.log import DeckLog
from quarterdeck.model.record import Outcome, Record

WAITING = (1, 64, 512)
SECONDS = 3.0
_SYNCS = 200


def _record(number: int) -> Record:
    return Record(
        event="decision",
        incident=f"qd-{number:011x}-0011223344",
        time=time.time(),
        outcome=Outcome.FORWARDED,
        action="allow",
        reason="No rule says otherwise.",
        policy_version="0011223344556677",
        rules=("quarterdeck/default",),
        client=f"10.0.0.{number % 200}",
        user=f"user-{number % 300}",
        host="api.openai.com",
        port=443,
        scheme="https",
        method="POST",
        path="/v1/chat/completions",
        protocol="h2",
        service="openai-api",
        vendor="OpenAI",
        activity="chat",
        format="openai-chat",
        models=("gpt-5",),
        request_bytes=2048,
        judge_ms=0.4,
    )


async def _measured(folder: Path, waiting: int, seconds: float) -> dict[str, float]:
    log = DeckLog(folder, Line(bytes(32)), Ed25519PrivateKey.generate())
    took: list[float] = []
    end = time.perf_counter() + seconds

    async def commit(number: int) -> None:
        while (began := time.perf_counter()) < end:
            await log.commit(_record(number))
            took.append(time.perf_counter() - began)

    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*map(commit, range(waiting)))
    spent, cpu = time.perf_counter() - began, time.process_time() - cpu
    await log.close()
    took.sort()
    return {
        "waiting": waiting,
        "a_second": len(took) / spent,
        "p50_ms": took[len(took) // 2] * 1000,
        "p99_ms": took[len(took) * 99 // 100] * 1000,
        "cpu_us": cpu / len(took) * 1e6,
    }


def _sync_ms(folder: Path) -> float:
    """A bare append and sync of a record's bytes."""
    fd = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    took = []
    for _ in range(_SYNCS):
        began = time.perf_counter()
        os.write(fd, bytes(600))
        os.fdatasync(fd)
        took.append(time.perf_counter() - began)
    os.close(fd)
    return sorted(took)[_SYNCS // 2] * 1000


def measure(folder: Path, seconds: float = SECONDS) -> dict[str, object]:
    """The rates for so many at a time, each in a process that has one core and no assertions, as a worker has none."""
    found = []
    for waiting in WAITING:
        command = [sys.executable, "-O", __file__, "--alone", str(waiting), "--dir", str(folder), "--seconds", seconds]
        done = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE)
        found.append(json.loads(done.stdout))
    return {"sync_ms": _sync_ms(folder), "runs": found}


def table(found: dict[str, object]) -> str:
    """The figures for a person."""
    lines = [f"durable records on one core (a bare write and sync takes {found['sync_ms']:.2f} ms):"]
    lines += [
        f"{one['waiting']:6.0f} at a time: {one['a_second']:8,.0f} a second, p50 {one['p50_ms']:.2f} ms, "
        f"p99 {one['p99_ms']:.2f} ms, {one['cpu_us']:.0f} us of CPU each"
        for one in found["runs"]
    ]
    return "\n".join([*lines, "        (target: 20,000 a second)"])


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", type=Path, help="a folder on the disk to measure")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--alone", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.dir) as scratch:
        if given.alone is None:
            print(table(measure(Path(scratch), given.seconds)))
            return
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        print(json.dumps(uvloop.run(_measured(Path(scratch), given.alone, given.seconds))))


if __name__ == "__main__":
    main()
