"""E89: the canary in the last bytes of a large body: no byte of it goes out before the last has been looked at."""

from __future__ import annotations

import gzip
from dataclasses import replace

from ..said import body, head, refused
from ..vector import Make, Vector, to

_SIZE = 6_000_000
_LINE = b"the quick brown fox jumps over the lazy dog again and again; \\n"


def _filler(size: int = _SIZE) -> bytes:
    return (_LINE * (size // len(_LINE) + 1))[:size].rstrip(b"\\")


def _json(canary: bytes, size: int = _SIZE) -> bytes:
    return b'{"model":"allowed-1","messages":[{"role":"user","content":"%b %b"}]}' % (_filler(size), canary)


def _text(canary: bytes, size: int = _SIZE) -> bytes:
    return _filler(size) + b" " + canary


def _form(canary: bytes, size: int = _SIZE) -> bytes:
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
    return part + _text(canary, size) + b"\r\n--b--\r\n"


def _form_field(canary: bytes) -> bytes:
    last = b'\r\n--b\r\nContent-Disposition: form-data; name="note"\r\n\r\n' + canary + b"\r\n--b--\r\n"
    return _form(b"hello").removesuffix(b"\r\n--b--\r\n") + last


_MIXED = b"multipart/form-data; boundary=b"
_CHUNK = 1 << 20


def _chunked(make: Make) -> Make:
    def framed(canary: bytes) -> bytes:
        data = make(canary)
        pieces = (data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK))
        return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"

    return framed


def _in_chunks(name: str, make: Make, kind: bytes, path: bytes) -> tuple[Vector, ...]:
    lines = head(kind, b"Transfer-Encoding: chunked\r\n", path).replace(b"Content-Length: {#D}\r\n", b"")
    return refused(Vector(name, "D", to(b"{G}"), (lines + b"{D}",), made={b"D": _chunked(make)}), "found", clean=False)


_ALL = (
    *body("E89-form", _form, _MIXED, path=b"/v1/files"),
    *body("E89-form-40-mb", lambda canary: _form(canary, 40_000_000), _MIXED, path=b"/v1/files", clean=False),
    *body("E89-form-last-field", _form_field, _MIXED, path=b"/v1/files", clean=False),
    *body("E89-json", _json, told="either", clean=False),
    *body("E89-json-in-memory", lambda canary: _json(canary, 3_500_000)),
    *body("E89-text", _text, b"text/plain", path=b"/v1/files/upload", told="either"),
    *body(
        "E89-gzip",
        lambda canary: gzip.compress(_text(canary), 1),
        b"text/plain",
        b"Content-Encoding: gzip\r\n",
        path=b"/v1/files/upload",
        told="either",
        clean=False,
    ),
    *_in_chunks("E89-chunked", _form, _MIXED, b"/v1/files"),
)

CONTENT = tuple(replace(vector, seconds=40) for vector in _ALL)
