"""A record is on disk before `commit` returns, whole or not at all."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import re
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import uvloop

from quarterdeck.audit import layout
from quarterdeck.audit import log as audit_log
from quarterdeck.audit.files import Files
from quarterdeck.audit.line import Line
from quarterdeck.audit.log import DeckLog
from quarterdeck.audit.people import People
from quarterdeck.audit.space import space
from quarterdeck.audit.verify import verify_shard
from quarterdeck.model.record import Outcome, Record
from tests.audit.shards import KEY, opened, records
from tests.audit.shards import lines as shard_lines

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


def lines(log: DeckLog) -> list[dict[str, str]]:
    return [json.loads(line) for line in records(log.shard.folder)]


def path_of(log: DeckLog) -> Path:
    return layout.segments(log.shard.folder)[-1].path


def test_committed_records_are_in_the_file_at_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        log = DeckLog(tmp_path, Line(SECRET), KEY)
        await log.commit(record(1))
        assert [line["incident"] for line in lines(log)] == ["qd-1"]
        await asyncio.gather(*(log.commit(record(number)) for number in range(2, 200)))
        assert sorted(int(line["incident"][3:]) for line in lines(log)) == list(range(1, 200))
        log.note(record(200))
        await log.close()
        assert lines(log)[-1]["incident"] == "qd-200"

    asyncio.run(scenario())
    report = verify_shard(tmp_path / "deck-0")
    assert (report.ok, report.records, report.unsigned) == (True, 200, 0)


def test_a_disk_that_refuses_is_an_error_and_leaves_no_half_line(tmp_path: Path) -> None:
    code = """
import asyncio, json, resource, signal, sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from quarterdeck.audit.layout import segments
from quarterdeck.audit.line import Line
from quarterdeck.audit.log import DeckLog
from quarterdeck.audit.people import People
from quarterdeck.audit.space import space
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
    for line in path.read_bytes().splitlines():
        print(json.loads(line)["event"])

asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert done.stdout.split() == ["refused", "refused", "decision", "log", "decision"], done.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY


@pytest.mark.parametrize("torn", [b'{"incident":"qd-half', b"x" * 200_000])
def test_a_piece_of_a_line_that_a_killed_process_left_is_taken_off(tmp_path: Path, torn: bytes) -> None:
    async def scenario() -> list[str]:
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
        assert [int(line["incident"][3:]) for line in lines(log)] == list(range(300))

    run(scenario())


def test_a_line_that_nobody_waits_for_is_written_all_the_same(tmp_path: Path) -> None:
    async def scenario() -> None:
        log = DeckLog(tmp_path, Line(SECRET), KEY)
        log.note(record(1))
        while not lines(log):  # noqa: ASYNC110  only the file tells
            await asyncio.sleep(0.01)
        await log.close()

    asyncio.run(scenario())


class Disk(Files):
    """A disk that refuses while `error` is set, and keeps a write waiting while `answers` is not."""

    def __init__(self) -> None:
        self.error: OSError | None = None
        self.answers = threading.Event()
        self.answers.set()

    def write(self, fd: int, data: bytes | memoryview) -> int:
        self.answers.wait()
        if self.error is not None:
            raise self.error
        return super().write(fd, data)


def on_disk(log: DeckLog) -> Disk:
    """Put a disk under a log that a test has in its hands."""
    disk = Disk()
    log.shard._files = disk
    return disk


def full() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


async def until(reached: Callable[[], object]) -> None:
    while not reached():  # noqa: ASYNC110  only the log's own state tells
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("held", [True, False])
def test_what_a_full_disk_did_not_take_is_counted_and_told_without_being_asked(tmp_path: Path, held: bool) -> None:
    async def scenario() -> None:
        log = DeckLog(tmp_path, Line(SECRET), KEY, held=held)
        disk = on_disk(log)
        disk.error = full()
        log.note(record(1))
        log.note(record(2))
        await until(lambda: log.failure)
        with pytest.raises(OSError, match="No space"):
            await log.commit(record(3))
        disk.error = None
        await until(lambda: log.failure is None)
        await log.commit(record(4))
        await log.close()
        told, after = lines(log)
        assert (told["event"], told["outcome"]) == ("log", "failed")
        said = r"incomplete: records since \S+Z that could not be written: 3 \(No space left .*"
        assert re.fullmatch(said, told["reason"])
        assert after["incident"] == "qd-4"

    asyncio.run(scenario())
    assert verify_shard(tmp_path / "deck-0").ok


