"""E05, E06, E51: HTTP/2 requests that no honest client sends (RFC 9113 section 8), frame by frame."""

from __future__ import annotations

from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    HeadersFrame,
    PriorityFrame,
    PushPromiseFrame,
    RstStreamFrame,
    WindowUpdateFrame,
)

from ..hello import CANARY
from ..vector import H2, Fields, Vector, to

_METHOD, _SCHEME = (b":method", b"POST"), (b":scheme", b"https")
_AUTHORITY, _PATH = (b":authority", b"{G}"), (b":path", b"/v1/chat/completions")
_TYPE = (b"content-type", b"application/json")
_BARE: Fields = (_METHOD, _SCHEME, _AUTHORITY, _PATH, _TYPE)
_PLAIN: Fields = (*_BARE, (b"x-k", b"{K}"))


def _sent(
    name: str,
    fields: Fields,
    body: tuple[bytes, ...] = (b"{OK}",),
    *,
    host: bytes = b"{G}",
    trailers: Fields = (),
    raw: bytes = b"",
    open_block: bool = False,
    records: int | None = 1,
    expect: str = "D",
) -> Vector:
    shape = H2(fields, body, trailers, raw, open_block)
    return Vector(name, expect, to(host, alpn=b"h2"), h2=shape, records=records)  # type: ignore[arg-type]


def _with(*more: tuple[bytes, bytes]) -> Fields:
    return (*_PLAIN, *more)


def _instead(name: bytes, value: bytes) -> Fields:
    """The plain fields with one value changed."""
    return tuple((key, value if key == name else old) for key, old in _PLAIN)


def _without(*names: bytes) -> Fields:
    return tuple(pair for pair in _PLAIN if pair[0] not in names)


def _host(value: bytes) -> tuple[bytes, bytes]:
    return (b"host", value)


E05 = (
    _sent("E05-authority-banned-host-allowed", (*_instead(b":authority", b"{A}"), _host(b"{Y}")), host=b"{A}"),
    _sent("E05-authority-allowed-host-banned", (*_instead(b":authority", b"{Y}"), _host(b"{A}")), host=b"{A}"),
    _sent("E05-host-banned", _with(_host(b"{A}"))),
    _sent("E05-host-allowed", _with(_host(b"{Y}"))),
    _sent("E05-host-unlisted", _with(_host(b"{Z}"))),
    _sent("E05-host-first", (_METHOD, _SCHEME, _host(b"{A}"), _AUTHORITY, _PATH)),
    _sent("E05-host-empty", _with(_host(b""))),
    _sent("E05-host-twice", _with(_host(b"{G}"), _host(b"{A}"))),
    _sent("E05-host-twice-same", _with(_host(b"{G}"), _host(b"{G}"))),
    _sent("E05-host-list", _with(_host(b"{G}, {A}"))),
    _sent("E05-authority-banned", _instead(b":authority", b"{A}")),
    _sent("E05-authority-unlisted", _instead(b":authority", b"{Z}")),
    _sent("E05-authority-allowed", _instead(b":authority", b"{Y}")),
    _sent("E05-authority-both-banned", (*_instead(b":authority", b"{A}"), _host(b"{A}"))),
    _sent("E05-authority-loopback", _instead(b":authority", b"127.0.0.1")),
)

_UNFIT = {
    "userinfo": b"{G}@{A}",
    "userinfo-first": b"u:p@{G}",
    "list": b"{G},{A}",
    "space": b"{G} {A}",
    "slash": b"{G}/{A}",
    "crlf": b"{G}\r\nHost: {A}",
    "nul": b"{G}\x00{A}",
    "hash": b"{G}#{A}",
    "question": b"{G}?{A}",
    "scheme": b"https://{G}",
    "empty": b"",
    "high": b"{G}\xff",
    "percent": b"%61pi.together.xyz",
    "tab": b"{G}\t",
    "port-word": b"{G}:https",
}
E06 = (
    _sent("E06-no-authority-host-unlisted", (*_without(b":authority"), _host(b"{Z}"))),
    _sent("E06-no-authority-host-unlisted-banned", (*_without(b":authority"), _host(b"{Z}")), host=b"{A}"),
    _sent("E06-no-authority-host-banned", (*_without(b":authority"), _host(b"{A}"))),
    _sent("E06-no-authority-host-allowed", (*_without(b":authority"), _host(b"{Y}"))),
    _sent("E06-no-authority-two-hosts", (*_without(b":authority"), _host(b"{G}"), _host(b"{A}"))),
    _sent("E06-no-authority-no-host", _without(b":authority")),
    _sent("E06-no-authority-no-host-banned", _without(b":authority"), host=b"{A}"),
    *(_sent(f"E06-authority-{name}", _instead(b":authority", value)) for name, value in _UNFIT.items()),
    _sent("E06-authority-dot", _instead(b":authority", b"{G}."), (b"{BODY}",), expect="N"),
    _sent("E06-authority-upper", _instead(b":authority", b"API.Together.XYZ"), (b"{BODY}",), expect="N"),
    _sent("E06-authority-port", _instead(b":authority", b"{G}:443"), (b"{BODY}",), expect="N"),
)

