"""The server name of a ClientHello: one name in one spelling (RFC 6066 section 3), or the hello is refused.

A hello with two names, or with one that parsers cut differently, could show the proxy another host than the origin.
"""

from __future__ import annotations

from collections.abc import Sequence

from quarterdeck.errors import BadHost
from quarterdeck.model.destination import canonical_host

_SERVER_NAME = 0


def misnamed(extensions: Sequence[tuple[int, bytes]], sni: str | None) -> str | None:
    """Why the server name in the extensions is refused, or None; `sni` is what mitmproxy made of it."""
    found = [body for kind, body in extensions if kind == _SERVER_NAME]
    if not found:
        return None
    body, *more = found
    # A list of one entry: its length, the type "host_name", the length of the name, the name.
    name = body[5:]
    single = body[:5] == (len(name) + 3).to_bytes(2) + b"\0" + len(name).to_bytes(2)
    if more or not single:
        return "the ClientHello names more than one server, or none"
    try:
        canonical_host(name.decode("ascii"))
    except (BadHost, UnicodeDecodeError):
        return "the server name of the ClientHello is not a host name"
    return None if name.decode() == sni else "the server name of the ClientHello can be read in two ways"
