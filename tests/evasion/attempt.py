"""Carries out one vector and tells what became of it, in terms that any proxy can be measured in."""

from __future__ import annotations

import socket
import zlib
from dataclasses import dataclass
from typing import Literal

from ..e2e.harness import names
from ..e2e.harness.h2client import Answered, RawH2
from ..e2e.harness.process import ProxyProcess
from ..e2e.harness.rawclient import Ended, Hang, RawClient, Reply
from ..e2e.harness.world import World
from .hello import CANARY, CUTS
from .vector import BAD, H2, OK, Clear, Tls, Tunnel, Vector

QUIET = 1.5
PATIENCE = 6.0

HOSTS = {
    b"{A}": names.BANNED,
    b"{G}": names.GOVERNED,
    b"{Y}": names.ALLOWED,
    b"{Z}": names.UNLISTED,
    b"{IP}": names.TEST_NET,
}


@dataclass(slots=True)
class Result:
    """`end` is how it ended for the client; `by_origin` that the last answer was an origin's.

    `declined` is an error of gRPC or of a Connect stream, under an HTTP status of 200.
    """

    end: Literal["answered", "closed", "hang"]
    why: str = ""
    status: int | None = None
    by_origin: bool = False
    incident: str | None = None
    body: bytes = b""
    declined: bool = False

    @property
    def refused(self) -> bool:
        """The client was told no, or hung up on."""
        told_no = self.declined or (self.status or 0) >= 400
        return self.end == "closed" or (self.end == "answered" and not self.by_origin and told_no)


def filled(text: bytes, canary: bytes, words: dict[bytes, bytes]) -> bytes:
    """The bytes that go on the wire."""
    for word, meaning in words.items():
        text = text.replace(word, meaning)
    bodies = {name: body.replace(b"{K}", canary) for name, body in ((b"OK", OK), (b"BAD", BAD))}
    for name, body in bodies.items():
        text = text.replace(b"{#%b}" % name, b"%d" % len(body)).replace(b"{%b}" % name, body)
    for word, host in HOSTS.items():
        text = text.replace(word, host.encode())
    return text.replace(CANARY, canary).replace(b"{K}", canary)


def harmless(canary: bytes) -> bytes:
    """A word of the same shape that no rule is about."""
    return b"h" + canary[1:]


