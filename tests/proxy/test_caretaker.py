"""The caretaker has the log of a state folder witnessed, says how that goes, and looks a last time when it leaves."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from quarterdeck.audit import layout
from quarterdeck.audit.witness import Witness
from quarterdeck.proxy.processes import caretaker_path
from tests.audit.recorded import state_with
from tests.audit.shards import line, lines, named, opened, records
from tests.audit.witnesses import made, served
from tests.e2e.harness.deadline import until
from tests.e2e.harness.process import clean_environment


@contextmanager
def running(state: Path, *witnesses: tuple[Witness, str]) -> Iterator[subprocess.Popen[bytes]]:
    config = state / "quarterdeck.yaml"
    entries = [{"key": one.verifier.vkey, "url": f"http://{address}"} for one, address in witnesses]
    config.write_text(yaml.safe_dump({"state": str(state), "audit": {"witnesses": entries}}))
    environ = {**clean_environment(state), "QUARTERDECK_CONFIG": str(config)}
    command = [sys.executable, "-O", "-m", "quarterdeck.proxy.caretaker"]
    process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def told(state: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(caretaker_path(state).read_bytes())
    except FileNotFoundError:
        return {"witnesses": [], "retention": {}}
    return found


def seen(state: Path) -> dict[str, int]:
    return {log["log"]: log["records"] for one in told(state)["witnesses"] for log in one["logs"]}


def test_the_log_is_witnessed_and_once_more_when_it_leaves(tmp_path: Path) -> None:
    state = state_with(tmp_path / "var", 30, 5)
    shard = state / "audit" / "deck-1"
    witness = made(tmp_path / "w", [named(shard).verifier.vkey])
    with served(witness) as address, running(state, (witness, address)) as process:
        until(lambda: seen(state) == {"deck-0": 30, "deck-1": 5}, "all to be seen", 40)
        assert told(state)["pid"] == process.pid
        assert told(state)["retention"] == {"time": 0.0, "problem": ""}
        more = opened(shard)
        more.append(lines(5, 3))
        more.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0
    assert seen(state) == {"deck-0": 30, "deck-1": 8}
    assert len(layout.witnessed_checkpoints(shard)) == 1


def test_a_log_that_was_changed_is_put_on_record(tmp_path: Path) -> None:
    state = state_with(tmp_path / "var", 30)
    shard = state / "audit" / "deck-0"
    witness = made(tmp_path / "w", [named(shard).verifier.vkey])
    with served(witness) as address:
        with running(state, (witness, address)):
            until(lambda: seen(state) == {"deck-0": 30}, "all to be seen", 40)
        shutil.rmtree(shard)
        forged = opened(shard)
        forged.append([line(7), *lines(1, 40)])
        forged.close()
        with running(state, (witness, address)) as process:
            admin = state / "audit" / "admin"
            until(lambda: admin.is_dir() and records(admin), "the contradiction to be recorded", 40)
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=40)[1].decode()
    record = json.loads(records(admin)[0])
    assert record["reason"].startswith("witness: the first 30 records of deck-0 are not those")
    assert record["outcome"] == "failed"
    assert said.count("THE DECK LOG IS NOT WHAT ITS WITNESS HAS SEEN") == 1


def test_one_witness_that_is_down_keeps_no_other_waiting(tmp_path: Path) -> None:
    state = state_with(tmp_path / "var", 30)
    key = named(state / "audit" / "deck-0").verifier.vkey
    down, up = made(tmp_path / "w1", [key], 1), made(tmp_path / "w2", [key], 2)
    with served(up) as address, running(state, (down, "127.0.0.1:9"), (up, address)):
        until(lambda: seen(state).get("deck-0") == 30, "the other to see it", 40)
        until(lambda: told(state)["witnesses"][0]["problem"], "that one is down to be told", 40)


def test_a_configuration_that_is_none_is_said(tmp_path: Path) -> None:
    with running(tmp_path) as process:
        process.kill()
    (tmp_path / "quarterdeck.yaml").write_text("audit: {retention: soon}\n")
    environ = {**clean_environment(tmp_path), "QUARTERDECK_CONFIG": str(tmp_path / "quarterdeck.yaml")}
    command = [sys.executable, "-O", "-m", "quarterdeck.proxy.caretaker"]
    answer = subprocess.run(command, env=environ, capture_output=True, timeout=60, check=False)
    assert (answer.returncode, b"180d" in answer.stderr) == (2, True)


def test_it_does_not_outlive_who_started_it(tmp_path: Path) -> None:
    environ = clean_environment(tmp_path) | {"QUARTERDECK_STATE": str(tmp_path)}
    program = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-O', '-m', 'quarterdeck.proxy.caretaker']);"
        "print(p.pid, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program]
    parent = subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    until(lambda: caretaker_path(tmp_path).exists(), "it to report", 40)
    parent.kill()
    parent.communicate()
    until(lambda: _gone(pid), "it to end", 40)


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
