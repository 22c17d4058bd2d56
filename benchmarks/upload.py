"""One large upload through Quarterdeck: how long it takes, how much memory the worker needs for it.

`python benchmarks/upload.py --size 1000` sends 1 GB of bytes that are no text, which a rule about content has held
until the last of them has come; `--text` sends prose, all of which is looked through.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import proxies

HOST = "upload.example"
MB = 1_000_000
RULES = """\
policy: upload
owner: benchmark
detectors:
  - {id: custom.canary, regex: 'CANARY-[0-9]{6}', hits: [CANARY-123456], misses: [CANARY-12]}
rules:
  - id: canary
    match: {host: [upload.example], content: {detector: custom.canary}}
    action: monitor
    reason: The canary is looked for.
"""


class Sink:
    """An origin that counts what it is sent, over plain HTTP, and answers when it has all."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.first = self.received = 0.0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            sock, _ = self.listener.accept()
            with sock, contextlib.suppress(OSError):
                head = b""
                while b"\r\n\r\n" not in head:
                    head += sock.recv(65536)
                self.first = time.perf_counter()
                head, _, body = head.partition(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                self.received = len(body)
                while self.received < length:
                    self.received += len(sock.recv(1 << 20))
                sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")


def resident(pid: int, name: str) -> int:
    """Bytes of memory of a process: `VmRSS` now, `VmHWM` at the most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def quarterdeck(stack: ExitStack, folder: Path, sink: int) -> tuple[int, int]:
    """A Quarterdeck of one worker: its port and the worker's process."""
    rules = folder / "rules.yaml"
    rules.write_text(RULES)
    upstream = {"resolve": {f"{HOST}:80": f"127.0.0.1:{sink}"}}
    limits = {"min_free": 0, "spool_body": "10GB"}
    port, (pid,) = proxies.quarterdeck(stack, folder, 1, upstream, rules=(str(rules),), limits=limits)
    return port, pid


def upload(port: int, size: int, *, text: bool) -> float:
    """Send a body of `size` bytes; the seconds until the answer."""
    block = (
        (b"nothing to see here, and nothing there.\n" * 25_000)[:MB] if text else bytes(range(256)) * 3906 + b"0" * 64
    )
    head = f"POST http://{HOST}/upload HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {size}\r\n"
    head += f"Content-Type: {'text/plain' if text else 'application/octet-stream'}\r\n\r\n"
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.sendall(head.encode())
        for start in range(0, size, MB):
            sock.sendall(block[: min(MB, size - start)])
        answer = sock.recv(65536)
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"the upload was not taken: {answer[:200]!r}")
    return time.perf_counter() - began


def measure(size: int, *, text: bool) -> dict[str, float]:
    """Seconds, MB/s, and MB of memory that the worker needed beside what it had."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        sink = Sink()
        port, pid = quarterdeck(stack, Path(name), sink.port)
        upload(port, 2 * MB, text=text)
        before = resident(pid, "VmRSS")
        began = time.perf_counter()
        seconds = upload(port, size, text=text)
        if sink.received != size:
            raise RuntimeError(f"the origin got {sink.received:.0f} of {size} bytes")
        return {
            "size_mb": size / MB,
            "seconds": round(seconds, 2),
            "held_seconds": round(sink.first - began, 2),
            "mb_per_second": round(size / MB / seconds, 1),
            "peak_mb": round(resident(pid, "VmHWM") / MB, 1),
            "more_mb": round((resident(pid, "VmHWM") - before) / MB, 1),
        }


def main() -> int:
    """Measure and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1000, help="millions of bytes")
    parser.add_argument("--text", action="store_true", help="send text")
    options = parser.parse_args()
    print(json.dumps(measure(options.size * MB, text=options.text)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