class Attempt:
    """One run of one vector from one client address."""

    def __init__(
        self, vector: Vector, proxy: ProxyProcess, world: World, source: str, canary: bytes, mark: bytes
    ) -> None:
        self.vector, self.proxy, self.world, self.source = vector, proxy, world, source
        self.canary, self.mark = canary, mark

    def run(self) -> Result:
        """Connect, speak, and listen to the end."""
        try:
            with RawClient(self.proxy.address, self.source, PATIENCE) as client:
                return self._speak(client)
        except Ended as ended:
            return Result("closed", str(ended))
        except Hang as hang:
            return Result("hang", str(hang))
        except OSError as error:
            return Result("hang", f"the proxy is not there: {error}")

    def _fill(self, text: bytes) -> bytes:
        words = {
            b"{NAME}": socket.gethostname().encode(),
            b"{PROXY}": b"%d" % self.proxy.port,
            b"{LOOP}": b"%d" % self.world.origins["unlisted"].port,
            b"{M}": self.mark,
            b"{H}": harmless(self.canary),
            b"{1}": self.canary[:17],
            b"{2}": self.canary[17:],
        }
        text = filled(text, self.canary, self.vector.words | words)
        for word, make in self.vector.made.items():
            if b"{%b}" % word in text:
                made = make(self.canary)
                text = text.replace(b"{#%b}" % word, b"%d" % len(made)).replace(b"{%b}" % word, made)
        return text

    def _speak(self, client: RawClient) -> Result:
        way = self.vector.way
        if not isinstance(way, Clear):
            reply = client.connect(self._fill(way.connect), self._fill(getattr(way, "headers", b"")))
            if reply.status != 200:
                return _told(reply)
        if isinstance(way, Tls):
            sni = None if way.sni is None else self._fill(way.sni)
            client.start_tls(sni, way.alpn, CUTS[way.cut])
        if self.vector.h2:
            return self._speak_h2(client, self.vector.h2)
        result = Result("closed", "nothing was sent")
        for number, text in enumerate(self.vector.sends):
            last = number == len(self.vector.sends) - 1
            client.sock.settimeout(self.vector.seconds)
            client.send(self._fill(text), self.vector.segment)
            if self.vector.websocket and last:
                return self._listen_frames(client)
            if isinstance(way, Tunnel) and not text.lstrip().startswith((b"GET", b"POST")):
                return self._listen(client)
            result = self._answer(client, text, last)
            if result.end != "answered" or (self.vector.websocket and result.status != 101):
                return result
        return result

    def _answer(self, client: RawClient, text: bytes, last: bool) -> Result:
        """The reply to what was said; silence is broken by ending our side, as a real client would."""
        method = text.lstrip().split(b" ", 1)[0].decode("latin-1")
        client.patience(self.vector.seconds if self.vector.patient else QUIET)
        try:
            for _ in range(self.vector.replies - 1 if last else 0):
                client.reply(method)
            return _told(client.reply(method))
        except Hang:
            if not last or self.vector.expect == "P":
                raise
        except ValueError as error:
            return Result("closed", f"no HTTP answer: {error}")
        return self._listen(client)

    def _listen(self, client: RawClient) -> Result:
        """End our side and take all that still comes."""
        client.finish()
        client.patience()
        try:
            return _told(client.reply())
        except ValueError as error:
            return Result("closed", f"no HTTP answer: {error}")

    def _listen_frames(self, client: RawClient) -> Result:
        """Frames until the peer closes, or until our canary is echoed. The status is the close code."""
        client.patience(self.vector.seconds if self.vector.patient else QUIET)
        inflate = zlib.decompressobj(-15)
        while True:
            try:
                first, length = client.take(2)
            except Hang:
                client.finish()
                client.patience()
                first, length = client.take(2)
            size = {126: 2, 127: 8}.get(length)
            payload = client.take(int.from_bytes(client.take(size)) if size else length)
            if first & 0x40:
                payload = inflate.decompress(payload + b"\0\0\xff\xff")
            if first & 0x0F == 8:
                return Result("answered", "closed", int.from_bytes(payload[:2]) or 1005, False, None, payload[2:])
            if self.canary in payload:
                return Result("answered", "echoed", 200, True)

    def _speak_h2(self, client: RawClient, wanted: H2) -> Result:
        connection = RawH2(client)
        fields = tuple((self._fill(name), self._fill(value)) for name, value in wanted.fields)
        trailers = tuple((self._fill(name), self._fill(value)) for name, value in wanted.trailers)
        if wanted.open_block:
            stream = connection.open()
            connection.headers(stream, fields, end=True, done=False)
        else:
            stream = connection.request(fields, tuple(self._fill(piece) for piece in wanted.body), trailers)
        if wanted.raw:
            connection.raw(self._fill(wanted.raw))
        client.patience(self.vector.seconds if self.vector.patient else QUIET)
        try:
            return _told_h2(connection.answer(stream))
        except Hang:
            if self.vector.expect == "P":
                raise
        client.finish()
        client.patience()
        return _told_h2(connection.answer(stream))


def _told(reply: Reply) -> Result:
    by_origin = reply.header("x-origin") is not None or reply.status == 101
    in_stream = (reply.header("content-type") or "").startswith("application/connect+") and b'"error"' in reply.body
    declined = in_stream or reply.header("grpc-status") not in (None, "0")
    return Result("answered", "", reply.status, by_origin, reply.incident, reply.body, declined)


def _told_h2(got: Answered) -> Result:
    if got.status is None:
        return Result("closed", f"reset {got.reset}" if got.reset is not None else "closed")
    incident = (got.header(b"quarterdeck-incident") or b"").decode() or None
    declined = got.header(b"grpc-status") not in (None, b"0")
    return Result("answered", "", got.status, got.header(b"x-origin") is not None, incident, got.body, declined)
