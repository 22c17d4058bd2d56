"""Whether the names that one request gives (CONNECT, SNI, Host) stand for one destination. Pure."""

from __future__ import annotations

from quarterdeck.errors import BadHost
from quarterdeck.model.destination import canonical_host, is_address
from quarterdeck.services.match import Catalog
from quarterdeck.services.registrable import registrable


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
    try:
        return canonical_host(host_of(host)) == destination
    except BadHost:
        return False


def host_of(authority: str) -> str:
    """A Host header or :authority without its port (RFC 3986 section 3.2); not yet canonical."""
    name, _, port = authority.rpartition(":")
    host = name if port.isdigit() and not authority.endswith("]") else authority
    return host.removesuffix(":")


def same_service(catalog: Catalog, target: str, sni: str | None) -> bool:
    """Whether a canonical host and an SNI leave the same services possible; False for an SNI that is no host name."""
    try:
        name = canonical_host(sni or "")
    except BadHost:
        return False
    return _possible(catalog, target) == _possible(catalog, name)


def _possible(catalog: Catalog, host: str) -> set[str]:
    return {service.id for service, _ in catalog.match(host).candidates}
