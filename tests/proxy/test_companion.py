"""What runs beside the workers comes back when it dies and is gone when it is stopped, willing or not."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from quarterdeck.proxy.companion import Companion
from quarterdeck.proxy.processes import alive
from tests.e2e.harness.deadline import until
from tests.e2e.harness.process import clean_environment


def companion(folder: Path, *arguments: str) -> Companion:
    return Companion("the server of the test", clean_environment(folder), ["http.server", *arguments], 0.1)


def test_one_that_is_killed_is_started_again_under_its_name(tmp_path, caplog):
    one = companion(tmp_path, "0")
    one.start()
    try:
        first = one.pid
        assert first is not None
        assert not one.watch()
        os.kill(first, signal.SIGKILL)
        until(one.watch, "it to be started again", 30)
        assert one.pid not in (None, first)
        assert "the server of the test ended with code -9; started again in" in caplog.text
    finally:
        one.stop()


def test_one_that_does_not_go_by_itself_is_ended(tmp_path):
    one = companion(tmp_path, "0")
    one.start()
    number = one.pid
    assert number is not None
    os.kill(number, signal.SIGSTOP)
    one.stop()
    assert one.pid is None
    assert not alive(number)
    one.stop()