_K = CANARY
_VALUES = {
    "crlf": b"a\r\nX-B: " + _K,
    "crlf-request": b"a\r\n\r\nGET /" + _K + b" HTTP/1.1\r\nHost: {A}\r\n\r\n",
    "lf": b"a\nX-B: " + _K,
    "cr": b"a\rX-B: " + _K,
    "nul": b"a\x00" + _K,
    "control": b"a\x01" + _K,
    "delete": b"a\x7f" + _K,
    "lead-space": b" " + _K,
    "trail-space": _K + b" ",
    "lead-tab": b"\t" + _K,
}
_NAMES = {
    "upper": b"X-Upper",
    "space": b"x a",
    "space-end": b"x-a ",
    "colon": b"x:a",
    "colon-end": b"x-a:",
    "crlf": b"x-a: b\r\nhost",
    "lf": b"x-a\n",
    "nul": b"x-a\x00",
    "control": b"x-a\x01",
    "delete": b"x-a\x7f",
    "high": b"x-\xe9",
    "empty": b"",
    "colon-only": b":",
    "paren": b"x(a)",
    "tab": b"x\ta",
    "request": b"x: y\r\n\r\nGET /smuggled HTTP/1.1\r\nhost",
}
_HOP = {
    "te-chunked": (b"te", b"chunked"),
    "te-gzip": (b"te", b"gzip"),
    "transfer-encoding": (b"transfer-encoding", b"chunked"),
    "transfer-encoding-identity": (b"transfer-encoding", b"identity"),
    "transfer-encoding-upper": (b"Transfer-Encoding", b"chunked"),
    "connection": (b"connection", b"close"),
    "connection-host": (b"connection", b"host"),
    "connection-encoding": (b"connection", b"content-encoding"),
    "keep-alive": (b"keep-alive", b"timeout=5"),
    "proxy-connection": (b"proxy-connection", b"keep-alive"),
    "upgrade": (b"upgrade", b"h2c"),
    "upgrade-websocket": (b"upgrade", b"websocket"),
}
_LENGTHS = {
    "short": (b"content-length", b"10"),
    "long": (b"content-length", b"1000"),
    "zero": (b"content-length", b"0"),
    "plus": (b"content-length", b"+94"),
    "list": (b"content-length", b"94, 94"),
    "word": (b"content-length", b"x"),
    "negative": (b"content-length", b"-1"),
    "empty": (b"content-length", b""),
    "crlf": (b"content-length", b"94\r\nx: y"),
    "hex": (b"content-length", b"0x5e"),
    "huge": (b"content-length", b"9" * 300),
}
_PATHS = {
    "empty": b"",
    "no-slash": b"v1/chat/completions",
    "space": b"/v1/chat completions",
    "request-line": b"/ HTTP/1.1\r\nHost: {A}\r\n\r\nGET /" + _K,
    "version": b"/v1/chat/completions HTTP/1.1",
    "crlf": b"/v1\r\nX-A: b",
    "lf": b"/v1\nx",
    "nul": b"/v1\x00",
    "control": b"/v1\x01",
    "tab": b"/v1\tx",
    "high": b"/v1\xff",
    "absolute": b"https://{A}/v1/chat/completions",
    "absolute-clear": b"http://{A}/v1/chat/completions",
    "authority-form": b"{A}:443",
    "star-post": b"*",
    "at": b"@{A}/v1/chat/completions",
    "fragment": b"/v1/chat/completions#x",
}
_METHODS = {
    "empty": b"",
    "space": b"GET /admin HTTP/1.1\r\nHost: {A}\r\n\r\nPOST",
    "crlf": b"POST\r\nx",
    "nul": b"PO\x00ST",
    "two-words": b"GET http://{A}/",
    "high": b"P\xd6ST",
    "tab": b"POST\t",
}
_SCHEMES = {
    "http": b"http",
    "empty": b"",
    "upper": b"HTTPS",
    "ftp": b"ftp",
    "url": b"https://{A}/",
    "crlf": b"https\r\nx: y",
    "colon": b"https:",
    "wss": b"wss",
}
_TWICE = {
    "method": (b":method", b"GET"),
    "path": (b":path", b"/x"),
    "scheme": (b":scheme", b"http"),
    "authority": (b":authority", b"{A}"),
}

