"""E17 to E25: something other than the HTTP that was announced, under a name that is governed or banned."""

from __future__ import annotations

from ..hello import CANARY
from ..vector import H2, Clear, Tls, Tunnel, Vector, post, to

# RFC 1035 section 4.2.2: two bytes of length, a header, one question whose name holds the canary.
_QUESTION = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x20" + CANARY + b"\x07example\x00\x00\x10\x00\x01"
_DNS = len(_QUESTION).to_bytes(2) + _QUESTION

E17 = (
    *(
        Vector(f"E17-{name}-53", "D", Tunnel(host + b":53"), (_DNS,))
        for name, host in {
            "banned": b"{A}",
            "governed": b"{G}",
            "allowed": b"{Y}",
            "unlisted": b"{Z}",
            "ip": b"{IP}",
        }.items()
    ),
    Vector("E17-unlisted-53-bytes", "D", Tunnel(b"{Z}:53"), (_DNS,), segment=1),
    Vector("E17-unlisted-53-raw", "D", Tunnel(b"{Z}:53"), (b"\x00\x20" + CANARY,)),
    Vector("E17-unlisted-53-dot", "D", Tunnel(b"{Z}.:53"), (_DNS,)),
    Vector("E17-unlisted-53-zeros", "D", Tunnel(b"{Z}:053"), (_DNS,)),
    Vector("E17-unlisted-53-http", "D", Tunnel(b"{Z}:53"), (post(b"{A}"),)),
    Vector("E17-governed-443-dns", "D", Tunnel(b"{G}:443"), (_DNS,)),
    Vector("E17-banned-853-raw", "D", Tunnel(b"{A}:853"), (_DNS,)),
    Vector("E17-governed-853-tls", "D", Tls(b"{G}:853", b"{G}", (b"dot",)), (_DNS,)),
)

_RAW = {
    "binary": b"\x00\x01\x02\x03\x80\xff" + CANARY,
    "zeros": bytes(64) + CANARY,
    "text": CANARY + b"\r\n",
    "text-lf": b"hello " + CANARY + b"\n\n",
    "tls-alert": b"\x15\x03\x03\x00\x02\x02\x28" + CANARY,
    "tls-application": b"\x17\x03\x03\x00\x20" + CANARY,
    "tls-short": b"\x16\x03\x01\x00" + CANARY,
    "tls-version-9": b"\x16\x09\x09\x00\x20" + CANARY,
    "dtls": b"\x16\xfe\xfd\x00\x00\x00\x00\x00\x00\x00\x00\x00\x20" + CANARY,
    "ssl2": b"\x80\x2e\x01\x03\x01\x00\x15\x00\x00\x00\x10" + CANARY,
    "quic": b"\xc0\x00\x00\x00\x01\x08" + CANARY,
    "socks5": b"\x05\x01\x00" + CANARY,
    "bittorrent": b"\x13BitTorrent protocol" + CANARY,
    "smtp": b"EHLO " + CANARY + b"\r\n",
    "redis": b"*2\r\n$3\r\nSET\r\n$32\r\n" + CANARY + b"\r\n",
    "postgres": b"\x00\x00\x00\x08\x04\xd2\x16\x2f" + CANARY,
    "mqtt": b"\x10\x2a\x00\x04MQTT\x04\x02\x00\x3c\x00\x20" + CANARY,
    "openvpn": b"\x00\x2e\x38" + CANARY,
    "wireguard": b"\x01\x00\x00\x00" + CANARY,
    "http-like": b"FOO" + CANARY + b" HTTP/1.1\r\n\r\n",
    "options-star": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + CANARY,
}

E19 = (
    *tuple(
        Vector(f"E19-{host}-{name}", "D", Tunnel(way), (data,))
        for host, way in (("governed", b"{G}:443"), ("banned", b"{A}:443"), ("governed-80", b"{G}:80"))
        for name, data in _RAW.items()
    ),
    Vector("E19-governed-odd-port", "D", Tunnel(b"{G}:8443"), (_RAW["binary"],)),
)

