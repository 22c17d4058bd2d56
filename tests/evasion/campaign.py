"""Runs many vectors at once through one proxy, each from an address of its own, and tells what became of each."""

from __future__ import annotations

import itertools
import re
import secrets
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from ..e2e.harness.process import ProxyProcess
from ..e2e.harness.seen import Seen
from ..e2e.harness.world import World
from .attempt import Attempt, Result
from .vector import Vector

AT_ONCE = 12
_CANARY = re.compile(rb"k-[0-9a-f]{30}")


@dataclass(slots=True)
class Outcome:
    """`arrived` are the origins that saw the canary, `requests` how many requests with it they made out."""

    vector: Vector
    source: str
    canary: bytes
    result: Result
    arrived: set[str] = field(default_factory=set)
    requests: int = 0

    @property
    def word(self) -> str:
        """What happened, in one word, as the table in docs/evasion.md says it."""
        if self.arrived:
            return "passed"
        if self.result.end == "hang":
            return "hang"
        return "refused" if self.result.refused else "answered"

    @property
    def held(self) -> bool:
        """Whether what must come of the vector did, as far as the client and the origins can tell."""
        match self.vector.expect:
            case "P":
                served = self.vector.websocket or bool(self.requests)
                return self.result.by_origin and bool(self.arrived) and served and self.requests >= self.vector.reach
            case "S":
                return not self.arrived and self.result.end != "hang"
            case _ if self.vector.websocket and self.vector.rule:
                return not self.arrived and self.result.status == 1008
            case _:
                return not self.arrived and self.result.refused


def run(vectors: Iterable[Vector], proxy: ProxyProcess, world: World, network: int) -> dict[str, Outcome]:
    """Carry out all of them. `network` (1 to 255) keeps the addresses of two campaigns apart."""
    wanted = list(vectors)
    addresses = (f"127.{network}.{second}.{third}" for second, third in itertools.product(range(250), range(1, 250)))

    def one(vector: Vector, source: str) -> Outcome:
        canary = b"k-" + secrets.token_hex(15).encode()
        return Outcome(vector, source, canary, Attempt(vector, proxy, world, source, canary).run())

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(one, wanted, addresses))
    look(outcomes, world)
    return {outcome.vector.id: outcome for outcome in outcomes}


def look(outcomes: Iterable[Outcome], world: World) -> None:
    """Write into the outcomes what the origins have seen up to now."""
    arrived: dict[bytes, set[str]] = {}
    requests: Counter[bytes] = Counter()
    for role, origin in world.origins.items():
        for seen in list(origin.connections):
            for canary in _canaries(seen):
                arrived.setdefault(canary, set()).add(role)
            for request in list(seen.requests):
                requests.update(_in(request.target, request.body, *(b"\0".join(pair) for pair in request.headers)))
    for outcome in outcomes:
        outcome.arrived = arrived.get(outcome.canary, set())
        outcome.requests = requests[outcome.canary]


def _in(*texts: bytes | bytearray) -> set[bytes]:
    return {found for text in texts for found in _CANARY.findall(text)}


def _canaries(seen: Seen) -> set[bytes]:
    found = _in(seen.wire, seen.clear, *list(seen.frames))
    for request in list(seen.requests):
        found |= _in(request.target, request.method, request.body)
        found |= _in(*(b"\0".join(pair) for pair in request.headers + request.trailers))
    return found
