"""E45 to E50: lines and fields. What RFC 9112 lets a server read in two ways is not sent on."""

from __future__ import annotations

from ..hello import CANARY
from ..vector import Clear, Vector, post, to


def _line(name: str, line: bytes) -> tuple[Vector, Vector]:
    """One odd header line in an otherwise plain request: within it, and as its first line."""
    last = post(extra=line + b"\r\n")
    first = post().replace(b"Host: {G}\r\n", line + b"\r\nHost: {G}\r\n")
    return Vector(f"E45-{name}", "D", to(b"{G}"), (last,)), Vector(f"E45-{name}-first", "D", to(b"{G}"), (first,))


_CONTROLS = {f"{byte:02x}": bytes([byte]) for byte in (0, 1, 7, 8, 11, 12, 14, 27, 31, 127)}
_IN_NAME = _CONTROLS | {
    "space": b" ",
    "tab": b"\t",
    "at": b"@",
    "quote": b'"',
    "paren": b"(",
    "slash": b"/",
    "comma": b",",
    "semicolon": b";",
    "equals": b"=",
    "brace": b"{",
    "high": b"\xe9",
    "utf8": "é".encode(),
    "cr": b"\r",
}

E45 = (
    *(vector for name, byte in _CONTROLS.items() for vector in _line(f"value-{name}", b"X-A: b" + byte + b"c")),
    *(vector for name, byte in _IN_NAME.items() for vector in _line(f"name-{name}", b"X" + byte + b"A: b")),
    *_line("value-cr", b"X-A: b\rc"),
    *_line("value-cr-header", b"X-A: b\rHost: {A}"),
    *_line("value-cr-end", b"X-A: b\r"),
    *_line("value-cr-cr", b"X-A: b\r\r"),
    *_line("value-lf-header", b"X-A: b\nX-B: c"),
    *_line("fold-space", b"X-A: b\r\n c"),
    *_line("fold-tab", b"X-A: b\r\n\tc"),
    *_line("fold-empty", b"X-A: b\r\n "),
    *_line("fold-colon", b"X-A: b\r\n X-B: c"),
    *_line("fold-lf", b"X-A: b\n c"),
    *_line("fold-content-type", b"Accept: text/plain,\r\n application/json"),
    *_line("name-end-space", b"X-A : b"),
    *_line("name-end-tab", b"X-A\t: b"),
    *_line("name-lead-space", b" X-A: b"),
    *_line("name-empty", b": b"),
    *_line("name-only", b"X-A"),
    *_line("colon-only", b":"),
    *_line("no-colon-words", b"GET / HTTP/1.1"),
    *_line("name-nul-end", b"X-A\x00: b"),
    Vector("E45-target-nul", "D", to(b"{G}"), (post(path=b"/v1/chat/completions?\x00"),)),
    Vector("E45-target-control", "D", to(b"{G}"), (post(path=b"/v1/chat/completions?\x01"),)),
    Vector("E45-target-delete", "D", to(b"{G}"), (post(path=b"/v1/chat/completions?\x7f"),)),
    Vector("E45-target-cr", "D", to(b"{G}"), (post(path=b"/v1/chat/completions?\rX: y"),)),
    Vector("E45-target-high", "D", to(b"{G}"), (post(path=b"/v1/chat/completions?\xff"),)),
    Vector("E45-target-space", "D", to(b"{G}"), (post(path=b"/v1/chat completions"),)),
    Vector("E45-target-vertical-tab", "D", to(b"{G}"), (post(path=b"/v1/chat\x0bcompletions"),)),
    Vector("E45-method-nul", "D", to(b"{G}"), (post().replace(b"POST", b"PO\x00ST", 1),)),
    Vector("E45-method-control", "D", to(b"{G}"), (post().replace(b"POST", b"PO\x01ST", 1),)),
    Vector("E45-method-paren", "D", to(b"{G}"), (post().replace(b"POST", b"PO(ST", 1),)),
    Vector("E45-method-high", "D", to(b"{G}"), (post().replace(b"POST", b"P\xd6ST", 1),)),
)

_REQUEST = post()
_HEAD, _BODY = _REQUEST.split(b"\r\n\r\n", 1)


def _first(line: bytes, rest: bytes | None = None) -> tuple[bytes]:
    """The plain request with another request line."""
    return (line + b"\r\n" + (rest if rest is not None else _REQUEST.split(b"\r\n", 1)[1]),)