_SSH = b"SSH-2.0-OpenSSH_9.9 " + CANARY + b"\r\n"
E20 = (
    Vector("E20-governed", "D", Tunnel(b"{G}:443"), (_SSH,)),
    Vector("E20-banned", "D", Tunnel(b"{A}:443"), (_SSH,)),
    Vector("E20-banned-22", "D", Tunnel(b"{A}:22"), (_SSH,)),
    Vector("E20-governed-22", "D", Tunnel(b"{G}:22"), (_SSH,)),
    Vector("E20-allowed", "D", Tunnel(b"{Y}:443"), (_SSH,)),
    Vector("E20-bytes", "D", Tunnel(b"{G}:443"), (_SSH,), segment=1),
    Vector("E20-lower", "D", Tunnel(b"{G}:443"), (b"ssh-2.0-x " + CANARY + b"\n",)),
    Vector("E20-in-tls", "D", to(b"{G}"), (_SSH,)),
)

_ALPN = {
    "foo": (b"foo",),
    "h3": (b"h3",),
    "spdy": (b"spdy/3.1",),
    "dot": (b"dot",),
    "acme": (b"acme-tls/1",),
    "ssh": (b"ssh",),
    "imap": (b"imap",),
    "mqtt": (b"mqtt",),
    "none": (),
    "grease": (b"\x0a\x0a",),
    "upper": (b"HTTP/1.1",),
    "http10": (b"http/1.0",),
    "http11": (b"http/1.1",),
    "h2": (b"h2",),
    "h2c": (b"h2c",),
    "foo-first": (b"foo", b"http/1.1"),
    "h2-foo": (b"h2", b"foo"),
}
E21 = tuple(
    Vector(f"E21-{host}-{name}", "D", Tls(way, sni, protocols), (_RAW["binary"],))
    for host, way, sni in (("governed", b"{G}:443", b"{G}"), ("banned", b"{A}:443", b"{A}"))
    for name, protocols in _ALPN.items()
) + tuple(
    Vector(f"E21-http-over-{name}", "S", Tls(b"{G}:443", b"{G}", protocols), (post(body=b"{BAD}"),), records=None)
    for name, protocols in _ALPN.items()
)

_UPGRADE = b"GET /upgrade HTTP/1.1\r\nHost: {G}\r\nConnection: Upgrade\r\nUpgrade: %b\r\n%b\r\n"
_KEY = b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"


def _upgrade(name: str, protocol: bytes, extra: bytes = b"") -> Vector:
    return Vector(f"E23-{name}", "S", to(b"{G}"), (_UPGRADE % (protocol, extra), _RAW["binary"]), records=None)


