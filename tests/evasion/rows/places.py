"""E56: the canary beside the body or in the names of things: address, headers, cookies, names of files and fields."""

from __future__ import annotations

import base64
from urllib.parse import quote

from ..said import CHAT, Told, h2, refused, text
from ..vector import Make, Vector, to

_JSON = b'{"model":"allowed-1","messages":[{"role":"user","content":"hello"}]}'


def percent(data: bytes) -> bytes:
    """Every byte percent-encoded."""
    return b"".join(b"%%%02x" % byte for byte in data)


def twice(data: bytes) -> bytes:
    return quote(percent(data)).encode()


def _ask(target: bytes = b"/page", lines: bytes = b"") -> bytes:
    return b"GET %b HTTP/1.1\r\nHost: {G}\r\nX-Id: {M}\r\n%b\r\n" % (target, lines)


def _say(target: bytes = CHAT, lines: bytes = b"") -> bytes:
    lines += b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(_JSON)
    return b"POST %b HTTP/1.1\r\nHost: {G}\r\nX-Id: {M}\r\n%b\r\n%b" % (target, lines, _JSON)


def _made(name: str, sends: bytes, make: Make) -> tuple[Vector, ...]:
    return refused(Vector(name, "D", to(b"{G}"), (sends,), made={b"D": make}))


_TARGETS = {
    "query": b"/page?q={K}",
    "query-second": b"/page?a=1&q={K}",
    "query-repeated": b"/page?q=1&q={K}",
    "query-repeated-first": b"/page?q={K}&q=1",
    "query-name": b"/page?{K}=1",
    "query-name-alone": b"/page?{K}",
    "query-semicolon": b"/page?a=1;q={K}",
    "query-in-word": b"/page?q=see+{K}+there",
    "query-json": b"/page?q=%7B%22a%22%3A%22{K}%22%7D",
    "query-nested-url": b"/page?u=https%3A%2F%2Fx.example%2F%3Fq%3D{K}",
    "query-question": b"/page??{K}",
    "path": b"/v1/{K}",
    "path-file": b"/files/{K}.txt",
    "path-first": b"/{K}/v1/models",
    "path-matrix": b"/v1/models;{K}",
    "path-matrix-value": b"/v1/models;a={K}/x",
    "path-dots": b"/{K}/../v1/models",
    "path-in-word": b"/v1/see-{K}-there",
    "path-at": b"/v1/@{K}",
}
_ENCODED = {
    "query": b"/page?q={D}",
    "query-name": b"/page?{D}=1",
    "path": b"/v1/{D}",
    "path-matrix": b"/v1/models;{D}",
    "path-dots": b"/{D}/../v1/models",
}
_CODES: dict[str, Make] = {
    "percent": percent,
    "twice": twice,
    "base64": base64.b64encode,
    "hex": lambda canary: canary.hex().encode(),
}
_LINES = {
    "header": b"X-Note: {K}\r\n",
    "header-name": b"X-{K}: 1\r\n",
    "header-in-word": b"X-Note: it is {K}, they say\r\n",
    "header-second": b"X-Note: 1\r\nX-Note: {K}\r\n",
    "header-list": b"X-Note: a, {K}, b\r\n",
    "header-quoted": b'X-Note: "{K}"\r\n',
    "header-parameter": b'Accept: text/html; q="{K}"\r\n',
    "header-obs-text": b"X-Note: \xe4{K}\r\n",
    "referer": b"Referer: https://x.example/?q={K}\r\n",
    "user-agent": b"User-Agent: x/1 ({K})\r\n",
    "authorization": b"Authorization: Bearer {K}\r\n",
    "api-key": b"X-Api-Key: {K}\r\n",
    "if-none-match": b'If-None-Match: "{K}"\r\n',
    "accept-language": b"Accept-Language: {K}\r\n",
    "idempotency-key": b"Idempotency-Key: {K}\r\n",
    "forwarded": b"Forwarded: for={K}\r\n",
    "traceparent": b"tracestate: a={K}\r\n",
    "cookie": b"Cookie: a={K}\r\n",
    "cookie-second": b"Cookie: a=1; b={K}\r\n",
    "cookie-second-line": b"Cookie: a=1\r\nCookie: b={K}\r\n",
    "cookie-name": b"Cookie: {K}=1\r\n",
    "cookie-nameless": b"Cookie: {K}\r\n",
    "cookie-quoted": b'Cookie: a="{K}"\r\n',
    "content-disposition": b'Content-Disposition: attachment; filename="{K}.txt"\r\n',
}
_LINES_ENCODED = {
    "header": b"X-Note: {D}\r\n",
    "cookie": b"Cookie: a={D}\r\n",
    "referer": b"Referer: https://x.example/?q={D}\r\n",
}


