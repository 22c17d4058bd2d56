"""Whose people are kept apart: those of each tenant under a key of its own, and everybody else under the machine's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

from quarterdeck.audit.seal import KEY, derived
from quarterdeck.errors import UsageError

# The folder of those who belong to no tenant; no tenant can be called so.
NOBODYS = "_"


@dataclass(frozen=True, slots=True)
class Space:
    """`name` is a tenant's, or "". Without the key it was made with, nothing that was sealed in it can be read."""

    name: str
    index: bytes = field(repr=False)
    wrap: bytes = field(repr=False)
    machine: bytes = field(repr=False)
    users: tuple[str, ...] = ()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @property
    def folder(self) -> str:
        """What the folder of its people is called."""
        return self.name or NOBODYS

    def holds(self, user: str | None, client: str) -> bool:
        """Whether somebody is of this tenant, by name, or else by address."""
        if user is not None and any(fnmatchcase(user.casefold(), one.casefold()) for one in self.users):
            return True
        if not self.networks:
            return False
        try:
            address = ip_address(client.partition("%")[0])
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self.networks)


def space(key: bytes, name: str = "", users: Iterable[str] = (), cidr: Iterable[str] = ()) -> Space:
    """A space whose keys come from one. Raises ValueError for what is no network."""
    networks = tuple(ip_network(one) for one in cidr)
    index, wrap, machine = (derived(key, purpose) for purpose in (b"people index", b"people wrap", b"people machine"))
    return Space(name, index, wrap, machine, tuple(users), networks)


def space_of(spaces: Sequence[Space], user: str | None, client: str) -> Space:
    """The first of the spaces that holds somebody; the last one holds whoever is left."""
    return next((one for one in spaces[:-1] if one.holds(user, client)), spaces[-1])


def tenant_key(path: Path, name: str) -> bytes:
    """The key in a tenant's file, at least 32 random bytes, without white space around it. Raises UsageError."""
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        why = f"the key of tenant {name!r} cannot be read from {path}: {error.strerror}"
        raise UsageError(f"{why}; make one with openssl rand -hex 32, or put back the one there was") from None
    if len(key) < KEY:
        raise UsageError(
            f"the key of tenant {name!r} in {path} is too short; give it the output of openssl rand -hex 32"
        )
    return sha256(key).digest()
