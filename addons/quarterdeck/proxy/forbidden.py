"""Destinations that nobody may reach through the proxy: this machine itself and what only it should see.

A proxy that connects to its own loopback hands out its console and every local service (CVE-2025-23217).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from quarterdeck.model.destination import Destination, is_address

_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"})
# Cloud instance metadata, by the names the vendors document for it.
_METADATA = frozenset({"metadata.google.internal", "metadata.goog", "instance-data.ec2.internal"})
_NAT64 = IPv6Network("64:ff9b::/96")
_METADATA_ADDRESSES = frozenset({"169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16"})

DNS_PORTS = frozenset((53, 853))
"""DNS over TCP (RFC 7766) and over TLS (RFC 7858): the proxy looks names up itself, and a look-up carries data out."""
NO_DNS = "DNS is not let through the proxy"
NEVER = "this destination is never reached through the proxy"


def never_reached(destination: Destination, *, mapped: bool) -> str | None:
    """Why nobody may reach a destination; None when it may be asked what the rules say.

    `mapped`: `upstream.resolve` says where it really is, which is then for whoever wrote that to answer for.
    """
    if destination.port in DNS_PORTS:
        return NO_DNS
    return NEVER if forbidden(destination.host) and not mapped else None


def forbidden(host: str) -> bool:
    """Whether a canonical host may never be a destination."""
    if host in _NAMES or host in _METADATA or host.endswith(".localhost"):
        return True
    return is_address(host) and forbidden_address(host)


def forbidden_address(text: str) -> bool:
    """Whether an IP address, or an IPv4 address that it stands for, may never be connected to."""
    address = ip_address(text.partition("%")[0])
    inner = _embedded(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        return forbidden_address(str(inner))
    return (
        address.is_loopback
        or address.is_link_local
        or address.is_unspecified
        or address.is_multicast
        or address.is_reserved
        or str(address) in _METADATA_ADDRESSES
    )


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a gateway would reach for this one: mapped, 6to4 (RFC 3056), NAT64 (RFC 6052)."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
