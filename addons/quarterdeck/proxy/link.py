"""What is known of one client connection: the names it gave, the verdict on them, and why it was refused.

mitmproxy does not carry what a CONNECT said to the flows inside it, so the links are kept here by client.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from quarterdeck.errors import BadHost
from quarterdeck.model.decision import Inspection, Reason
from quarterdeck.model.destination import Destination, canonical_host, is_address
from quarterdeck.services.registrable import registrable


@dataclass(slots=True)
class Link:
    """A client connection. `target` is what CONNECT (or the packet's own address) named; `destination` is the
    name that the connection stands for once a ClientHello has been compared with it.
    """

    client: str
    target: Destination | None = None
    destination: Destination | None = None
    inspection: Inspection | None = None
    governed: bool = False
    refusal: str | None = None
    reason: Reason | None = None
    recorded: bool = False
    opened: float = 0.0
    flows: set[str] = field(default_factory=set)


def agreed_name(target: str, sni: str | None, same_service: bool) -> str | None:
    """The one name that a CONNECT target (canonical) and an SNI stand for, or None when they disagree.

    A missing SNI leaves the target. An address says nothing about a name, so there the SNI decides, unless it
    would turn an ungoverned destination into a service (`same_service` False). Names of one registrable
    domain that mean the same service agree. Everything else could be domain fronting.
    """
    if sni is None:
        return target
    try:
        name = canonical_host(sni)
    except BadHost:
        return None
    if name == target:
        return name
    if same_service and (is_address(target) or registrable(name) == registrable(target)):
        return name
    return None


def agreed_host(destination: str, host: str | None) -> bool:
    """Whether a Host header or :authority (with or without port) names the canonical `destination`."""
    if host is None:
        return True
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and not host.endswith("]") else host
    name = name.removesuffix(":")
    try:
        return canonical_host(name) == destination
    except BadHost:
        return False
