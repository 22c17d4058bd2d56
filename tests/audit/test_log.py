"""A record is on disk before `commit` returns, whole or not at all."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import uvloop

from quarterdeck.audit import layout
from quarterdeck.audit.line import Line
from quarterdeck.audit.log import DeckLog
from quarterdeck.audit.verify import verify_shard
from quarterdeck.model.record import Outcome, Record
from tests.audit.shards import KEY, records

SECRET = bytes(32)


def record(number: int = 0, **more: object) -> Record:
    fields: dict[str, object] = {
        "event": "decision",
        "incident": f"qd-{number}",
        "time": 1_700_000_000.5,
        "outcome": Outcome.REFUSED,
        "action": "block",
        "client": "192.0.2.7",
        "user": "ada",
        "host": "chat.deepseek.com",
        "path": "/api?token=abc",
    }
    return Record(**{**fields, **more})  # type: ignore[arg-type]


def lines(log: DeckLog) -> list[dict[str, object]]:
    return [json.loads(line) for line in records(log.shard.folder)]


def path_of(log: DeckLog) -> Path:
    return layout.segments(log.shard.folder)[-1].path


def test_committed_records_are_in_the_file_at_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        log = DeckLog(tmp_path, Line(SECRET), KEY)
        await log.commit(record(1))
        assert [line["incident"] for line in lines(log)] == ["qd-1"]
        await asyncio.gather(*(log.commit(record(number)) for number in range(2, 200)))
        assert sorted(int(str(line["incident"])[3:]) for line in lines(log)) == list(range(1, 200))
        log.note(record(200))
        await log.close()
        assert lines(log)[-1]["incident"] == "qd-200"

    asyncio.run(scenario())
    report = verify_shard(tmp_path / "deck-0")
    assert (report.ok, report.records, report.unsigned) == (True, 200, 0)


def test_a_disk_that_refuses_is_an_error_and_leaves_no_half_line(tmp_path: Path) -> None:
    code = """
import asyncio, resource, signal, sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from quarterdeck.audit.layout import segments
from quarterdeck.audit.line import Line
from quarterdeck.audit.log import DeckLog
from quarterdeck.model.record import Outcome, Record

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
one = Record(event="decision", incident="qd-1", time=0.0, outcome=Outcome.REFUSED, reason="x" * 300)

async def main():
    log = DeckLog(Path(sys.argv[1]), Line(None), Ed25519PrivateKey.generate())
    await log.commit(one)
    path = segments(log.shard.folder)[-1].path
    size = path.stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10, resource.RLIM_INFINITY))
    for attempt in range(2):
        try:
            await log.commit(one)
        except OSError:
            print("refused")
    assert path.stat().st_size == size, path.stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await log.commit(one)
    print(len(path.read_bytes().splitlines()))

asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert done.stdout.split() == ["refused", "refused", "2"], done.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY


@pytest.mark.parametrize("torn", [b'{"incident":"qd-half', b"x" * 200_000])
def test_a_piece_of_a_line_that_a_killed_process_left_is_taken_off(tmp_path: Path, torn: bytes) -> None:
    async def scenario() -> list[object]:
        log = DeckLog(tmp_path, Line(SECRET), KEY)
        await log.commit(record(1))
        await log.close()
        with path_of(log).open("ab") as file:
            file.write(torn)
        again = DeckLog(tmp_path, Line(SECRET), KEY)
        await again.commit(record(2))
        await again.close()
        return [line["incident"] for line in lines(again)]

    assert asyncio.run(scenario()) == ["qd-1", "qd-2"]


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
def test_lines_that_are_waited_for_and_others_may_come_in_any_order(tmp_path: Path, run: Callable[..., None]) -> None:
    async def scenario() -> None:
        log = DeckLog(tmp_path, Line(SECRET), KEY)
        for number in range(0, 300, 3):
            log.note(record(number))
            await log.commit(record(number + 1))
            log.note(record(number + 2))
            await asyncio.sleep(0.0003 * (number % 7))
        await log.close()
        assert [int(str(line["incident"])[3:]) for line in lines(log)] == list(range(300))

    run(scenario())


def test_a_line_that_nobody_waits_for_is_written_all_the_same(tmp_path: Path) -> None:
    async def scenario() -> None:
        log = DeckLog(tmp_path, Line(SECRET), KEY)
        log.note(record(1))
        while not lines(log):  # noqa: ASYNC110  only the file tells
            await asyncio.sleep(0.01)
        await log.close()

    asyncio.run(scenario())
