"""The supervisor's store: it runs beside the workers, comes back when it dies, and leaves with them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from quarterdeck.config.schema import Config
from quarterdeck.proxy.processes import alive, supervisor_path, supervisor_pid
from quarterdeck.proxy.supervisor import Supervisor
from quarterdeck.proxy.vault_frames import vault_path
from quarterdeck.proxy.vault_process import VaultProcess
from tests.e2e.harness.deadline import until
from tests.e2e.harness.process import clean_environment, free_port
from tests.proxy.vaults import listens


def test_one_that_dies_is_started_again_and_one_that_is_stopped_is_gone(tmp_path: Path):
    store = VaultProcess(clean_environment(tmp_path), vault_path(tmp_path), 3600.0)
    store.start()
    try:
        first = store.pid
        assert first is not None
        until(lambda: listens(vault_path(tmp_path)), "the store", 30)
        assert not store.watch()
        os.kill(first, signal.SIGKILL)
        until(store.watch, "it to be started again", 30)
        assert store.pid != first
        until(lambda: listens(vault_path(tmp_path)), "the second store", 30)
    finally:
        store.stop()
    assert store.pid is None
    assert not listens(vault_path(tmp_path))
    store.stop()


def test_the_supervisor_keeps_a_store_and_leaves_none_behind(tmp_path: Path):
    settings = {"LISTEN": f"127.0.0.1:{free_port()}", "WORKERS": "1", "STATE": str(tmp_path)}
    environ = clean_environment(tmp_path) | {f"QUARTERDECK_{key}": value for key, value in settings.items()}
    process = subprocess.Popen([sys.executable, "-m", "quarterdeck", "run"], env=environ, stderr=subprocess.PIPE)

    def store() -> int | None:
        try:
            return json.loads(supervisor_path(tmp_path).read_bytes())["vault"]
        except OSError:
            return None

    try:
        until(lambda: supervisor_pid(tmp_path) == process.pid, "the supervisor", 30)
        until(lambda: listens(vault_path(tmp_path)), "the store", 30)
        first = store()
        assert first is not None
        os.kill(first, signal.SIGKILL)
        second = until(lambda: (found := store()) != first and found, "a second store", 30)
        until(lambda: listens(vault_path(tmp_path)), "the second store to listen", 30)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0
    assert not alive(second)


def test_machines_that_share_a_store_start_none_of_their_own(tmp_path: Path):
    vault = {"url": "valkey://store.example", "key_file": "key"}
    assert Supervisor(Config.model_validate({"state": tmp_path, "vault": vault}), {}).vault is None
    assert Supervisor(Config(state=tmp_path), {}).vault is not None
