"""A process beside the workers leaves when it is told to, or when nobody is there who would tell it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import pytest

from quarterdeck.config import beside
from quarterdeck.config.beside import until_told, wait_for

WORK = """\
import sys
from quarterdeck.config.beside import serve, until_told
def work(config, leaving):
    print(config.state, flush=True)
    until_told(leaving, 0.05, lambda: None)
    print("left", flush=True)
sys.exit(serve("worked", work))
"""


def started(config: Path) -> subprocess.Popen[str]:
    environ = {**os.environ, "QUARTERDECK_CONFIG": str(config)}
    return subprocess.Popen([sys.executable, "-c", WORK], env=environ, stdout=-1, stderr=-1, text=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_works_by_its_configuration_until_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "quarterdeck.yaml").write_text("state: here\n")
    process = started(tmp_path / "quarterdeck.yaml")
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    process.send_signal(number)
    assert process.communicate(timeout=30) == ("left\n", "")
    assert process.returncode == 0


def test_a_bad_configuration_is_told_under_its_name(tmp_path: Path) -> None:
    (tmp_path / "quarterdeck.yaml").write_text("stat: here\n")
    process = started(tmp_path / "quarterdeck.yaml")
    out, said = process.communicate(timeout=30)
    assert (out, process.returncode) == ("", 2)
    assert " ERROR worked: " in said
    assert "quarterdeck.yaml:1:1" in said


def test_it_leaves_when_its_supervisor_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    looked, leaving, parents = [], Event(), iter((7, 7, 1))
    monkeypatch.setattr(beside.os, "getppid", lambda: next(parents))
    until_told(leaving, 0.001, lambda: looked.append(1))
    assert leaving.is_set()
    assert len(looked) == 2


def test_threads_are_waited_for_together_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(Thread):
        def join(self, timeout: float | None = None) -> None:
            waited.append(timeout)

    waited: list[float | None] = []
    clock = iter((100.0, 100.0, 103.0, 109.0))
    monkeypatch.setattr(beside.time, "monotonic", lambda: next(clock))
    wait_for([Slow(), Slow(), Slow()], 5.0)
    assert waited == [5.0, 2.0, 0.0]