_PATH = b"/v1/chat/completions"
_LINES = {
    "version-19": b"POST " + _PATH + b" HTTP/1.9",
    "version-12": b"POST " + _PATH + b" HTTP/1.2",
    "version-20": b"POST " + _PATH + b" HTTP/2.0",
    "version-2": b"POST " + _PATH + b" HTTP/2",
    "version-09": b"POST " + _PATH + b" HTTP/0.9",
    "version-110": b"POST " + _PATH + b" HTTP/1.10",
    "version-011": b"POST " + _PATH + b" HTTP/01.1",
    "version-1": b"POST " + _PATH + b" HTTP/1",
    "version-1-dot": b"POST " + _PATH + b" HTTP/1.",
    "version-11": b"POST " + _PATH + b" HTTP/11",
    "version-comma": b"POST " + _PATH + b" HTTP/1,1",
    "version-lower": b"POST " + _PATH + b" http/1.1",
    "version-mixed": b"POST " + _PATH + b" HtTP/1.1",
    "version-x": b"POST " + _PATH + b" HTTP/x.y",
    "version-high": b"POST " + _PATH + b" HTTP/1.\xb9",
    "version-https": b"POST " + _PATH + b" HTTPS/1.1",
    "version-icap": b"POST " + _PATH + b" ICAP/1.0",
    "version-rtsp": b"POST " + _PATH + b" RTSP/1.0",
    "version-none": b"POST " + _PATH,
    "version-plus": b"POST " + _PATH + b" HTTP/+1.1",
    "two-spaces": b"POST  " + _PATH + b" HTTP/1.1",
    "two-spaces-behind": b"POST " + _PATH + b"  HTTP/1.1",
    "tab": b"POST\t" + _PATH + b"\tHTTP/1.1",
    "vertical-tab": b"POST\x0b" + _PATH + b"\x0bHTTP/1.1",
    "form-feed": b"POST\x0c" + _PATH + b"\x0cHTTP/1.1",
    "lead-space": b" POST " + _PATH + b" HTTP/1.1",
    "lead-tab": b"\tPOST " + _PATH + b" HTTP/1.1",
    "lead-vertical-tab": b"\x0bPOST " + _PATH + b" HTTP/1.1",
    "lead-nul": b"\x00POST " + _PATH + b" HTTP/1.1",
    "trail-space": b"POST " + _PATH + b" HTTP/1.1 ",
    "trail-tab": b"POST " + _PATH + b" HTTP/1.1\t",
    "trail-word": b"POST " + _PATH + b" HTTP/1.1 x",
    "trail-version": b"POST " + _PATH + b" HTTP/1.1 HTTP/1.1",
    "cr": b"POST " + _PATH + b"\rHTTP/1.1",
    "cr-end": b"POST " + _PATH + b" HTTP/1.1\r",
    "no-target": b"POST HTTP/1.1",
    "no-slash": b"POST v1/chat/completions HTTP/1.1",
    "star": b"POST * HTTP/1.1",
    "quoted": b'"POST" ' + _PATH + b" HTTP/1.1",
    "no-method": b"/v1/chat/completions HTTP/1.1",
    "two-targets": b"POST / " + _PATH + b" HTTP/1.1",
}
E47 = (
    *(Vector(f"E47-line-{name}", "D", to(b"{G}"), _first(line)) for name, line in _LINES.items()),
    Vector("E47-lf-all", "D", to(b"{G}"), (_HEAD.replace(b"\r\n", b"\n") + b"\n\n" + _BODY,)),
    Vector("E47-lf-first", "D", to(b"{G}"), (_REQUEST.replace(b"\r\n", b"\n", 1),)),
    Vector("E47-lf-host", "D", to(b"{G}"), (_REQUEST.replace(b"{G}\r\n", b"{G}\n", 1),)),
    Vector("E47-lf-last-field", "D", to(b"{G}"), (_HEAD + b"\n\r\n" + _BODY,)),
    Vector("E47-lf-blank", "D", to(b"{G}"), (_HEAD + b"\r\n\n" + _BODY,)),
    Vector("E47-lf-both", "D", to(b"{G}"), (_HEAD + b"\n\n" + _BODY,)),
    Vector("E47-lf-smuggle", "D", to(b"{G}"), (_HEAD + b"\r\nX-A: b\n\nGET /{K} HTTP/1.1\nHost: {A}\n\n" + _BODY,)),
    Vector(
        "E47-lf-clear", "D", Clear(), (_REQUEST.replace(b"POST /", b"POST http://{G}/", 1).replace(b"\r\n", b"\n"),)
    ),
    Vector("E47-cr-all", "D", to(b"{G}"), (_HEAD.replace(b"\r\n", b"\r") + b"\r\r" + _BODY,)),
    Vector("E47-cr-blank", "D", to(b"{G}"), (_HEAD + b"\r\n\r" + _BODY,)),
    Vector("E47-crcrlf", "D", to(b"{G}"), (_REQUEST.replace(b"\r\n", b"\r\r\n"),)),
    Vector("E47-crcrlf-blank", "D", to(b"{G}"), (_HEAD + b"\r\n\r\r\n" + _BODY,)),
    Vector("E47-lfcr", "D", to(b"{G}"), (_REQUEST.replace(b"\r\n", b"\n\r"),)),
    Vector("E47-lf-lead", "D", to(b"{G}"), (b"\n" + _REQUEST,)),
    Vector("E47-cr-lead", "D", to(b"{G}"), (b"\r" + _REQUEST,)),
    Vector("E47-09", "D", to(b"{G}"), (b"GET /{K}\r\n",)),
    Vector("E47-09-clear", "D", Clear(), (b"GET http://{A}/{K}\r\n",)),
    Vector("E47-09-lf", "D", to(b"{G}"), (b"GET /{K}\n",)),
    Vector(
        "E47-10-te",
        "D",
        to(b"{G}"),
        (
            b"POST /v1/chat/completions HTTP/1.0\r\nHost: {G}\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n"
            + CANARY
            + b"\r\n0\r\n\r\n",
        ),
    ),
    Vector(
        "E47-10-no-host",
        "D",
        to(b"{G}"),
        (post(body=b"{BAD}").replace(b"Host: {G}\r\n", b"").replace(b"HTTP/1.1", b"HTTP/1.0"),),
    ),
    Vector("E47-lead-crlf", "N", to(b"{G}"), (b"\r\n" + post(body=b"{BODY}"),)),
)

