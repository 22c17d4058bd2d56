"""Where an exchange goes. A host has exactly one spelling here, or it is refused.

Two names that a client, a resolver or an origin could take for the same host must compare equal,
and nothing else may: lower case, no trailing dot, A-labels, addresses in their canonical text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address

import idna

from quarterdeck.errors import BadHost

_PLAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_LAST_LABEL_NUMERIC = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\Z")


@dataclass(frozen=True, slots=True)
class Destination:
    """The canonical host, TCP port and scheme ("http" or "https") that an exchange is addressed to."""

    host: str
    port: int
    scheme: str = "https"

    @property
    def default_port(self) -> bool:
        return self.port == (443 if self.scheme == "https" else 80)

    @property
    def authority(self) -> str:
        """Host and, when it is not the scheme's own, port, as RFC 3986 section 3.2 writes them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.default_port else f"{host}:{self.port}"


def canonical_host(text: str) -> str:
    """The one spelling of a host that came over the wire.

    Only ASCII is taken: percent-encoding, full-width forms and look-alike letters are refused, since the
    peer that resolves them may read them differently than we do. Numeric forms other than dotted quads
    (`127.1`, `0x7f000001`, `2130706433`) are refused for the same reason.

    Raises BadHost.
    """
    host = text.lower()
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
        if ":" not in host:
            raise BadHost(f"{text!r} is not an IPv6 address")
    if ":" in host:
        return _canonical_ipv6(host, text)
    host = host.removesuffix(".")
    if len(host) > 253 or not _PLAIN.match(host):
        raise BadHost(f"{text!r} is not a host name in its ASCII form (RFC 1123, RFC 5890)")
    if _LAST_LABEL_NUMERIC.search(host):
        try:
            return str(IPv4Address(host))
        except AddressValueError:
            raise BadHost(f"{text!r} is neither a host name nor a dotted-quad address") from None
    return host


def _canonical_ipv6(host: str, text: str) -> str:
    if "%" in host:
        raise BadHost(f"{text!r} carries a zone, which means nothing to another machine")
    try:
        address = IPv6Address(host)
    except AddressValueError:
        raise BadHost(f"{text!r} is not an IPv6 address") from None
    return str(address.ipv4_mapped or address)


def host_from_text(text: str) -> str:
    """The canonical form of a host as a person writes it in a rule or a list (Unicode allowed, UTS 46).

    Raises BadHost.
    """
    text = text.strip()
    if text.isascii():
        return canonical_host(text)
    try:
        return canonical_host(idna.encode(text.rstrip("."), uts46=True, transitional=False).decode("ascii"))
    except idna.IDNAError as error:
        raise BadHost(f"{text!r} is not a valid internationalized host name: {error}") from None


def is_address(host: str) -> bool:
    """Whether a canonical host is an IP address rather than a name."""
    if ":" in host:
        return True
    if not host or not host[-1].isdigit():
        return False
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
