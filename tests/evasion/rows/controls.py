"""Ordinary exchanges that must pass, so that refusing everything is no way through this suite."""

from __future__ import annotations

import gzip

from ..hello import CANARY
from ..vector import H2, Clear, Tls, Tunnel, Vector, post, to

_PATH = b"/v1/chat/completions"
_JSON = b'{"model":"allowed-1","messages":[{"role":"user","content":"' + CANARY + b'"}]}'

_GZIPPED = gzip.compress(b'{"model":"allowed-1","messages":[]}', mtime=0)


def _get(target: bytes = b"/page", host: bytes = b"{G}", extra: bytes = b"", method: bytes = b"GET") -> bytes:
    return b"%b %b HTTP/1.1\r\nHost: %b\r\nX-K: {K}\r\n%b\r\n" % (method, target, host, extra)


def _ok(
    name: str,
    *sends: bytes,
    way: Clear | Tunnel | Tls | None = None,
    reach: int = 1,
    records: int | None = 1,
    segment: int = 0,
) -> Vector:
    return Vector(f"P-{name}", "P", way or to(b"{G}"), sends, reach=reach, records=records, segment=segment)


def _h2(
    name: str, method: bytes, body: tuple[bytes, ...] = (), *more: tuple[bytes, bytes], path: bytes = _PATH
) -> Vector:
    fields = (
        (b":method", method),
        (b":scheme", b"https"),
        (b":authority", b"{G}"),
        (b":path", path),
        (b"x-k", b"{K}"),
        *more,
    )
    return Vector(f"P-h2-{name}", "P", to(b"{G}", alpn=b"h2"), h2=H2(fields, body), reach=1)


def _chunked(*pieces: bytes, extra: bytes = b"") -> bytes:
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    head = (
        b"POST " + _PATH + b" HTTP/1.1\r\nHost: {G}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
    )
    return head + extra + b"\r\n" + body + b"0\r\n\r\n"


_HEADERS = {
    "obs-text": b"X-Name: J\xe4ger\r\n",
    "utf8": "X-Name: Jäger\r\n".encode(),
    "tab-in-value": b"X-A: a\tb\r\n",
    "empty-value": b"X-A:\r\n",
    "no-space": b"X-A:b\r\n",
    "spaces-round": b"X-A:   b   \r\n",
    "odd-token": b"X!#$%&'*+-.^_`|~9: b\r\n",
    "repeated": b"Accept: text/html\r\nAccept: */*\r\n",
    "cookies": b"Cookie: a=b; c=d\r\nCookie: e=f\r\n",
    "long-cookie": b"Cookie: a=" + b"c" * 8000 + b"\r\n",
    "many": b"".join(b"X-%d: y\r\n" % number for number in range(80)),
    "keep-alive": b"Connection: keep-alive\r\n",
    "keep-alive-upper": b"Connection: Keep-Alive\r\n",
    "close": b"Connection: close\r\n",
    "te-trailers": b"Connection: TE\r\nTE: trailers\r\n",
    "proxy-connection": b"Proxy-Connection: keep-alive\r\n",
    "accept-encoding": b"Accept-Encoding: gzip, deflate, br, zstd\r\n",
    "authorization": b"Authorization: Bearer sk-{K}\r\n",
    "range": b"Range: bytes=0-10\r\n",
    "x-forwarded": b"X-Forwarded-For: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\n",
    "url-in-value": b"Referer: https://chat.deepseek.com/\r\n",
    "host-port": b"",
}

