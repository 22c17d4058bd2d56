"""E52, E53: a body is read whatever the method is called, and the method is what the request line says."""

from __future__ import annotations

from ..vector import H2, Clear, Vector, post, to

_WITH_BODY = (b"GET", b"HEAD", b"DELETE", b"OPTIONS", b"PUT", b"PATCH", b"TRACE", b"PROPFIND", b"SEARCH", b"QUERY")


def _sent(method: bytes, body: bytes = b"{BAD}", extra: bytes = b"") -> bytes:
    return post(body=body, extra=extra).replace(b"POST", method, 1)


E52 = tuple(
    vector
    for method in _WITH_BODY
    for vector in (
        Vector(f"E52-{method.decode().lower()}", "D", to(b"{G}"), (_sent(method),)),
        Vector(
            f"E52-{method.decode().lower()}-h2",
            "D",
            to(b"{G}", alpn=b"h2"),
            h2=H2(
                (
                    (b":method", method),
                    (b":scheme", b"https"),
                    (b":authority", b"{G}"),
                    (b":path", b"/v1/chat/completions"),
                    (b"content-type", b"application/json"),
                ),
                (b"{BAD}",),
            ),
        ),
        Vector(
            f"E52-{method.decode().lower()}-chunked",
            "D",
            to(b"{G}"),
            (
                method + b" /v1/chat/completions HTTP/1.1\r\nHost: {G}\r\nContent-Type: application/json\r\n"
                b"Transfer-Encoding: chunked\r\n\r\n"
                + b"65\r\n"
                + b'{"model":"forbidden-1","messages":[{"role":"user","content":"'
                + b"{"
                + b"K" * 30
                + b"}"
                + b'xxxxx"}]}'
                + b"\r\n0\r\n\r\n",
            ),
        ),
    )
)

_OVERRIDES = {
    "x-http-method-override": b"X-HTTP-Method-Override: POST\r\n",
    "x-method-override": b"X-Method-Override: POST\r\n",
    "x-http-method": b"X-HTTP-Method: POST\r\n",
    "lower": b"x-http-method-override: post\r\n",
    "to-get": b"X-HTTP-Method-Override: GET\r\n",
}
_STRANGE = (b"post", b"Post", b"pOsT", b"FOO", b"POST1", b"M-SEARCH", b"POST_", b"GETPOST", b"X" * 40)

E53 = (
    *(Vector(f"E53-get-{name}", "D", to(b"{G}"), (_sent(b"GET", extra=line),)) for name, line in _OVERRIDES.items()),
    *(Vector(f"E53-post-{name}", "D", to(b"{G}"), (_sent(b"POST", extra=line),)) for name, line in _OVERRIDES.items()),
    Vector("E53-query", "D", to(b"{G}"), (_sent(b"GET").replace(b"completions ", b"completions?_method=POST ", 1),)),
    *(Vector(f"E53-method-{method.decode()}", "D", to(b"{G}"), (_sent(method),)) for method in _STRANGE),
    *(
        Vector(f"E53-clear-{method.decode()}", "D", Clear(), (_sent(method).replace(b" /v1", b" http://{G}/v1", 1),))
        for method in _STRANGE[:4]
    ),
    Vector("E53-long", "D", to(b"{G}"), (_sent(b"X" * 70_000),)),
    Vector("E53-banned-lower", "D", to(b"{A}"), (post(b"{A}").replace(b"POST", b"post", 1),)),
)

VECTORS = (*E52, *E53)