def test_nobody_waits_for_a_disk_that_does_not_answer_and_what_became_of_the_records_is_told(tmp_path: Path) -> None:
    async def scenario() -> None:
        log = DeckLog(tmp_path, Line(SECRET), KEY, patience=0.05)
        disk = on_disk(log)
        disk.answers.clear()
        first = asyncio.create_task(log.commit(record(1)))
        await until(lambda: log._writing is not None)
        second = asyncio.create_task(log.commit(record(2)))
        for task in (first, second):
            with pytest.raises(TimeoutError, match="has not answered"):
                await task
        log.note(record(3))
        with pytest.raises(TimeoutError):
            await log.commit(record(4))
        disk.answers.set()
        await until(lambda: log.failure is None)
        await log.commit(record(5))
        await log.close()
        late, told, after = lines(log)
        assert (late["incident"], after["incident"]) == ("qd-1", "qd-5")
        assert "could not be written: 3 (the disk has not answered for 0.05 seconds)" in told["reason"]
        assert told["reason"].endswith("after their requests had been settled: 1")

    asyncio.run(scenario())


def test_a_log_that_is_not_held_by_its_disk_answers_before_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        log = DeckLog(tmp_path, Line(SECRET), KEY, held=False)
        disk = on_disk(log)
        disk.answers.clear()
        await asyncio.gather(*(log.commit(record(number)) for number in range(20)))
        assert not lines(log)
        disk.answers.set()
        await log.close()
        assert len(lines(log)) == 20

    asyncio.run(scenario())


def test_a_log_knows_whether_the_one_before_came_to_its_end(tmp_path: Path) -> None:
    async def scenario() -> list[bool]:
        known = []
        for last in (record(1), Record("log", "qd-2", 0.0, Outcome.FORWARDED, reason="stopped after a drain")):
            log = DeckLog(tmp_path, Line(SECRET), KEY)
            known.append(log.broken_off)
            await log.commit(last)
            await log.close()
        log = DeckLog(tmp_path, Line(SECRET), KEY)
        await log.close()
        return [*known, log.broken_off]

    assert asyncio.run(scenario()) == [False, True, False]


def test_what_a_killed_process_left_unsigned_is_signed_when_its_log_is_opened(tmp_path: Path) -> None:
    one = opened(tmp_path / "deck-0")
    one.append(shard_lines(0, 3))
    assert not (tmp_path / "deck-0" / layout.CHECKPOINT).exists()

    async def scenario() -> None:
        log = DeckLog(tmp_path, Line(SECRET), KEY)
        await until(lambda: verify_shard(tmp_path / "deck-0").checkpoints)
        assert verify_shard(tmp_path / "deck-0").unsigned == 0
        await log.close()

    asyncio.run(scenario())


def test_whoever_is_new_and_cannot_be_kept_is_told_to_be_missing_and_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quarterdeck.audit.log.AGAIN", 0.01)

    async def scenario() -> list[dict[str, str]]:
        people = People(tmp_path / "identities", [space(SECRET)])
        log = DeckLog(tmp_path / "audit", Line(None, people=people), KEY)
        await log.commit(record(1))
        (tmp_path / "identities").rename(tmp_path / "away")
        (tmp_path / "identities").write_text("in the way")
        with pytest.raises(OSError, match="identities"):
            await log.commit(record(2, user="bob"))
        log.note(record(3, user="eve"))
        await log.commit(record(4))
        await asyncio.sleep(0.05)
        (tmp_path / "identities").unlink()
        (tmp_path / "away").rename(tmp_path / "identities")
        await log.commit(record(5, user="bob"))
        await log.close()
        return lines(log)

    kept = asyncio.run(scenario())
    assert [line["incident"] for line in kept if line["event"] == "decision"] == ["qd-1", "qd-4", "qd-5"]
    (told,) = [line for line in kept if line["event"] == "log"]
    assert "could not be written: 2" in told["reason"]


