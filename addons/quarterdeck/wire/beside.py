"""Texts of a request that stand beside its body: its path, its query, its headers."""

from __future__ import annotations

from urllib.parse import parse_qsl

from quarterdeck.model.content import Part
from quarterdeck.model.exchange import Exchange

# Who the caller is to the service: no leak when sent there, but a text like any other to an organization's own pattern.
_CREDENTIALS = frozenset(
    "authorization proxy-authorization cookie x-api-key api-key x-goog-api-key x-amz-security-token".split()
)
# What HTTP itself or the client's library says.
_PLAIN = frozenset(
    "host content-length content-type accept accept-encoding accept-language connection user-agent".split()
)


def parts(exchange: Exchange) -> tuple[Part, ...]:
    """The texts beside the body, with pointers that begin with "@"."""
    out = [Part("@path", exchange.path, "address")]
    if exchange.query:
        out.append(Part("@query", exchange.query, "address"))
        out += [
            Part(f"@query/{name}", value, "address")
            for name, value in parse_qsl(exchange.query, keep_blank_values=True)
            if value
        ]
    for name, value in exchange.headers:
        out.append(Part(f"@header/{name}", value, "credential" if name in _CREDENTIALS else "header"))
    return tuple(out)
