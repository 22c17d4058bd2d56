"""`quarterdeck reload` asks the running proxy, waits for its workers, and says whether they took the rules."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from quarterdeck.proxy.processes import lock_state, supervisor_path
from quarterdeck.proxy.status import write_json
from tests.e2e.harness.deadline import until
from tests.e2e.harness.process import clean_environment, free_port

GOOD = "policy: mine\nowner: me@example.org\nban: [{domain: mine.example}]\n"


def test_with_none_running_it_says_so_and_is_wrong_usage(program):
    answer = program("reload")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == "Quarterdeck does not run with the state folder var\n"


def test_a_stranger_with_the_number_of_a_dead_supervisor_is_not_signalled(program, here: Path):
    """SIGHUP would end it."""
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    os.close(lock_state(here / "var"))
    write_json(supervisor_path(here / "var"), {"pid": stranger.pid})
    assert program("reload").code == 2
    stranger.communicate(b"\n")
    assert stranger.returncode == 0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory):
    """A proxy of two workers in a folder of its own, with one rule file."""
    folder = tmp_path_factory.mktemp("reload")
    (folder / "rules").mkdir()
    (folder / "rules" / "mine.yaml").write_text(GOOD)
    (folder / "quarterdeck.yaml").write_text(
        f"listen: 127.0.0.1:{free_port()}\nconsole: off\nadmin: off\nworkers: 2\n"
        f"state: {folder}/state\nrules: [{folder}/rules]\nlimits: {{drain: 0}}\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "quarterdeck", "run", "-c", "quarterdeck.yaml"],
        cwd=folder,
        env=clean_environment(folder),
        stderr=(folder / "log").open("wb"),
    )
    try:
        until(lambda: (folder / "log").read_text().count("ready on") == 2, "both workers to be ready", 40)
        yield folder
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def test_rules_that_are_taken_are_named_by_their_version(running: Path, program):
    before = program("reload", "-c", str(running / "quarterdeck.yaml"))
    assert (before.code, before.err) == (0, "")
    (running / "rules" / "mine.yaml").write_text(GOOD.replace("mine.example", "other.example"))
    after = program("reload", "-c", str(running / "quarterdeck.yaml"))
    assert after.code == 0
    assert after.out.startswith("policy ")
    assert "," not in after.out
    assert after.out != before.out


def test_rules_that_are_not_taken_are_a_no_with_the_mistake(running: Path, program):
    (running / "rules" / "mine.yaml").write_text(GOOD.replace("ban:", "bann:"))
    answer = program("reload", "-c", str(running / "quarterdeck.yaml"))
    assert (answer.code, answer.out) == (1, "")
    assert "mine.yaml:3" in answer.err
    assert "did you mean 'ban'?" in answer.err