def test_that_a_log_cannot_be_signed_is_known_while_it_cannot(tmp_path: Path) -> None:
    async def scenario() -> None:
        log = DeckLog(tmp_path, Line(SECRET), KEY)
        await until(lambda: verify_shard(tmp_path / "deck-0").checkpoints)
        sign = log.shard.sign
        log.shard.sign = refuse  # type: ignore[method-assign]  # no disk takes records and no other file
        await log.commit(record(1))
        await until(lambda: log.unsigned)
        assert log.failure is None
        log.shard.sign = sign  # type: ignore[method-assign]  # as before
        await until(lambda: log.unsigned is None)
        await log.close()

    def refuse() -> None:
        raise full()

    asyncio.run(scenario())
    assert verify_shard(tmp_path / "deck-0").unsigned == 0


def test_people_are_durable_before_the_records_that_name_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    real = os.fsync

    def synced(fd: int) -> None:
        name = str(Path(f"/proc/self/fd/{fd}").readlink())
        steps.extend(["person"] if "/identities/_/always/" in name else [])
        real(fd)

    class Disk(Files):
        def write(self, fd: int, data: bytes | memoryview) -> int:
            steps.extend(["record"] if b'"decision"' in bytes(data) else [])
            return super().write(fd, data)

    monkeypatch.setattr("quarterdeck.audit.people.os.fsync", synced)
    monkeypatch.setattr("quarterdeck.audit.shard.Files", Disk)

    async def scenario() -> None:
        people = People(tmp_path / "identities", [space(SECRET)])
        log = DeckLog(tmp_path / "audit", Line(None, people=people), KEY)
        await log.commit(record(1))
        await log.close()

    asyncio.run(scenario())
    assert steps == ["person", "person", "record"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_ours_in_writing_is_known_and_nothing_more_is_taken_for_written(tmp_path: Path) -> None:
    async def scenario() -> None:
        log = DeckLog(tmp_path, Line(SECRET), KEY, patience=0.05)
        await log.commit(record(1))
        assert log.alive
        log.shard.append = broken  # type: ignore[method-assign]  # no disk makes our own code fail
        with pytest.raises(TimeoutError):
            await log.commit(record(2))
        assert not log.alive
        with pytest.raises(TimeoutError):
            await log.commit(record(3))
        await log.close()
        assert [line["incident"] for line in lines(log)] == ["qd-1"]

    def broken(_: object) -> int:
        raise RuntimeError("a fault of ours")

    asyncio.run(scenario())


def test_each_day_begins_a_segment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        log = DeckLog(tmp_path, Line(SECRET), KEY)
        await log.commit(record(1))
        await log.commit(record(2))
        today = audit_log._today()
        monkeypatch.setattr(audit_log, "_today", lambda: today + 1)
        await log.commit(record(3))
        await log.close()

    uvloop.run(scenario())
    assert [one.first for one in layout.segments(tmp_path / "deck-0")] == [0, 2]


@pytest.mark.parametrize(("days", "begun"), [(0, [0]), (1, [0, 1])])
def test_so_does_a_log_that_is_opened_on_another_day(tmp_path: Path, days: int, begun: list[int]) -> None:
    """One that is stopped each night never sees midnight."""

    async def scenario(number: int) -> None:
        log = DeckLog(tmp_path, Line(SECRET), KEY)
        await log.commit(record(number))
        await log.close()

    uvloop.run(scenario(1))
    path = layout.segments(tmp_path / "deck-0")[-1].path
    written = path.stat().st_mtime - days * 86_400
    os.utime(path, (written, written))
    uvloop.run(scenario(2))
    assert [one.first for one in layout.segments(tmp_path / "deck-0")] == begun
