"""A bar for long work on a terminal, and not a byte anywhere else."""

from __future__ import annotations

import io
import sys

import pytest

from quarterdeck.cli import progress
from quarterdeck.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def work(steps: int) -> None:
    with Progress("cases", steps) as bar:
        for _ in range(steps):
            bar.step()


def test_long_work_on_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    work(3)
    assert "cases" in sys.stderr.getvalue()
    assert "%" in sys.stderr.getvalue()


def test_short_work_shows_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(progress, "PATIENCE", 1e9)
    work(3)
    assert sys.stderr.getvalue() == ""


def test_nobody_looking_nothing_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    work(3)
    assert capsys.readouterr() == ("", "")