E51 = (
    *(_sent(f"E51-value-{name}", _with((b"x-a", value))) for name, value in _VALUES.items()),
    *(_sent(f"E51-name-{name}", _with((field, b"{K}"))) for name, field in _NAMES.items()),
    *(_sent(f"E51-hop-{name}", _with(field)) for name, field in _HOP.items()),
    *(_sent(f"E51-length-{name}", _with(field)) for name, field in _LENGTHS.items()),
    _sent("E51-length-twice", _with((b"content-length", b"94"), (b"content-length", b"94"))),
    _sent("E51-length-twice-other", _with((b"content-length", b"94"), (b"content-length", b"0"))),
    _sent("E51-length-no-body", _with((b"content-length", b"50"), (b"x-k", b"{K}")), ()),
    *(_sent(f"E51-path-{name}", _instead(b":path", value)) for name, value in _PATHS.items()),
    *(_sent(f"E51-method-{name}", _instead(b":method", value)) for name, value in _METHODS.items()),
    *(_sent(f"E51-scheme-{name}", _instead(b":scheme", value)) for name, value in _SCHEMES.items()),
    *(_sent(f"E51-twice-{name}", (*_PLAIN[:4], field, _TYPE)) for name, field in _TWICE.items()),
    *(_sent(f"E51-twice-same-{key.decode()[1:]}", ((key, value), *_PLAIN)) for key, value in _PLAIN[:4]),
    *(_sent(f"E51-missing-{key.decode()[1:]}", _without(key)) for key in (b":method", b":path", b":scheme")),
    *(_sent(f"E51-late-{key.decode()[1:]}", (*_without(key), (key, value))) for key, value in _PLAIN[:4]),
    _sent("E51-pseudo-unknown", (*_PLAIN[:4], (b":foo", b"bar"), _TYPE)),
    _sent("E51-pseudo-status", (*_PLAIN[:4], (b":status", b"200"), _TYPE)),
    _sent("E51-pseudo-upper", ((b":Method", b"GET"), *_PLAIN)),
    _sent("E51-no-pseudo", (_host(b"{G}"), _TYPE)),
    _sent("E51-trailer-pseudo", _PLAIN, trailers=((b":path", b"/{K}"),)),
    _sent("E51-trailer-authority", _PLAIN, trailers=((b":authority", b"{A}"),)),
    _sent("E51-trailer-crlf", _PLAIN, trailers=((b"x-t", b"a\r\nb: {K}"),)),
    _sent("E51-trailer-upper", _PLAIN, trailers=((b"X-T", b"{K}"),)),
    _sent("E51-trailer-length", _PLAIN, trailers=((b"content-length", b"1"),)),
    _sent("E51-trailer-te", _PLAIN, trailers=((b"transfer-encoding", b"chunked"),)),
    _sent("E51-trailer-host", _PLAIN, trailers=(_host(b"{A}"),)),
    _sent("E51-block-open", _with((b"x-k", b"{K}")), open_block=True),
    _sent(
        "E51-block-open-then-data",
        _with((b"x-k", b"{K}")),
        open_block=True,
        raw=DataFrame(1, _K, flags=["END_STREAM"]).serialize(),
    ),
    _sent(
        "E51-block-other-stream",
        _with((b"x-k", b"{K}")),
        open_block=True,
        raw=ContinuationFrame(3, b"", flags=["END_HEADERS"]).serialize(),
    ),
    _sent(
        "E51-continuation-flood",
        _with((b"x-k", b"{K}")),
        open_block=True,
        raw=ContinuationFrame(1, b"").serialize() * 3000,
    ),
    _sent("E51-headers-giant", _with(*((b"x-%d" % number, b"a" * 900) for number in range(400)), (b"x-k", b"{K}"))),
    _sent("E51-value-giant", _with((b"x-a", b"a" * 400_000), (b"x-k", b"{K}"))),
    _sent("E51-many-fields", _with(*((b"x", b"") for _ in range(20_000)), (b"x-k", b"{K}"))),
    _sent("E51-crlf-forbidden", _with((b"x-a", b"a\r\nb")), (b"{BAD}",)),
)


