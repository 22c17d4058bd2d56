"""E31: names looked up past the organization's resolvers, over TLS (RFC 7858) or HTTPS (RFC 8484)."""

from __future__ import annotations

import base64
import struct

from ..said import body, h2
from ..vector import Clear, Make, Tls, Tunnel, Vector, post, to


def message(canary: bytes) -> bytes:
    """A query for the name CANARY.example (RFC 1035 section 4.1)."""
    name = bytes([len(canary)]) + canary + b"\x07example\x00"
    return b"\x00\x00\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00" + name + b"\x00\x10\x00\x01"


def _framed(canary: bytes) -> bytes:
    data = message(canary)
    return struct.pack("!H", len(data)) + data


def _parameter(canary: bytes) -> bytes:
    return base64.urlsafe_b64encode(message(canary)).rstrip(b"=")


_MADE: dict[bytes, Make] = {b"D": _framed}
_HOSTS = {"banned": b"{A}", "governed": b"{G}", "allowed": b"{Y}", "unlisted": b"{Z}", "address": b"{IP}"}

# Over TLS, and over TCP alone: refused at the gate, whatever the rules say.
_TLS = (
    *(
        Vector(f"E31-dot-{name}", "D", Tls(host + b":853", host, (b"dot",)), (b"{D}",), made=_MADE)
        for name, host in _HOSTS.items()
        if name != "address"
    ),
    *(
        Vector(f"E31-853-raw-{name}", "D", Tunnel(host + b":853"), (b"{D}",), made=_MADE)
        for name, host in _HOSTS.items()
    ),
    Vector("E31-dot-no-alpn", "D", Tls(b"{Z}:853", b"{Z}", ()), (b"{D}",), made=_MADE),
    Vector("E31-dot-no-sni", "D", Tls(b"{Z}:853", None, (b"dot",)), (b"{D}",), made=_MADE),
    Vector("E31-dot-address", "D", Tls(b"{IP}:853", None, (b"dot",)), (b"{D}",), made=_MADE),
    Vector("E31-dot-address-v6", "D", Tls(b"[2001:db8::7]:853", None, (b"dot",)), (b"{D}",), made=_MADE),
    Vector("E31-dot-trailing-dot", "D", Tls(b"{Z}.:853", b"{Z}", (b"dot",)), (b"{D}",), made=_MADE),
    Vector("E31-dot-zeros", "D", Tls(b"{Z}:0853", b"{Z}", (b"dot",)), (b"{D}",), made=_MADE),
    Vector("E31-dot-records", "D", Tls(b"{Z}:853", b"{Z}", (b"dot",), "records"), (b"{D}",), made=_MADE),
    Vector("E31-853-http", "D", Tls(b"{Z}:853", b"{Z}"), (post(b"{Z}"),)),
    Vector("E31-853-clear", "D", Clear(), (post(b"{Z}:853", path=b"http://{Z}:853/"),)),
    Vector("E31-53-clear", "D", Clear(), (post(b"{Z}:53", path=b"http://{Z}:53/"),)),
    Vector("E31-853-http2", "D", Tls(b"{Z}:853", b"{Z}", (b"h2",)), (b"{D}",), made=_MADE),
    Vector("E31-53-tls", "D", Tls(b"{Z}:53", b"{Z}", (b"dot",)), (b"{D}",), made=_MADE),
)

VECTORS = _TLS

_DNS = b"application/dns-message"
_PATHS = {
    "plain": b"/dns-query",
    "upper": b"/DNS-Query",
    "slash": b"/dns-query/",
    "slashes": b"//dns-query",
    "dots": b"/x/../dns-query",
    "encoded": b"/%64ns-query",
    "below": b"/dns-query/client-7",
    "query": b"/dns-query?ct=application/dns-message",
    "matrix": b"/dns-query;a=b",
}


def _get(name: str, host: bytes, target: bytes) -> Vector:
    ask = b"GET %b HTTP/1.1\r\nHost: %b\r\nX-Id: {M}\r\nAccept: application/dns-message\r\n\r\n" % (target, host)
    return Vector(f"E31-doh-{name}", "D", to(host), (ask,), rule=True, made={b"D": _parameter})


def _post(name: str, host: bytes, path: bytes, kind: bytes = _DNS) -> tuple[Vector, ...]:
    return body(f"E31-doh-{name}", message, kind, path=path, host=host, told="either", clean=False)


def _named(vectors: tuple[Vector, ...]) -> tuple[Vector, ...]:
    """Refused for where they go: the record need not say more."""
    return tuple(Vector(one.id, "D", one.way, one.sends, one.h2, rule=True, made=one.made) for one in vectors)


CONTENT = (
    *(one for name, path in _PATHS.items() for one in _named(_post(f"post-{name}", b"{Z}", path))),
    *(
        _get(f"get-{name}", b"{Z}", path + (b"&" if b"?" in path else b"?") + b"dns={D}")
        for name, path in _PATHS.items()
    ),
    # On a path of its own the look-up is what is said in it.
    _get("get-own-path", b"{Z}", b"/resolve-me?dns={D}"),
    _get("get-json", b"{Z}", b"/resolve?name={K}.example&type=TXT"),
    *_post("post-own-path", b"{Z}", b"/my/resolver"),
    *_post("post-own-path-octets", b"{Z}", b"/my/resolver", b"application/octet-stream"),
    *_post("post-governed", b"{G}", b"/my/resolver"),
    *(_get(f"known-{host.decode()}", host, b"/dns-query?dns={D}") for host in (b"dns.google", b"9.9.9.9")),
    _get("known-json", b"dns.google", b"/resolve?name={K}.example"),
    _get("known-own-path", b"cloudflare-dns.com", b"/anything"),
    _get("known-below", b"chrome.cloudflare-dns.com", b"/anything"),
    *_named(_post("known-post", b"dns.quad9.net", b"/dns-query")),
    *_named(h2("E31-doh-h2-get", (), (), {b"D": _parameter}, method=b"GET", path=b"/dns-query?dns={D}", clean=False)),
    *_named(
        h2("E31-doh-h2-post", ((b"content-type", _DNS),), (b"{D}",), {b"D": message}, path=b"/dns-query", clean=False)
    ),
)
