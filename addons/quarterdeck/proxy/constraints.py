"""Name constraints: which hosts a CA may sign for at all, so that a stolen key is worth little (RFC 5280, 4.2.1.10)."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from cryptography import x509

from quarterdeck.errors import BadHost, UsageError
from quarterdeck.model.destination import host_from_text, is_address


def build(permit: Sequence[str], exclude: Sequence[str]) -> x509.NameConstraints:
    """The extension for domains (with their subdomains) and networks in CIDR form.

    When domains are permitted and no network is, all addresses are excluded: a constraint on one kind of name
    says nothing of the other. Raises UsageError.
    """
    permitted = [_subtree(text) for text in permit]
    excluded = [_subtree(text) for text in exclude]
    networks = [name for name in permitted if isinstance(name, x509.IPAddress)]
    if permitted and len(networks) == len(permitted):
        raise UsageError("only networks are permitted, so every domain would be too: permit a domain as well")
    if permitted and not networks:
        excluded += [name for name in map(_subtree, ("0.0.0.0/0", "::/0")) if name not in excluded]
    return x509.NameConstraints(permitted or None, excluded or None)


def describe(constraints: x509.NameConstraints) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The permitted and the excluded subtrees as text; `build` takes them back."""
    permitted = tuple(str(name.value) for name in constraints.permitted_subtrees or ())
    return permitted, tuple(str(name.value) for name in constraints.excluded_subtrees or ())


def permits(constraints: x509.NameConstraints, host: str) -> bool:
    """Whether a canonical host lies within the constraints."""
    kind = x509.IPAddress if is_address(host) else x509.DNSName
    permitted = [name for name in constraints.permitted_subtrees or () if isinstance(name, kind)]
    excluded = [name for name in constraints.excluded_subtrees or () if isinstance(name, kind)]
    if any(_within(host, name) for name in excluded):
        return False
    return not permitted or any(_within(host, name) for name in permitted)


def _within(host: str, subtree: x509.GeneralName) -> bool:
    if isinstance(subtree, x509.IPAddress):
        network = subtree.value
        return not isinstance(network, str) and ip_address(host) in ip_network(str(network))
    base = str(subtree.value).lower()
    if base.startswith("."):
        return host.endswith(base)
    return base in ("", host) or host.endswith("." + base)


def _subtree(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_network(text))
    except ValueError:
        pass
    try:
        return x509.DNSName(host_from_text(text))
    except BadHost as error:
        hint = " (a domain covers its subdomains: write it without `*.` or a leading dot)"
        raise UsageError(f"{error}{hint if text.startswith(('*', '.')) else ''}") from None
