"""Vaults under test: a store's process of this machine, and a real Valkey or Redis server."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quarterdeck.proxy.vault_frames import vault_path
from tests.e2e.harness.deadline import until
from tests.e2e.harness.process import accepts, clean_environment, free_port

KEY = b"k" * 32
SERVER = shutil.which("redis-server") or shutil.which("valkey-server")


def store(state: Path) -> subprocess.Popen[bytes]:
    """A store's process that serves a state folder."""
    vault_path(state).unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-O", "-m", "quarterdeck.proxy.vault_server", str(vault_path(state)), "86400"],
        env=clean_environment(state),
        stderr=subprocess.PIPE,
    )
    until(lambda: listens(vault_path(state)), "the store", 30)
    return process


def listens(path: Path) -> bool:
    """Whether somebody accepts at a socket."""
    with socket.socket(socket.AF_UNIX) as sock:
        try:
            sock.connect(str(path))
        except OSError:
            return False
    return True


def killed(process: subprocess.Popen[bytes]) -> None:
    """End a process as a crash would, and leave no pipe open."""
    process.kill()
    process.wait()
    if process.stderr is not None:
        process.stderr.close()


@contextmanager
def server(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server that keeps nothing on disk, and its address."""
    port = free_port()
    command = [str(SERVER), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.DEVNULL)
    try:
        until(lambda: accepts(("127.0.0.1", port)), "the server", 20)
        yield process, f"valkey://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()
