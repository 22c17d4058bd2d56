"""What an origin saw: every connection, every byte before and after TLS, every request it could make out."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Request:
    """One request as a lenient origin understood it."""

    method: bytes
    target: bytes
    headers: list[tuple[bytes, bytes]]
    protocol: str
    body: bytes = b""
    trailers: list[tuple[bytes, bytes]] = field(default_factory=list)

    def header(self, name: bytes) -> bytes | None:
        name = name.lower()
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def path(self) -> str:
        target = self.target.decode("latin-1")
        if "://" in target[:9]:
            target = "/" + target.split("://", 1)[1].partition("/")[2]
        return target.split("?", 1)[0]


@dataclass(slots=True)
class Seen:
    """One accepted connection."""

    peer: tuple[str, int]
    wire: bytearray = field(default_factory=bytearray)
    clear: bytearray = field(default_factory=bytearray)
    requests: list[Request] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)
    sni: bytes | None = None
    alpn: bytes = b""
    tls: bool = False
    failure: str = ""
    ended: threading.Event = field(default_factory=threading.Event)

    def contains(self, needle: bytes) -> bool:
        """Whether the needle arrived in any form: raw, decrypted, decoded, or inside a WebSocket frame."""
        if needle in self.wire or needle in self.clear or any(needle in frame for frame in self.frames):
            return True
        return any(
            needle in request.target
            or needle in request.method
            or needle in request.body
            or any(needle in name or needle in value for name, value in request.headers + request.trailers)
            for request in self.requests
        )


@dataclass(slots=True)
class Gates:
    """Events by name, with which a test holds an answer back and lets it go."""

    _events: dict[str, threading.Event] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    marks: list[tuple[str, float]] = field(default_factory=list)

    def __getitem__(self, name: str) -> threading.Event:
        with self._lock:
            return self._events.setdefault(name, threading.Event())

    def hold(self, name: str, seconds: float = 30.0) -> None:
        """Called by an answer: wait until the test opens the gate."""
        self[name + ":reached"].set()
        self[name].wait(seconds)

    def mark(self, what: str) -> None:
        self.marks.append((what, time.monotonic()))
