"""Witnesses on the network, each in a thread of the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
