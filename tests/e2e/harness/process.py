"""A proxy process under test: started, waited for, read, stopped. Its log is shown when a test fails."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

from .deadline import until

START = 40.0


def free_port(address: str = "127.0.0.1") -> int:
    """A port that nobody listens on now, below those that the kernel gives to clients.

    A client that keeps trying a port of the kernel's own range may one day be given that very port, and so be
    connected to itself.
    """
    while True:
        port = secrets.randbelow(12_000) + 20_000
        with socket.socket() as sock:
            try:
                sock.bind((address, port))
            except OSError:
                continue
            return port


def clean_environment(home: Path) -> dict[str, str]:
    """What the process may know: no trust store, proxy or configuration of the machine that runs the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "COVERAGE_PROCESS_CONFIG") if name in os.environ}
    return kept | {"HOME": str(home), "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}


def accepts(address: tuple[str, int]) -> bool:
    try:
        with socket.create_connection(address, timeout=1):
            return True
    except OSError:
        return False


class ProxyProcess(ABC):
    """One running proxy. Subclasses give the command; `folder` is theirs alone."""

    name = "proxy"

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.log = folder / "process.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.ready_line = False

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @abstractmethod
    def command(self) -> list[str]:
        """What starts it."""

    def ready(self) -> bool:
        """Whether it accepts; where its address cannot be tried from here (`ready_line`), whether it says so."""
        return "ready on" in self.tail() if self.ready_line else accepts(self.address)

    def start(self) -> Self:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                env=clean_environment(self.folder),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process = self.process

        def up() -> bool:
            if process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {process.returncode} at start:\n{self.tail()}")
            return self.ready()

        until(up, f"{self.name} to accept on {self.port}", START)
        return self

    def tail(self, lines: int = 60) -> str:
        """The end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self, seconds: float) -> int | None:
        """Its exit status, or None when it still runs after that time."""
        if not self.process:
            return None
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def stop(self) -> None:
        """End it and all it started (they share its session), whatever state it is in."""
        if not self.process:
            return
        self.signal(signal.SIGTERM)
        if self.wait(3) is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
