"""What looks like an address of a network or of a mailbox is one only where nothing around it says otherwise."""

from __future__ import annotations

import ipaddress
import re

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.confirm.matched import Matched

# "version 1.2.3.4", "Chrome/120.0.0.0", "name==1.2.3.4", "name-1.2.3.4", "section 1.2.3.4".
_VERSION = re.compile(
    r"(?i)\b(?:v|ver|vers|version|release|build|firmware|driver|section|chapter|figure|table|clause|oid)\Z"
)
_VERSION_AND_ONE = 9
_BETWEEN = "".join(filter(str.isspace, map(chr, range(0x110000)))) + ".:="
_NO_HOST = re.compile(r"(?i)(?:[a-z0-9]/|[=~><^!]=?|[a-z0-9_]@|[0-9a-z_.-])$")
_NO_HOST_AND_LINE = 3
_QUOTES = ("'", '"')
_SMALL = 32
_HOST = r"(?i)\b(?:ip|ipv4|host|hosts|address|addr|server|ping|ssh|dns|gateway|from|client|peer)\b|://"
# The first knows the edges of words of ASCII alone, and is many times as fast.
_HOST_ASCII, _HOST_ANY = re2.compile(_HOST), re.compile(_HOST)
_EQUALS = re.compile(r"(?i)(?:ip|ipv4|ipv6|host|address|addr|server|client|peer|dns|gateway)\d?[\"']?\s?=$")
_GOES_ON = re.compile(r"[0-9A-Za-z_]|[.-][0-9A-Za-z]")
_DOCUMENTATION = tuple(
    map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"))
)
_FILE_TYPES = frozenset(
    "png jpg jpeg gif svg webp ico css js mjs ts tsx jsx py json html md txt pdf zip gz yml yaml xml php map".split()
)
_NOBODY = frozenset({"noreply", "no-reply", "donotreply", "do-not-reply"})
_URL = re.compile(r"://[^\s/]*$")

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def public_ip(matched: Matched) -> bool:
    """Whether it is an address that anybody could reach, or one of those that stand for such in documentation."""
    address = _ip(matched)
    return address is not None and _is_public(address)


def private_ip(matched: Matched) -> bool:
    """Whether it is an address within somebody's network; loopback and unspecified addresses are nobody's."""
    address = _ip(matched)
    if address is None or _is_public(address):
        return False
    return address.is_private and not (
        address.is_loopback or address.is_unspecified or address.is_reserved or address.is_multicast
    )


def _is_public(address: _Address) -> bool:
    return address.is_global or any(address in network for network in _DOCUMENTATION)


def _ip(matched: Matched) -> _Address | None:
    if _GOES_ON.match(matched.after) or (_is_no_host(matched.before) and not _EQUALS.search(matched.before)):
        return None
    # Four small numbers are a version far more often than a host, unless something says host.
    if _is_small(matched.value) and not _names_host(matched.before):
        return None
    try:
        return ipaddress.ip_address(matched.value)
    except ValueError:
        return None


def _is_small(value: str) -> bool:
    try:
        return max(map(int, value.split("."))) < _SMALL
    except ValueError:
        return False


def _names_host(before: str) -> bool:
    return (_HOST_ASCII.search(before.encode()) if before.isascii() else _HOST_ANY.search(before)) is not None


def _is_no_host(before: str) -> bool:
    # A text may hold nothing but addresses: of what is before each only the end is looked at.
    if _NO_HOST.search(before[-_NO_HOST_AND_LINE:]):
        return True
    name = before.rstrip(_BETWEEN)
    return any(_VERSION.search(one[-_VERSION_AND_ONE:]) for one in (name, name[:-1] if name[-1:] in _QUOTES else ""))


def mac_address(matched: Matched) -> bool:
    """Whether six octets are one card's address: not a piece of a fingerprint, not all zero, not all ones."""
    if matched.before.endswith((":", "-")) or matched.after.startswith((":", "-")):
        return False
    separators = {character for character in matched.value if character in ":-"}
    return len(separators) == 1 and len(set(re.sub("[:-]", "", matched.value.lower()))) > 1


def email(matched: Matched) -> bool:
    """Whether it is somebody's mailbox: not a file's name, a remote of git, a robot's or the login of a URL."""
    local, _, domain = matched.value.rpartition("@")
    if local.lower() in _NOBODY or len(local) > 64 or ".." in local or local[0] == "." or local[-1] == ".":
        return False
    if local == "git" or _URL.search(matched.before):
        return False
    return domain.rpartition(".")[2].lower() not in _FILE_TYPES
