"""Destinations that nobody may reach through the proxy: this machine itself and what only it should see.

A proxy that connects to its own loopback hands out its console and every local service (CVE-2025-23217).
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from quarterdeck.model.destination import is_address

_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"})
# Cloud instance metadata, by the names the vendors document for it.
_METADATA = frozenset({"metadata.google.internal", "metadata.goog", "instance-data.ec2.internal"})
_METADATA_ADDRESSES = frozenset({"169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16"})


def forbidden(host: str) -> bool:
    """Whether a canonical host may never be a destination."""
    if host in _NAMES or host in _METADATA or host.endswith(".localhost"):
        return True
    return is_address(host) and forbidden_address(host)


def forbidden_address(text: str) -> bool:
    """Whether an IP address may never be connected to."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return (
        address.is_loopback
        or address.is_link_local
        or address.is_unspecified
        or address.is_multicast
        or str(address) in _METADATA_ADDRESSES
    )
