"""One large upload through Quarterdeck: how long it takes, how much memory the worker needs for it.

`python benchmarks/upload.py --size 1000` sends 1 GB of bytes that are no text, which a rule about content has held
until the last of them has come; `--text` sends prose, all of which is looked through.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from origin import free_port, wait_for_port

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
    action: MONITOR
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


@contextlib.contextmanager
def quarterdeck(folder: Path, sink: int, action: str) -> Iterator[tuple[int, int]]:
    """A Quarterdeck of one worker: its port and the worker's process."""
    port, state = free_port(), folder / "state"
    (folder / "rules.yaml").write_text(RULES.replace("MONITOR", action))
    config = folder / "quarterdeck.yaml"
    config.write_text(
        json.dumps(
            {
                "listen": f"127.0.0.1:{port}",
                "workers": 1,
                "state": str(state),
                "rules": [str(folder / "rules.yaml")],
                "console": "off",
                "admin": "off",
                "limits": {"min_free": 0, "spool_body": "10GB"},
                "upstream": {"resolve": {f"{HOST}:80": f"127.0.0.1:{sink}"}},
            }
        )
    )
    command = [sys.executable, "-O", "-m", "quarterdeck", "run", "-c", str(config)]
    process = subprocess.Popen(command, stderr=(folder / "quarterdeck.log").open("w"))
    try:
        wait_for_port(port, process)
        while not list((state / "status").glob("worker-*.json")):
            time.sleep(0.1)
        yield port, json.loads(next((state / "status").glob("worker-*.json")).read_text())["pid"]
    finally:
        process.terminate()
        process.wait(40)


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
        port, pid = stack.enter_context(quarterdeck(Path(name), sink.port, "monitor"))
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
