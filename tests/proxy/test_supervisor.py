"""The supervisor takes its folder and its address for itself, and tells plainly when a worker cannot start.

What it does for workers that run, die or are told to stop is proven in tests/e2e/test_lifecycle.py.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from quarterdeck.config.schema import Config
from quarterdeck.errors import UsageError
from quarterdeck.proxy.processes import alive, supervisor_path, supervisor_pid
from quarterdeck.proxy.supervisor import Supervisor
from tests.e2e.harness.deadline import until
from tests.e2e.harness.process import clean_environment, free_port


def supervisor(state: Path, listen: str | None = None) -> Supervisor:
    listen = listen or f"127.0.0.1:{free_port()}"
    return Supervisor(Config(listen=listen, state=state, workers=1), {})


def program(folder: Path, **config: str) -> subprocess.Popen[bytes]:
    settings = {"LISTEN": f"127.0.0.1:{free_port()}", "WORKERS": "2", "STATE": str(folder), **config}
    environ = clean_environment(folder) | {f"QUARTERDECK_{key}": value for key, value in settings.items()}
    return subprocess.Popen([sys.executable, "-m", "quarterdeck", "run"], env=environ, stderr=subprocess.PIPE)


def test_a_state_folder_has_one_supervisor(tmp_path: Path):
    first = supervisor(tmp_path)
    first.claim()
    with pytest.raises(UsageError, match="another Quarterdeck"):
        supervisor(tmp_path).claim()
    supervisor(tmp_path / "other").claim()


@pytest.mark.parametrize("reuse", [False, True], ids=["plain", "shared"])
@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "[::1]")])
def test_an_address_that_somebody_listens_on_is_not_shared_with_them(tmp_path: Path, family, host: str, reuse: bool):
    with (
        socket.create_server((host.strip("[]"), 0), family=family, reuse_port=reuse) as server,
        pytest.raises(UsageError, match=r"cannot listen on .*: Address already in use"),
    ):
        supervisor(tmp_path, f"{host}:{server.getsockname()[1]}").claim()


def test_an_address_of_another_machine_cannot_be_listened_on(tmp_path: Path):
    with pytest.raises(UsageError, match=r"cannot listen on 192\.0\.2\.1:8080"):
        supervisor(tmp_path, "192.0.2.1:8080").claim()


def test_workers_that_cannot_start_end_it_with_their_code_and_leave_nothing_behind(tmp_path: Path):
    (tmp_path / "audit").write_text("where the deck log's folder should be")
    process = program(tmp_path)
    said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 2, said
    assert "cannot serve" in said
    assert not supervisor_path(tmp_path).exists()
    supervisor(tmp_path).claim()


def test_it_says_which_processes_are_its_own_and_leaves_none_of_them(tmp_path: Path):
    process = program(tmp_path)
    try:
        until(lambda: supervisor_pid(tmp_path) == process.pid, "the supervisor to say who it is", 30)
        workers = json.loads(supervisor_path(tmp_path).read_bytes())["workers"]
        assert set(workers) == {"0", "1"}
        assert all(alive(pid) for pid in workers.values())
        # A worker that has not come up yet knows of no drain, and is ended all the same.
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0
    assert not any(alive(pid) for pid in workers.values())
    assert supervisor_pid(tmp_path) is None
    assert not supervisor_path(tmp_path).exists()
