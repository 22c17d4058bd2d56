"""What one test did: what the SDK sent, what the vendor's origin saw, what the deck log says of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..origin import Origin
from ..quarterdeck import Line, Quarterdeck
from ..seen import Gates, Request

type Pairs = list[tuple[bytes, bytes]]
# A method, a target, header fields, a body.
type Sent = tuple[bytes, bytes, Pairs, bytes]


class _Url(Protocol):
    @property
    def raw_path(self) -> bytes: ...


class _Headers(Protocol):
    @property
    def raw(self) -> Pairs: ...


class Outgoing(Protocol):
    """A request of httpx or httpx2."""

    method: str

    @property
    def url(self) -> _Url: ...
    @property
    def headers(self) -> _Headers: ...
    def read(self) -> bytes: ...


@dataclass(slots=True)
class Tap:
    """A hook on an HTTP client that keeps each request as the client is about to send it."""

    sent: list[Sent] = field(default_factory=list)

    def note(self, request: Outgoing) -> None:
        body = request.read()
        self.sent.append((request.method.encode(), request.url.raw_path, list(request.headers.raw), body))

    async def note_async(self, request: Any) -> None:
        body = await request.aread()
        self.sent.append((request.method.encode(), request.url.raw_path, list(request.headers.raw), body))


class Hold:
    """The rest of a streamed answer, held back until it is let go. Its name has to stand in the request."""

    def __init__(self, gates: Gates) -> None:
        self.name = f"hold-{secrets.token_hex(4)}"
        self._gates = gates

    @property
    def pending(self) -> bool:
        """Whether the origin has still to send the end."""
        return not any(what == f"{self.name}:end" for what, _ in self._gates.marks)

    def release(self) -> None:
        self._gates[self.name].set()


class Visit:
    """What has happened at one vendor since it was made."""

    def __init__(self, proxy: Quarterdeck, origin: Origin) -> None:
        self.proxy, self.origin = proxy, origin
        self.tap = Tap()
        self._requests, self._decisions, self._bytes = len(origin.requests), len(proxy.decisions()), self._clear()

    def plumbing(self, *, asynchronous: bool = False) -> dict[str, Any]:
        """What a client of httpx or httpx2 is made with: the proxy, its CA, nothing of the environment, the tap."""
        note = self.tap.note_async if asynchronous else self.tap.note
        return {
            "proxy": self.proxy.url,
            "verify": self.proxy.trust,
            "trust_env": False,
            "event_hooks": {"request": [note]},
            "timeout": 20,
        }

    def hold(self) -> Hold:
        return Hold(self.origin.gates)

    @property
    def requests(self) -> list[Request]:
        return self.origin.requests[self._requests :]

    @property
    def reached(self) -> list[Sent]:
        """The requests as they reached the origin, to be compared with what was sent."""
        return [(one.method, one.target, one.headers, one.body) for one in self.requests]

    @property
    def decisions(self) -> list[Line]:
        return self.proxy.decisions()[self._decisions :]

    def decision(self) -> Line:
        """The one decision; it is on disk before anything of a request goes on."""
        found = self.decisions
        if len(found) != 1:
            raise AssertionError(f"{len(found)} decisions: {found}")
        return found[0]

    def refused(self, told: object, reason: str) -> Line:
        """The one decision, when it refused, the user was told why and under which incident, and no byte went on."""
        decision, said = self.decision(), str(told)
        if decision["outcome"] not in ("refused", "cut"):
            raise AssertionError(f"the outcome is {decision['outcome']}")
        if reason not in said or decision["incident"] not in said:
            raise AssertionError(f"neither {reason!r} nor {decision['incident']} may miss in: {said}")
        if self._clear() != self._bytes:
            raise AssertionError(f"{self.origin.name} was sent {self._clear() - self._bytes} bytes")
        return decision

    def _clear(self) -> int:
        return sum(len(seen.clear) for seen in list(self.origin.connections))


def told(decision: Line) -> tuple[Any, ...]:
    """What a record says that a request was: service, activity, format, models."""
    return tuple(decision.get(key) for key in ("service", "activity", "format", "models"))
