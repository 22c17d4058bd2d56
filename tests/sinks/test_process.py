"""The process ships all sinks of a configuration, tells how they are, and when told to leave ships the rest first."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import yaml

from quarterdeck.config.schema import Config
from quarterdeck.sinks.process import shipper
from quarterdeck.sinks.status import status_path
from tests.e2e.harness.deadline import until
from tests.e2e.harness.process import clean_environment, free_port
from tests.sinks.shipping import Deck


@contextmanager
def running(folder: Path, *sinks: dict[str, object]) -> Iterator[subprocess.Popen[bytes]]:
    config = folder / "quarterdeck.yaml"
    config.write_text(yaml.safe_dump({"state": str(folder), "audit": {"sinks": list(sinks)}}))
    environ = {**clean_environment(folder), "QUARTERDECK_CONFIG": str(config)}
    command = [sys.executable, "-O", "-m", "quarterdeck.sinks.process"]
    process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def lines(path: Path) -> list[int]:
    return [json.loads(line)["number"] for line in path.read_bytes().splitlines()] if path.exists() else []


def told(folder: Path) -> dict[str, dict[str, object]]:
    try:
        return {one["name"]: one for one in json.loads(status_path(folder).read_bytes())["sinks"]}
    except FileNotFoundError:
        return {}


def test_a_sink_that_is_down_does_not_keep_another_waiting(tmp_path):
    deck = Deck(tmp_path)
    deck.write(0, 1)
    out = tmp_path / "out.jsonl"
    gone = {"type": "http", "url": f"http://127.0.0.1:{free_port()}/in", "name": "gone"}
    with running(tmp_path, gone, {"type": "file", "url": str(out)}) as process:
        until(lambda: lines(out) == [0, 1], "the file to have both", 30)
        until(lambda: told(tmp_path).get("gone", {}).get("problem"), "the other to be told down", 30)
        until(lambda: told(tmp_path)["file"]["delivered"] == 2, "what was delivered to be told", 30)
        assert told(tmp_path)["gone"]["waiting"] == 2
        deck.write(2)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=30)[1].decode()
    assert process.returncode == 0
    assert lines(out) == [0, 1, 2]
    assert said.count("the sink gone is down") == 1
    assert told(tmp_path)["file"]["delivered"] == 3


def test_killed_it_goes_on_where_its_cursor_is(tmp_path):
    deck = Deck(tmp_path)
    out = tmp_path / "out.jsonl"
    entry = {"type": "file", "url": str(out)}
    for first in range(0, 20, 5):
        deck.write(*range(first, first + 5))
        with running(tmp_path, entry) as process:
            until(partial(comes, out, first), "something new", 30)
            process.kill()
    with running(tmp_path, entry):
        until(lambda: set(lines(out)) == set(range(20)), "all of it", 30)


def comes(out: Path, number: int) -> bool:
    return number in lines(out)


def test_a_configuration_that_cannot_be_read_is_a_sentence(tmp_path):
    with running(tmp_path, {"type": "file", "url": ""}) as process:
        said = process.communicate(timeout=30)[1].decode()
    assert process.returncode == 2
    assert "quarterdeck.yaml:" in said
    assert "the url of a file sink is the path of a file" in said


def test_it_does_not_outlive_who_started_it(tmp_path):
    """As a worker does not: nobody would be left to stop it."""
    Deck(tmp_path).write(0)
    out = tmp_path / "out.jsonl"
    config = tmp_path / "quarterdeck.yaml"
    config.write_text(yaml.safe_dump({"state": str(tmp_path), "audit": {"sinks": [{"type": "file", "url": str(out)}]}}))
    environ = {**clean_environment(tmp_path), "QUARTERDECK_CONFIG": str(config)}
    starts = (
        "import subprocess, sys\n"
        "print(subprocess.Popen([sys.executable, '-m', 'quarterdeck.sinks.process']).pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", starts],
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        number = int(parent.stdout.readline())
        until(lambda: told(tmp_path).get("file", {}).get("delivered") == 1, "it to ship", 30)
        parent.kill()
        parent.wait()
        until(lambda: not Path(f"/proc/{number}").exists() or _is_dead(number), "it to end", 30)
    finally:
        parent.kill()
        parent.communicate()
        if Path(f"/proc/{number}").exists() and not _is_dead(number):
            os.kill(number, signal.SIGKILL)


def _is_dead(number: int) -> bool:
    """A process that nobody has waited for is dead all the same."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_an_entry_says_what_its_thread_does(tmp_path):
    entry = {"type": "file", "url": str(tmp_path / "out"), "name": "mine"}
    config = Config.model_validate({"state": tmp_path, "audit": {"sinks": [entry]}})
    one = shipper(config, config.audit.sinks[0], threading.Event())
    assert (one.told().name, one.told().type, one.name) == ("mine", "file", "sink-mine")
    assert one.daemon