E23 = (
    _upgrade("foo", b"foo"),
    _upgrade("foo-upper", b"FOO"),
    _upgrade("tls", b"TLS/1.2"),
    _upgrade("h2c", b"h2c", b"HTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
    _upgrade("list", b"foo, websocket"),
    _upgrade("list-websocket-first", b"websocket, foo", _KEY),
    _upgrade("websocket-no-key", b"websocket"),
    _upgrade("websocket-spelt", b"web-socket", _KEY),
    _upgrade("connect-udp", b"connect-udp"),
    _upgrade("connect-ip", b"connect-ip"),
    _upgrade("ssh", b"ssh"),
    _upgrade("space", b"foo "),
    _upgrade("connection-list", b"foo", b"Connection: keep-alive, Upgrade\r\n"),
    Vector(
        "E23-post-body",
        "S",
        to(b"{G}"),
        (post(path=b"/upgrade", body=b"{}", key=b"", extra=b"Connection: Upgrade\r\nUpgrade: foo\r\n"), _RAW["text"]),
        records=None,
    ),
    Vector(
        "E23-clear",
        "S",
        Clear(),
        ((_UPGRADE % (b"foo", b"")).replace(b"GET /", b"GET http://{G}/"), _RAW["binary"]),
        records=None,
    ),
    Vector(
        "E23-unasked-101",
        "S",
        to(b"{G}"),
        (b"GET /unasked-101 HTTP/1.1\r\nHost: {G}\r\n\r\n", _RAW["binary"]),
        records=None,
    ),
    Vector("E23-banned", "D", to(b"{A}"), ((_UPGRADE % (b"foo", b"")).replace(b"{G}", b"{A}"),)),
)

_PRIOR = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"
_H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
_FIELDS = (
    (b":method", b"POST"),
    (b":scheme", b"http"),
    (b":authority", b"{G}"),
    (b":path", b"/v1/chat/completions"),
    (b"content-type", b"application/json"),
)
E24 = (
    Vector(
        "E24-upgrade-clear",
        "S",
        Clear(),
        (post(path=b"http://{G}/v1/chat/completions", extra=_H2C, body=b"{BAD}"),),
        records=None,
    ),
    Vector("E24-upgrade-banned", "D", Clear(), (post(b"{A}", path=b"http://{A}/v1/chat/completions", extra=_H2C),)),
    Vector("E24-upgrade-tls", "S", to(b"{G}"), (post(extra=_H2C, body=b"{BAD}"),), records=None),
    Vector("E24-upgrade-lower", "S", to(b"{G}"), (post(extra=_H2C.lower(), body=b"{BAD}"),), records=None),
    Vector("E24-prior-clear", "D", Clear(), (_PRIOR + CANARY,), records=None),
    Vector("E24-prior-tunnel-80", "D", Tunnel(b"{G}:80"), (_PRIOR + CANARY,)),
    Vector(
        "E24-prior-tunnel-banned",
        "D",
        Tunnel(b"{A}:80"),
        h2=H2(((b":method", b"POST"), (b":scheme", b"http"), (b":authority", b"{A}"), (b":path", b"/v1/{K}"))),
    ),
    Vector("E24-prior-tunnel-request", "S", Tunnel(b"{G}:80"), h2=H2(_FIELDS, (b"{BAD}",)), records=None),
    Vector("E24-prior-alpn-http11", "S", to(b"{G}"), h2=H2(_FIELDS, (b"{BAD}",)), records=None),
    Vector("E24-http11-alpn-h2", "S", to(b"{G}", alpn=b"h2"), (post(body=b"{BAD}"),), records=None),
)

_EXTENDED = (
    (b":method", b"CONNECT"),
    (b":protocol", b"websocket"),
    (b":scheme", b"https"),
    (b":path", b"/v1/realtime?k={K}"),
    (b":authority", b"{A}"),
    (b"sec-websocket-version", b"13"),
)


def _extended(name: str, **changed: bytes) -> Vector:
    fields = tuple((key, changed.get(key.decode().strip(":"), value)) for key, value in _EXTENDED)
    host = changed.get("authority", b"{A}")
    return Vector(f"E25-{name}", "D", to(b"{A}" if host == b"{A}" else b"{G}", alpn=b"h2"), h2=H2(fields, (b"{K}",)))


E25 = (
    _extended("websocket-banned"),
    _extended("websocket-governed-host-banned", authority=b"{A}"),
    _extended("connect-udp", protocol=b"connect-udp", authority=b"{G}"),
    _extended("connect-ip", protocol=b"connect-ip", authority=b"{G}"),
    _extended("foo", protocol=b"foo", authority=b"{G}"),
    Vector(
        "E25-plain-connect",
        "D",
        to(b"{G}", alpn=b"h2"),
        h2=H2(((b":method", b"CONNECT"), (b":authority", b"{A}:443")), (b"{K}",)),
    ),
    Vector(
        "E25-plain-connect-same",
        "D",
        to(b"{G}", alpn=b"h2"),
        h2=H2(((b":method", b"CONNECT"), (b":authority", b"{G}:443")), (b"{K}",)),
    ),
    Vector(
        "E25-protocol-on-get",
        "D",
        to(b"{G}", alpn=b"h2"),
        h2=H2(
            (
                (b":method", b"GET"),
                (b":protocol", b"websocket"),
                (b":scheme", b"https"),
                (b":path", b"/{K}"),
                (b":authority", b"{G}"),
            )
        ),
    ),
    Vector("E25-connect-in-tls", "D", to(b"{G}"), (b"CONNECT {A}:443 HTTP/1.1\r\nHost: {A}:443\r\nX-K: {K}\r\n\r\n",)),
    Vector(
        "E25-connect-in-tls-same", "D", to(b"{G}"), (b"CONNECT {G}:443 HTTP/1.1\r\nHost: {G}:443\r\nX-K: {K}\r\n\r\n",)
    ),
    Vector(
        "E25-connect-in-tunnel",
        "D",
        Tunnel(b"{G}:80"),
        (b"CONNECT {A}:443 HTTP/1.1\r\nHost: {A}:443\r\nX-K: {K}\r\n\r\n",),
    ),
)

VECTORS = (*E17, *E19, *E20, *E21, *E23, *E24, *E25)
