"""Whoever types a command has a name, or at least a number."""

from __future__ import annotations

import getpass
import os

import pytest

from quarterdeck.cli.operator import operator


def test_the_machine_knows_who_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "grace")
    assert operator() == "grace"


@pytest.mark.parametrize("error", [KeyError, OSError])
def test_who_has_no_name_has_a_number(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def nameless() -> str:
        raise error("no such user")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert operator() == f"uid {os.getuid()}"
