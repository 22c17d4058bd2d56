"""How much later than from the origin itself the first event of a stream arrives: Quarterdeck beside stock mitmdump.

The origin notes when it sends its first event and pauses before the second; both ends read the same clock.
"""

from __future__ import annotations

import json
import socket
import ssl
import statistics
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from origin import write_certificate
from proxies import HOST, quarterdeck, stock, to_origin

ROUNDS = 100
# Seconds after which something is wrong, and between the two events of a stream.
PATIENCE = 20
PAUSE = 0.003
EVENT = b'data: {"model":"gpt-4o","choices":[{"index":0,"delta":{"content":"token"}}]}\n\n'
RULES = """\
policy: bench
detectors:
  - {id: custom.project, regex: '\\bORCA-[0-9]{4}\\b', hits: [ORCA-1234], misses: [x]}
rules:
  - {id: r, match: {content: custom.project, direction: answer, host: %s}, action: block}
"""
# As mitmproxy's own documentation has it: answers stream.
STREAMING = "def responseheaders(flow):\n    flow.response.stream = True\n"


class Origin:
    """Speaks HTTP/1.1 over TLS; each request is answered with an event, and one more after a pause."""

    def __init__(self, folder: Path) -> None:
        self.sent: list[float] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(folder / "origin.pem", folder / "origin.key")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            threading.Thread(target=self._speak, args=(connection,), daemon=True).start()

    def _speak(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            tls = self._context.wrap_socket(connection, server_side=True)
            while read_request(tls):
                head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                chunk = b"%x\r\n%b\r\n" % (len(EVENT), EVENT)
                self.sent.append(time.perf_counter())
                tls.sendall(head + chunk)
                time.sleep(PAUSE)
                tls.sendall(chunk + b"0\r\n\r\n")
        except OSError:
            connection.close()


def read_request(tls: ssl.SSLSocket) -> bool:
    """Whether a request came, head and body."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = tls.recv(65536)
        if not piece:
            return False
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += tls.recv(65536)
    return True


def until(tls: ssl.SSLSocket, data: bytes, mark: bytes) -> bytes:
    """All that has come when `mark` has. Raises RuntimeError when the connection ends before."""
    while mark not in data:
        piece = tls.recv(65536)
        if not piece:
            raise RuntimeError(f"the connection ended after {data[:300]!r}")
        data += piece
    return data


def delays(port: int, origin: Origin, target: int) -> list[float]:
    """Milliseconds from the origin's sending of the first event to the client's having it, a connection each."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return [delay(context, port, origin, target) for _ in range(ROUNDS)]


def delay(context: ssl.SSLContext, port: int, origin: Origin, target: int) -> float:
    """One round. The connection is new: stock mitmdump now and then stalls when one is used for many streams."""
    authority = b"%b:%d" % (HOST.encode(), target)
    plain = socket.create_connection(("127.0.0.1", port), PATIENCE)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if port != target:
        plain.sendall(b"CONNECT %b HTTP/1.1\r\nHost: %b\r\n\r\n" % (authority, authority))
        if not (said := plain.recv(4096)).startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"the proxy says {said[:300]!r}")
    body = json.dumps({"model": "gpt-4o", "stream": True, "messages": [{"role": "user", "content": "hi"}]}).encode()
    head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: %b\r\nContent-Type: application/json\r\n" % authority
    with context.wrap_socket(plain, server_hostname=HOST) as tls:
        tls.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        data = until(tls, b"", EVENT)
        took = (time.perf_counter() - origin.sent[-1]) * 1000
        until(tls, data, b"\r\n0\r\n\r\n")
    return took


def measure() -> dict[str, float]:
    """Milliseconds, the median of ROUNDS, by the way that the stream took."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        write_certificate(folder, [HOST, "localhost"])
        origin = Origin(folder)
        script = folder / "streaming.py"
        script.write_text(STREAMING)
        hosts = folder / "to_origin.py"
        hosts.write_text(f"def server_connect(data):\n    data.server.address = ('127.0.0.1', {origin.port})\n")
        options = ["--set", "connection_strategy=lazy", "-s", script, "-s", hosts]
        port, _ = stock(stack, folder, *options)
        rules = folder / "rules.yaml"
        rules.write_text(RULES % HOST)
        upstream = to_origin(folder, origin.port)
        passing, _ = quarterdeck(stack, folder, 1, upstream)
        reading, _ = quarterdeck(stack, folder, 1, upstream, rules=(str(rules),))
        ways = {
            "no proxy": origin.port,
            "stock mitmdump, streaming": port,
            "Quarterdeck, answers pass": passing,
            "Quarterdeck, answers are read": reading,
        }
        return {way: statistics.median(delays(port, origin, origin.port)) for way, port in ways.items()}


def table(found: dict[str, float]) -> str:
    """The figures for a person."""
    stock = found["stock mitmdump, streaming"]
    lines = [f"{way:34}{value:8.3f} ms to the first event" for way, value in found.items()]
    more = found["Quarterdeck, answers are read"] - stock
    return "\n".join([*lines, f"more than stock when answers are read: {more:.3f} ms (target: at most 2)"])


def main() -> None:
    print(table(measure()))


if __name__ == "__main__":
    main()
