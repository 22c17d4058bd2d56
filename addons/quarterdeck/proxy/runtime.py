"""What the hooks of one worker share: the configuration, the policy in force, the log, the open connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from quarterdeck.audit.log import DeckLog
from quarterdeck.config.compose import World
from quarterdeck.config.schema import Config, parse_listen
from quarterdeck.extract.pool import Extractors
from quarterdeck.model.decision import Decision, Inspection, Verdict
from quarterdeck.model.destination import Destination
from quarterdeck.model.facts import Facts
from quarterdeck.model.principal import Principal
from quarterdeck.proxy.evidence import Keeping
from quarterdeck.proxy.forbidden import never_reached
from quarterdeck.proxy.grants import GrantBook
from quarterdeck.proxy.link import Link
from quarterdeck.proxy.tally import Tally

PORTAL = "quarterdeck.proxy"


# Of each worker: a file that takes its time holds up no more than one other.
_EXTRACTORS = 2
# They wait in memory that is counted already, and none longer than Extractors has patience.
_WAITING = 256


def _extractors() -> Extractors:
    return Extractors(_EXTRACTORS, waiting=_WAITING)


@dataclass(slots=True)
class Runtime:
    """`world` is replaced whole at a reload; what has been judged by the old one keeps it. `counts` are totals since
    the worker started. `flows` are the ids of the exchanges in flight.
    """

    config: Config
    world: World
    log: DeckLog
    worker: int = 0
    links: dict[str, Link] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    extractors: Extractors = field(default_factory=_extractors)
    tally: Tally = field(default_factory=Tally)
    grants: GrantBook | None = None
    keeping: Keeping = field(default_factory=lambda: Keeping(None, block=False))
    flows: set[str] = field(default_factory=set)
    problem: str = ""
    loaded: float = 0.0
    reload_done: float = 0.0
    draining: bool = False
    _clients: tuple[IPv4Network | IPv6Network, ...] = ()

    def __post_init__(self) -> None:
        self._clients = tuple(ip_network(text, strict=False) for text in self.config.clients.allow)

    def admits(self, client: str) -> bool:
        """Whether a client address may use the proxy."""
        address = ip_address(client)
        return any(address in network for network in self._clients)

    def principal(self, client: str, time: float) -> Principal:
        """Who speaks from a client's address at a time, with what has been granted to them."""
        principal = Principal(client)
        if self.grants is None or not self.world.policy.coaches:
            return principal
        return replace(principal, granted=self.grants.of(principal, time))

    def mapped(self, host: str, port: int) -> tuple[str, int] | None:
        """Where `upstream.resolve` says that a destination really is."""
        text = self.config.upstream.resolve.get(f"{host}:{port}")
        return parse_listen(text) if text else None

    def never_reached(self, destination: Destination) -> str | None:
        """Why nobody may reach a destination, if so."""
        mapped = self.mapped(destination.host, destination.port) is not None
        return never_reached(destination, mapped=mapped)

    def inspects(self, inspection: Inspection, host: str) -> bool:
        """Whether a connection is decrypted: by the rules or by `inspect: all`, but never where it is exempted."""
        if self.world.never_inspect.covers(host):
            return False
        return inspection.verdict is Verdict.INSPECT or self.config.inspect == "all"


@dataclass(slots=True)
class Exchanged:
    """One exchange on its way through the hooks, kept on its flow.

    `answer_facts` is what is known of its answer beforehand, or None when no rule is about answers. `kept_body` is the
    body of a call whose error must repeat its id. `redacted` is how much was taken out of the request, and
    `originals` is what its answer gets back, by the keys of its placeholders.
    """

    incident: str
    world: World
    link: Link
    started: float
    destination: Destination
    principal: Principal
    governed: bool = False
    decided: bool = False
    refused: bool = False
    decision: Decision | None = None
    judge_ms: float = 0.0
    request_bytes: int = 0
    answer_bytes: int = 0
    answer_facts: Facts | None = None
    kept_body: bytes | None = None
    redacted: int = 0
    originals: Mapping[str, str] = field(default_factory=dict, repr=False)

    def count(self, chunk: bytes) -> list[bytes]:
        """Pass a chunk of the answer on and count it. A list, because mitmproxy turns b"" into an end of body."""
        self.answer_bytes += len(chunk)
        return [chunk] if chunk else []


STATE = "quarterdeck.exchanged"
