"""E28: calls of gRPC and Connect whose messages are compressed, nested and framed in every way that a server takes."""

from __future__ import annotations

import base64
import gzip
import struct
import zlib

from ..said import Told, body, h2
from ..vector import Make, Vector
from .bombs import gz_bomb
from .codings import br, zst


def field(number: int, data: bytes) -> bytes:
    """A field of length-delimited type (protobuf.dev, encoding)."""
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def frame(data: bytes, flags: int = 0) -> bytes:
    """A length-prefixed message (grpc.io, PROTOCOL-HTTP2)."""
    return struct.pack("!BI", flags, len(data)) + data


def _plain(canary: bytes) -> bytes:
    return field(1, b"hello") + field(2, b"it is " + canary)


_GZIP: Make = lambda canary: frame(gzip.compress(_plain(canary), mtime=0), 1)  # noqa: E731 - a table entry with a name

_CASES: dict[str, tuple[bytes, Make, Told]] = {
    "plain": (b"identity", lambda canary: frame(_plain(canary)), "found"),
    "gzip": (b"gzip", _GZIP, "found"),
    "gzip-upper": (b"GZIP", _GZIP, "found"),
    "gzip-unsaid": (b"", _GZIP, "either"),
    "gzip-said-identity": (b"identity", _GZIP, "either"),
    "gzip-flag-off": (b"gzip", lambda canary: frame(gzip.compress(_plain(canary), mtime=0)), "either"),
    "plain-flag-on": (b"gzip", lambda canary: frame(_plain(canary), 1), "either"),
    "deflate": (b"deflate", lambda canary: frame(zlib.compress(_plain(canary)), 1), "found"),
    "br": (b"br", lambda canary: frame(br(_plain(canary)), 1), "found"),
    "zstd": (b"zstd", lambda canary: frame(zst(_plain(canary)), 1), "found"),
    "snappy": (b"snappy", lambda canary: frame(b"\x20\x7c" + canary, 1), "either"),
    "unknown": (b"foo", _GZIP, "either"),
    "second-message": (b"gzip", lambda canary: frame(field(1, b"hello")) + _GZIP(canary), "found"),
    "empty-first": (b"gzip", lambda canary: frame(b"") + _GZIP(canary), "found"),
    "nested": (b"gzip", lambda canary: frame(gzip.compress(field(1, field(2, field(3, canary)))), 1), "found"),
    "nested-20": (b"gzip", lambda canary: frame(gzip.compress(_nested(canary, 20)), 1), "found"),
    "nested-200": (b"gzip", lambda canary: frame(gzip.compress(_nested(canary, 200)), 1), "either"),
    "high-field": (b"gzip", lambda canary: frame(gzip.compress(field(536_870_911, canary)), 1), "found"),
    "json-inside": (b"gzip", lambda canary: frame(gzip.compress(field(1, b'{"a":"' + canary + b'"}')), 1), "found"),
    "base64-inside": (b"gzip", lambda canary: frame(gzip.compress(field(1, base64.b64encode(canary))), 1), "found"),
    "gzip-inside": (b"gzip", lambda canary: frame(gzip.compress(field(1, gzip.compress(canary))), 1), "either"),
    "split-in-two": (b"gzip", lambda canary: frame(field(1, canary[:9])) + frame(field(1, canary[9:])), "found"),
    "not-protobuf": (b"gzip", lambda canary: frame(gzip.compress(b"\xff\xff" + canary), 1), "either"),
    "truncated": (b"gzip", lambda canary: _GZIP(canary)[:-4], "either"),
    "junk": (b"gzip", lambda canary: _GZIP(canary) + b"junk", "either"),
    "length-lies": (b"gzip", lambda canary: b"\x00\xff\xff\xff\xff" + _plain(canary), "either"),
    "reserved-flag": (b"gzip", lambda canary: frame(_plain(canary), 0x40), "either"),
    "bomb": (b"gzip", lambda _: frame(gz_bomb(12), 1), "either"),
}


def _nested(canary: bytes, levels: int) -> bytes:
    for _ in range(levels):
        canary = field(1, canary)
    return canary


_PATHS = {"chat": b"/example.v1.ChatService/Ask", "other": b"/example.v1.Notes/Keep"}


def _call(name: str, encoding: bytes, make: Make, told: Told, path: bytes) -> tuple[Vector, ...]:
    fields = ((b"content-type", b"application/grpc+proto"), (b"te", b"trailers"))
    if encoding:
        fields = (*fields, (b"grpc-encoding", encoding))
    return h2(name, fields, (b"{D}",), {b"D": make}, path=path, told=told, clean=told == "found")


def _web(name: str, kind: bytes, make: Make, more: bytes = b"", told: Told = "found") -> tuple[Vector, ...]:
    return body(f"E28-{name}", make, kind, more, path=_PATHS["chat"], told=told)


CONTENT = (
    *(
        one
        for name, (encoding, make, told) in _CASES.items()
        for place, path in _PATHS.items()
        for one in _call(f"E28-{place}-{name}", encoding, make, told, path)
    ),
    *_web("web", b"application/grpc-web+proto", _GZIP, b"Grpc-Encoding: gzip\r\n"),
    *_web("web-plain", b"application/grpc-web", lambda canary: frame(_plain(canary))),
    *_web(
        "web-text",
        b"application/grpc-web-text",
        lambda canary: base64.b64encode(_GZIP(canary)),
        b"Grpc-Encoding: gzip\r\n",
    ),
    *_web("connect", b"application/proto", lambda canary: gzip.compress(_plain(canary)), b"Content-Encoding: gzip\r\n"),
    *_web("connect-stream", b"application/connect+proto", _GZIP, b"Connect-Content-Encoding: gzip\r\n"),
    *_web(
        "connect-json",
        b"application/connect+json",
        lambda canary: frame(gzip.compress(b'{"a":"' + canary + b'"}'), 1),
        b"Connect-Content-Encoding: gzip\r\n",
    ),
    *_web("as-octets", b"application/octet-stream", _GZIP, told="either"),
    *_web("as-json", b"application/json", _GZIP, told="either"),
    *_web("protobuf", b"application/x-protobuf", _plain),
    *_web(
        "whole-gzip",
        b"application/grpc+proto",
        lambda canary: gzip.compress(frame(_plain(canary))),
        b"Content-Encoding: gzip\r\n",
    ),
)