def _stray(name: str, raw: bytes) -> Vector:
    """A frame that may not stand where it does, after a whole request without a canary in it."""
    return Vector(
        f"E51-{name}", "S", to(b"{G}", alpn=b"h2"), h2=H2(_BARE, (b'{"model":"allowed-1"}',), raw=raw), records=None
    )


STRAY = (
    _stray("data-after-end", DataFrame(1, _K).serialize()),
    _stray("data-on-idle", DataFrame(7, _K).serialize()),
    _stray("data-on-zero", DataFrame(1, _K).serialize().replace(b"\x00\x00\x00\x01", b"\x00\x00\x00\x00", 1)),
    _stray("data-on-even", DataFrame(2, _K).serialize()),
    _stray("headers-after-end", HeadersFrame(1, b"\x00\x01k\x20" + _K, flags=["END_HEADERS"]).serialize()),
    _stray(
        "headers-on-even",
        HeadersFrame(2, b"\x82\x87\x84\x00\x01k\x20" + _K, flags=["END_HEADERS", "END_STREAM"]).serialize(),
    ),
    _stray(
        "headers-lower-stream",
        HeadersFrame(9, b"\x82", flags=["END_HEADERS"]).serialize()
        + HeadersFrame(3, b"\x82\x00\x01k\x20" + _K, flags=["END_HEADERS"]).serialize(),
    ),
    _stray("push-promise", PushPromiseFrame(1, 2, b"\x82\x00\x01k\x20" + _K, flags=["END_HEADERS"]).serialize()),
    _stray("unknown-frame", b"\x00\x00\x20\xbb\x00\x00\x00\x00\x01" + _K),
    _stray(
        "unknown-settings",
        b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\xff\xffkkkk" + b"\x00\x00\x20\xbb\x00\x00\x00\x00\x00" + _K,
    ),
    _stray("bad-huffman", HeadersFrame(3, b"\x82\x00\x81\xff\xa0" + _K, flags=["END_HEADERS"]).serialize()),
    _stray("bad-index", HeadersFrame(3, b"\xff\xff\xff\x0f" + _K, flags=["END_HEADERS"]).serialize()),
    _stray("table-update-late", HeadersFrame(3, b"\x82\x3f\xe1\xff\x03" + _K, flags=["END_HEADERS"]).serialize()),
    _stray("frame-too-large", b"\x04\x00\x00\x00\x00\x00\x00\x00\x03" + _K + bytes(262144)),
    _stray(
        "window-zero", WindowUpdateFrame(1, 1).serialize()[:-4] + b"\x00\x00\x00\x00" + DataFrame(1, _K).serialize()
    ),
    _stray("priority-self", PriorityFrame(3, depends_on=3).serialize() + DataFrame(3, _K).serialize()),
    _stray("reset-then-data", RstStreamFrame(1, 8).serialize() + DataFrame(1, _K).serialize()),
    _stray("http1-behind", b"GET /" + _K + b" HTTP/1.1\r\nHost: {A}\r\n\r\n"),
    _stray(
        "rapid-reset",
        b"".join(
            HeadersFrame(n, b"\x82\x87\x84", flags=["END_HEADERS"]).serialize() + RstStreamFrame(n, 8).serialize()
            for n in range(3, 403, 2)
        ),
    ),
)

VECTORS = (*E05, *E06, *E51, *STRAY)