def _multipart(part: bytes, boundary: bytes = b"bound", before: bytes = b"", after: bytes = b"") -> bytes:
    """A form with one file; `part` are the lines of its head."""
    form = b"%b--%b\r\n%b\r\n\r\nhello\r\n--%b--\r\n%b" % (before, boundary, part, boundary, after)
    # Words in the form are as long as what they stand for, but for {K}.
    length = len(form) + 29 * form.count(b"{K}")
    return (
        b"POST /v1/files HTTP/1.1\r\nHost: {G}\r\nX-Id: {M}\r\nContent-Type: multipart/form-data; boundary=%b\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (boundary, length, form)
    )


_NAMED = b'Content-Disposition: form-data; name="file"; filename="%b"\r\nContent-Type: text/plain'
_FORMS = {
    "filename": _multipart(_NAMED % b"{K}.txt"),
    "filename-in-word": _multipart(_NAMED % b"notes on {K} (2).txt"),
    "filename-folder": _multipart(_NAMED % b"{K}/a.txt"),
    "filename-token": _multipart(b"Content-Disposition: form-data; name=file; filename={K}.txt"),
    "filename-star": _multipart(
        b'Content-Disposition: form-data; name="file"; filename="a.txt"; filename*=UTF-8\'\'{K}.txt'
    ),
    "filename-twice": _multipart(b'Content-Disposition: form-data; name="f"; filename="a.txt"; filename="{K}.txt"'),
    "filename-case": _multipart(b'content-disposition: form-data; name="f"; FILENAME="{K}.txt"'),
    "field-name": _multipart(b'Content-Disposition: form-data; name="{K}"'),
    "field-name-of-file": _multipart(b'Content-Disposition: form-data; name="{K}"; filename="a.txt"'),
    "part-type": _multipart(b'Content-Disposition: form-data; name="f"\r\nContent-Type: text/plain; a={K}'),
    "part-header": _multipart(b'Content-Disposition: form-data; name="f"\r\nX-Note: {K}'),
    "part-description": _multipart(b'Content-Disposition: form-data; name="f"\r\nContent-Description: {K}'),
    "part-id": _multipart(b'Content-Disposition: form-data; name="f"\r\nContent-ID: <{K}@x>'),
    "preamble": _multipart(_NAMED % b"a.txt", before=b"{K}\r\n"),
    "epilogue": _multipart(_NAMED % b"a.txt", after=b"{K}\r\n"),
}

_FIELDS: dict[str, tuple[tuple[bytes, bytes], ...]] = {
    "header": ((b"x-note", b"{K}"),),
    "header-name": ((b"x-{K}", b"1"),),
    "cookie": ((b"cookie", b"a={K}"),),
    "cookie-split": ((b"cookie", b"a=1"), (b"cookie", b"b={K}")),
    "authorization": ((b"authorization", b"Bearer {K}"),),
}

# These have no twin: a preamble, or a name twice, is refused whatever it says.
_EITHER: dict[str, Told] = {"preamble": "either", "epilogue": "either", "filename-twice": "either"}

CONTENT = (
    *(one for name, target in _TARGETS.items() for one in text(f"E56-get-{name}", _ask(target))),
    *(one for name, target in _TARGETS.items() if name[:1] == "q" for one in text(f"E56-post-{name}", _say(target))),
    *(
        one
        for name, target in _ENCODED.items()
        for code, make in _CODES.items()
        for one in _made(f"E56-{code}-{name}", _ask(target), make)
    ),
    *(one for name, lines in _LINES.items() for one in text(f"E56-get-{name}", _ask(lines=lines))),
    *(one for name, lines in _LINES.items() for one in text(f"E56-post-{name}", _say(lines=lines))),
    *(
        one
        for name, lines in _LINES_ENCODED.items()
        for code, make in _CODES.items()
        for one in _made(f"E56-{code}-{name}", _ask(lines=lines), make)
    ),
    *(
        one
        for name, sends in _FORMS.items()
        for one in text(f"E56-form-{name}", sends, told=_EITHER.get(name, "found"), clean=name not in _EITHER)
    ),
    *(one for name, fields in _FIELDS.items() for one in h2(f"E56-h2-{name}", fields, method=b"GET", path=b"/page")),
    *h2("E56-h2-query", (), method=b"GET", path=b"/page?q={K}"),
    *h2("E56-h2-path", (), method=b"GET", path=b"/v1/{K}"),
)
