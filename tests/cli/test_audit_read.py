"""`quarterdeck audit tail` and `export`: the newest records of all shards, and all of them for other systems."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.audit.shards import opened
from tests.cli.conftest import Answer


def record(second: int, **more: object) -> bytes:
    time = f"2026-11-25T10:00:{second:02d}.000Z"
    fields = {"time": time, "event": "decision", "incident": f"qd-{second}", "outcome": "refused", **more}
    return json.dumps(fields, separators=(",", ":")).encode() + b"\n"


@pytest.fixture
def log(here: Path) -> Path:
    folder = here / "var" / "audit"
    for name, seconds in (("deck-0", range(0, 40, 2)), ("deck-1", range(1, 41, 2))):
        shard = opened(folder / name, segment=500)
        for second in seconds:
            shard.append([record(second)])
        shard.close()
    return folder


def incidents(said: str) -> list[str]:
    return [json.loads(line)["incident"] for line in said.splitlines()]


def test_the_newest_records_of_all_shards_are_told_in_order(quarterdeck: Callable[..., Answer], log: Path) -> None:
    assert incidents(quarterdeck("audit", "tail", "-n", "5").out) == [f"qd-{number}" for number in range(35, 40)]
    assert len(incidents(quarterdeck("audit", "tail", "-n", "400").out)) == 40
    assert quarterdeck("audit", "tail", "-n", "0").out == ""
    assert incidents(quarterdeck("audit", "tail", "-n", "1", "--dir", str(log / "deck-0")).out) == ["qd-38"]


def test_what_comes_is_followed(log: Path, here: Path) -> None:
    command = [sys.executable, "-m", "quarterdeck", "audit", "tail", "-n", "1", "-f"]
    process = subprocess.Popen(command, cwd=here, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert incidents(process.stdout.readline()) == ["qd-39"]
        shard = opened(log / "deck-1", segment=500)
        shard.append([record(50), record(51)])
        said = [process.stdout.readline(), process.stdout.readline()]
        shard.close()
    finally:
        process.kill()
        process.communicate()
    assert incidents("".join(said)) == ["qd-50", "qd-51"]


@pytest.mark.parametrize("form", ["ocsf", "ecs", "cef", "jsonl"])
def test_all_records_go_into_the_form_of_others(quarterdeck: Callable[..., Answer], log: Path, form: str) -> None:
    answer = quarterdeck("audit", "export", "--format", form)
    lines = answer.out.splitlines()
    assert (answer.code, len(lines)) == (0, 40)
    assert "qd-38" in answer.out
    assert lines[0].startswith("CEF:" if form == "cef" else "{")
