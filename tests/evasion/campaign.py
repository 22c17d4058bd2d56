"""Runs many vectors at once through one proxy, each from an address of its own, and tells what became of each."""

from __future__ import annotations

import contextlib
import itertools
import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from ..e2e.harness.deadline import Late, until
from ..e2e.harness.process import ProxyProcess
from ..e2e.harness.quarterdeck import Line, Quarterdeck
from ..e2e.harness.seen import Seen
from ..e2e.harness.world import World
from .attempt import Attempt, Result
from .gaps import KNOWN_GAPS
from .vector import Vector

AT_ONCE = 12
# A canary, or the mark of a request.
_TOKEN = re.compile(rb"[km]-[0-9a-f]{30}")


@dataclass(slots=True)
class Outcome:
    """`arrived` are the origins that saw the canary or the mark, `requests` how many requests with one of the two."""

    vector: Vector
    source: str
    canary: bytes
    mark: bytes
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


@dataclass(slots=True)
class Campaign:
    """All the vectors that this session runs, carried out, with what the deck log says of each."""

    quarterdeck: Quarterdeck
    world: World
    outcomes: dict[str, Outcome]
    lines: dict[str, list[Line]]

    def late(self) -> list[str]:
        """The vectors of which something has arrived by now that must not. The origins are searched again."""
        look(self.outcomes.values(), self.world)
        must_not = (one for one in self.outcomes.values() if one.vector.expect in "DS")
        return [one.vector.id for one in must_not if one.arrived and one.vector.id not in KNOWN_GAPS]

    def kept(self) -> bytes:
        """All that the files of the proxy's folder hold, its log among them."""
        files = (path for path in self.quarterdeck.folder.rglob("*") if path.is_file() and not path.is_socket())
        return b"".join(path.read_bytes() for path in files)

    def is_well(self) -> bool:
        """Whether the proxy still runs, and has logged no fault."""
        process = self.quarterdeck.process
        return process is not None and process.poll() is None and "Fault" not in self.quarterdeck.tail(100_000)


def chosen(request: pytest.FixtureRequest, vectors: Iterable[Vector]) -> list[Vector]:
    """The vectors of the tests that were chosen on the command line: those of one module, by the parameter `vector`."""
    ours = [item for item in request.session.items if getattr(item, "module", None) is request.module]
    ids = {item.callspec.params.get("vector") for item in ours if hasattr(item, "callspec")}
    return [vector for vector in vectors if vector.id in ids]


def carry_out(vectors: Iterable[Vector], quarterdeck: Quarterdeck, world: World, network: int) -> Campaign:
    """Carry out all of them, as `run` does, and wait until as many are on record as must be."""
    outcomes = run(vectors, quarterdeck, world, network)
    wanted = {outcome.source: outcome.vector.records or 0 for outcome in outcomes.values()}

    def lines() -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = defaultdict(list)
        for line in quarterdeck.decisions():
            found[line.get("client", "")].append(line)
        return found

    with contextlib.suppress(Late):  # each test tells what it misses
        until(lambda: (got := lines()) and all(len(got[source]) >= count for source, count in wanted.items()), "", 5)
    return Campaign(quarterdeck, world, outcomes, lines())


def run(vectors: Iterable[Vector], proxy: ProxyProcess, world: World, network: int) -> dict[str, Outcome]:
    """Carry out all of them. `network` (1 to 255) keeps the addresses of two campaigns apart."""
    wanted = list(vectors)
    addresses = (f"127.{network}.{second}.{third}" for second, third in itertools.product(range(250), range(1, 250)))

    def one(vector: Vector, source: str) -> Outcome:
        canary, mark = _word(b"k-"), _word(b"m-")
        return Outcome(vector, source, canary, mark, Attempt(vector, proxy, world, source, canary, mark).run())

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(one, wanted, addresses))
    look(outcomes, world)
    return {outcome.vector.id: outcome for outcome in outcomes}


def _word(start: bytes) -> bytes:
    """A word of chance. It has no 7, for a rule of `internet.CONTENT` forbids numbers that begin with one."""
    return start + secrets.token_hex(15).replace("7", "f").encode()


def look(outcomes: Iterable[Outcome], world: World) -> None:
    """Write into the outcomes what the origins have seen up to now."""
    owner = {token: outcome for outcome in outcomes for token in (outcome.canary, outcome.mark)}
    arrived: dict[str, set[str]] = {}
    requests: Counter[str] = Counter()
    for role, origin in world.origins.items():
        for seen in list(origin.connections):
            for token in _tokens(seen) & owner.keys():
                arrived.setdefault(owner[token].source, set()).add(role)
            for request in list(seen.requests):
                found = _in(request.target, request.body, *(b"\0".join(pair) for pair in request.headers))
                requests.update({owner[token].source for token in found & owner.keys()})
    for outcome in owner.values():
        outcome.arrived = arrived.get(outcome.source, set())
        outcome.requests = requests[outcome.source]


def _in(*texts: bytes | bytearray) -> set[bytes]:
    return {found for text in texts for found in _TOKEN.findall(text)}


def _tokens(seen: Seen) -> set[bytes]:
    found = _in(seen.wire, seen.clear, *list(seen.frames))
    for request in list(seen.requests):
        found |= _in(request.target, request.method, request.body)
        found |= _in(*(b"\0".join(pair) for pair in request.headers + request.trailers))
    return found
