"""Witnesses on the network, each in a thread of the test, or in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quarterdeck.audit.witness import Witness
from quarterdeck.audit.witness_server import WitnessServer


def made(folder: Path, logs: Sequence[str], number: int = 1) -> Witness:
    """The witness of that number, whose key is the same each time."""
    key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    return Witness(folder, f"witness.example/{number}", key, logs)


@contextmanager
def served(witness: Witness, cert: Path | None = None, port: int = 0) -> Iterator[str]:
    """Its address as HOST:PORT while it serves."""
    with WitnessServer(("127.0.0.1", port), witness, cert) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class Running:
    """The command as a process of its own; `key` and `address` are what it says of itself."""

    def __init__(self, folder: Path, log: str, *more: str, listen: str = "127.0.0.1:0") -> None:
        command = [sys.executable, "-m", "quarterdeck", "audit", "witness", "--listen", listen]
        given = ["--state", str(folder), "--log", log, *more]
        self.process = subprocess.Popen([*command, *given], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.key = self._line(self.process.stdout)
        self.address = self._line(self.process.stderr).split()[4].rstrip(".")

    @staticmethod
    def _line(stream: object) -> str:
        return stream.readline().strip()  # type: ignore[attr-defined]  # a pipe, as text

    def post(self, body: bytes) -> tuple[int, bytes]:
        connection = HTTPConnection(self.address, timeout=10)
        connection.request("POST", "/add-checkpoint", body)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def kill(self, number: int = signal.SIGKILL) -> int:
        os.kill(self.process.pid, number)
        return self.process.wait(20)