_LISTED = (
    b"Host",
    b"Content-Length",
    b"Content-Type",
    b"Content-Encoding",
    b"Transfer-Encoding",
    b"Authorization",
    b"Cookie",
    b"Accept",
    b"Expect",
    b"Forwarded",
    b"Via",
    b"X-Forwarded-For",
    b"X-Api-Key",
    b"Origin",
    b"Range",
    b"Cache-Control",
    b"Sec-WebSocket-Key",
    b"Mcp-Session-Id",
    b"Anthropic-Version",
    b"Quarterdeck-Incident",
    b"close, Host",
    b"keep-alive, content-length",
    b"Host, Host",
    b"HOST",
    b"host",
    b"Host\r\nConnection: keep-alive",
    b"keep-alive\r\nConnection: Host",
    b"Content-Encoding,",
    b",Content-Encoding",
    b":path",
    b'"Host"',
    b"Ho st",
    b"*",
)
E49 = (
    *tuple(
        Vector(
            f"E49-{number:02}-{name.split(b'\r')[0].decode()}",
            "D",
            to(b"{G}"),
            (post(extra=b"Connection: " + name + b"\r\n"),),
        )
        for number, name in enumerate(_LISTED)
    ),
    Vector(
        "E49-encoding", "D", to(b"{G}"), (post(extra=b"Connection: Content-Encoding\r\nContent-Encoding: gzip\r\n"),)
    ),
    Vector("E49-clear", "D", Clear(), (post(path=b"http://{G}" + _PATH, extra=b"Connection: Host\r\n"),)),
)

_FINE = post(body=b'{"model":"allowed-1","messages":[]}', key=b"")
_FINE_CLEAR = _FINE.replace(b"POST /", b"POST http://{G}/", 1)
E50 = (
    Vector("E50-second-body", "D", to(b"{G}"), (_FINE + post(body=b"{BAD}"),), replies=2, records=None),
    Vector("E50-second-host", "D", to(b"{G}"), (_FINE + post(b"{A}"),), replies=2, records=None),
    Vector("E50-second-host-unlisted", "D", to(b"{G}"), (_FINE + post(b"{Z}"),), replies=2, records=None),
    Vector("E50-third", "D", to(b"{G}"), (_FINE + _FINE + post(body=b"{BAD}"),), replies=3, records=None),
    Vector(
        "E50-clear-second-target",
        "D",
        Clear(),
        (_FINE_CLEAR + post(b"{A}", path=b"http://{A}/v1/{K}"),),
        replies=2,
        records=None,
    ),
    Vector(
        "E50-clear-second-body",
        "D",
        Clear(),
        (_FINE_CLEAR + post(path=b"http://{G}" + _PATH, body=b"{BAD}"),),
        replies=2,
        records=None,
    ),
    Vector("E50-bytes", "D", to(b"{G}"), (_FINE + post(body=b"{BAD}"),), segment=7, replies=2, records=None),
    Vector("E50-after-answer", "D", to(b"{G}"), (_FINE, post(body=b"{BAD}")), records=2),
    Vector("E50-after-answer-host", "D", to(b"{G}"), (_FINE, post(b"{A}")), records=2),
    Vector("E50-after-refusal", "D", to(b"{G}"), (post(body=b"{BAD}"), post(body=b"{BAD}")), records=2),
    Vector("E50-after-refusal-host", "D", to(b"{A}"), (post(b"{A}"), post(b"{G}")), records=2),
    Vector(
        "E50-get-body-is-request",
        "D",
        to(b"{G}"),
        (b"GET /page HTTP/1.1\r\nHost: {G}\r\n\r\n" + post(body=b"{BAD}"),),
        replies=2,
        records=None,
    ),
    Vector(
        "E50-clear-after-answer",
        "D",
        Clear(),
        (_FINE_CLEAR, post(b"{A}", path=b"http://{A}/v1/{K}")),
        records=2,
    ),
)

VECTORS = (*E45, *E47, *E49, *E50)