VECTORS = (
    _ok("post", post()),
    _ok("post-allowed-host", post(b"{Y}", path=b"/api/v1/chat/completions"), way=to(b"{Y}")),
    _ok("post-bytes", post(), segment=1),
    _ok("post-segments", post(), segment=50),
    _ok("post-empty", b"POST /v1/files HTTP/1.1\r\nHost: {G}\r\nX-K: {K}\r\nContent-Length: 0\r\n\r\n"),
    _ok("post-no-length", b"POST /v1/files HTTP/1.1\r\nHost: {G}\r\nX-K: {K}\r\n\r\n"),
    _ok("chunked", _chunked(_JSON)),
    _ok("chunked-many", _chunked(_JSON[:20], _JSON[20:])),
    _ok("chunked-upper-coding", _chunked(_JSON).replace(b": chunked", b": Chunked")),
    _ok("chunked-hex-upper", _chunked(_JSON).replace(b"%x\r\n" % len(_JSON), b"%X\r\n" % len(_JSON))),
    _ok("gzip", post(body=_GZIPPED, extra=b"Content-Encoding: gzip\r\n")),
    _ok("expect-continue", post(extra=b"Expect: 100-continue\r\n")),
    *(
        _ok(f"method-{method.decode().lower()}", _get(method=method))
        for method in (b"GET", b"HEAD", b"DELETE", b"OPTIONS", b"PATCH", b"PUT", b"PROPFIND")
    ),
    *(_ok(f"header-{name}", _get(extra=line)) for name, line in _HEADERS.items() if line),
    _ok("host-with-port", _get(host=b"{G}:443")),
    _ok("http10", _get().replace(b"HTTP/1.1", b"HTTP/1.0")),
    _ok("http10-keep-alive", _get(extra=b"Connection: keep-alive\r\n").replace(b"HTTP/1.1", b"HTTP/1.0")),
    _ok("options-star", _get(b"*", method=b"OPTIONS")),
    _ok("long-url", _get(b"/x?q=" + b"a" * 7000)),
    _ok("query-url", _get(b"/fetch?u=https://chat.deepseek.com/")),
    _ok("percent-path", _get(b"/a%20b/c%2Fd?e=%7B%7D")),
    _ok("query-braces", _get(b"/x?filter[a]=1&b=c|d")),
    _ok("keep-alive", post(), post(), post(), reach=3, records=3),
    _ok("mixed-case-host", _get(host=b"Api.Together.Xyz")),
    _ok("clear", _get(b"http://{G}/page"), way=Clear()),
    _ok("clear-unlisted", _get(b"http://{Z}/page", b"{Z}"), way=Clear(), records=None),
    _ok("clear-unlisted-post", post(b"{Z}", path=b"http://{Z}/form"), way=Clear(), records=None),
    _ok("clear-port-80", _get(b"http://{Z}:80/page", b"{Z}:80"), way=Clear(), records=None),
    _ok("clear-keep-alive", _get(b"http://{G}/page"), _get(b"http://{G}/page"), way=Clear(), reach=2, records=2),
    _ok(
        "clear-two-hosts",
        _get(b"http://{G}/page"),
        _get(b"http://{Z}/page", b"{Z}"),
        way=Clear(),
        reach=2,
        records=None,
    ),
    _ok("clear-address", _get(b"http://{IP}/page", b"{IP}"), way=Clear(), records=None),
    _ok("tunnel-80", _get(), way=Tunnel(b"{G}:80")),
    _ok("tunnel-80-unlisted", _get(host=b"{Z}"), way=Tunnel(b"{Z}:80"), records=None),
    _ok("tunnel-headers", _get(), way=Tunnel(b"{G}:80", b"User-Agent: x\r\nProxy-Connection: keep-alive\r\n")),
    _ok("unlisted", _get(host=b"{Z}"), way=to(b"{Z}"), records=None),
    _ok("unlisted-no-sni", _get(host=b"{Z}"), way=Tls(b"{Z}:443", None), records=None),
    _ok("unlisted-odd-port", _get(host=b"{Z}:8443"), way=Tls(b"{Z}:8443", b"{Z}"), records=None),
    _ok("unlisted-alpn-h2-offered", _get(host=b"{Z}"), way=Tls(b"{Z}:443", b"{Z}", (b"http/1.1",)), records=None),
    _ok("address", _get(host=b"{IP}"), way=Tls(b"{IP}:443", None), records=None),
    _ok("address-sni-unlisted", _get(host=b"{Z}"), way=Tls(b"{IP}:443", b"{Z}"), records=None),
    _ok("address-v6", _get(host=b"[2001:db8::7]"), way=Tls(b"[2001:db8::7]:443", None), records=None),
    _ok("no-alpn", _get(), way=Tls(b"{G}:443", b"{G}", ())),
    _ok("no-sni", _get(), way=Tls(b"{G}:443", None)),
    _ok("odd-port", _get(host=b"{G}:8443"), way=Tls(b"{G}:8443", b"{G}")),
    _h2("get", b"GET", path=b"/page"),
    _h2("head", b"HEAD", path=b"/page"),
    _h2("post", b"POST", (b"{OK}",), (b"content-type", b"application/json")),
    _h2(
        "post-pieces",
        b"POST",
        (b'{"model":"allowed-1",', b'"messages":[]', b"}"),
        (b"content-type", b"application/json"),
    ),
    _h2("post-length", b"POST", (b"{OK}",), (b"content-length", b"{#OK}")),
    _h2("te-trailers", b"GET", (), (b"te", b"trailers"), path=b"/page"),
    _h2("cookies", b"GET", (), (b"cookie", b"a=b"), (b"cookie", b"c=d"), path=b"/page"),
    _h2("host-same", b"GET", (), (b"host", b"{G}"), path=b"/page"),
    _h2("obs-text", b"GET", (), (b"x-name", b"J\xe4ger"), path=b"/page"),
    _h2("empty-value", b"GET", (), (b"x-a", b""), path=b"/page"),
    _h2("options-star", b"OPTIONS", path=b"*"),
    _h2("long-path", b"GET", path=b"/x?" + b"a" * 7000),
    _h2("priority", b"GET", (), (b"priority", b"u=1, i"), path=b"/page"),
    _ok("hub-page", _get(b"/bert-base-uncased", b"huggingface.co"), way=to(b"huggingface.co")),
    _ok(
        "hub-other-weights",
        _get(b"/google-bert/bert-base-uncased/resolve/main/model.safetensors", b"huggingface.co"),
        way=to(b"huggingface.co"),
    ),
)
