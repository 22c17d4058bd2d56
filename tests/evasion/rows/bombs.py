"""E65: little that becomes much: refused before it has become it, whatever is in it."""

from __future__ import annotations

import base64
import gzip
import json
import struct
import zlib

import brotli

from ..said import CHAT, body, chat, h2
from ..vector import Make
from .codings import zst

_MIB = 1 << 20


def deflated_zeros(mebibytes: int) -> bytes:
    """A raw deflate stream of that many MiB of zeros: one block that stands for itself, as often as needed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(_MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    return block * mebibytes + end


def gz_bomb(mebibytes: int, before: bytes = b"") -> bytes:
    """What comes before the zeros is in a member of its own. The check at the end is wrong: nobody gets there."""
    first = gzip.compress(before, mtime=0) if before else b""
    return first + b"\x1f\x8b\x08\x00" + bytes(6) + deflated_zeros(mebibytes) + struct.pack("<II", 0, 0)


def _br_bomb(mebibytes: int) -> bytes:
    return bytes(brotli.compress(bytes(mebibytes * _MIB), quality=3))


def nested(levels: int, data: bytes) -> bytes:
    for _ in range(levels):
        data = gzip.compress(data, 9, mtime=0)
    return data


def _json(canary: bytes) -> bytes:
    return chat(canary.decode())


_BOMBS: dict[str, tuple[bytes, Make]] = {
    "gzip-1-gib": (b"gzip", lambda _: gz_bomb(1024)),
    "gzip-canary-first": (b"gzip", lambda canary: gz_bomb(256, _json(canary))),
    "gzip-canary-last": (b"gzip", lambda canary: gz_bomb(64) + gzip.compress(_json(canary))),
    "deflate": (b"deflate", lambda _: deflated_zeros(512)),
    "br-64-mib": (b"br", lambda _: _br_bomb(64)),
    "zstd-64-mib": (b"zstd", lambda _: zst(bytes(64 * _MIB))),
    "zstd-frames": (b"zstd", lambda _: zst(bytes(_MIB)) * 1024),
    "zstd-window": (b"zstd", lambda _: b"\x28\xb5\x2f\xfd\x00\xf0" + bytes(40)),
    "gzip-members": (b"gzip", lambda canary: gzip.compress(b"", mtime=0) * 40_000 + gzip.compress(_json(canary))),
    "gzip-gzip": (b"gzip, gzip", lambda _: nested(1, gz_bomb(1024))),
    "gzip-br": (b"gzip, br", lambda _: bytes(brotli.compress(gz_bomb(1024), quality=3))),
    "gzip-just-over": (b"gzip", lambda canary: gzip.compress(bytes(17 * _MIB) + _json(canary))),
    "nested-20": (b", ".join([b"gzip"] * 20), lambda canary: nested(20, _json(canary))),
    "quine": (b", ".join([b"gzip"] * 200), lambda canary: nested(3, _json(canary))),
}


def _deep(mark: bytes, end: bytes, levels: int) -> Make:
    return lambda canary: b'{"messages":' + mark * levels + b'"' + canary + b'"' + end * levels + b"}"


def _strung(text: bytes, levels: int) -> bytes:
    """JSON in a string in JSON in a string: the escapes double each time."""
    value = text.decode()
    for _ in range(levels):
        value = json.dumps(value)
    return b'{"messages":[{"role":"user","content":' + value.encode() + b"}]}"


def _coded(data: bytes, levels: int) -> str:
    for _ in range(levels):
        data = base64.b64encode(data)
    return data.decode()


CONTENT = (
    *(
        one
        for name, (coding, make) in _BOMBS.items()
        for one in body(f"E65-{name}", make, more=b"Content-Encoding: %b\r\n" % coding, told="either", clean=False)
    ),
    *(
        one
        for name in ("br-64-mib", "zstd-64-mib")
        for one in h2(
            f"E65-h2-{name}",
            ((b"content-encoding", _BOMBS[name][0]),),
            (b"{D}",),
            {b"D": _BOMBS[name][1]},
            told="either",
            clean=False,
        )
    ),
    *body("E65-unsaid", lambda _: gz_bomb(1024), told="either", clean=False),
    *body("E65-put", lambda _: gz_bomb(1024), b"application/octet-stream", path=b"/files", told="either", clean=False),
    *body("E65-json-arrays", _deep(b"[", b"]", 100_000), told="either", clean=False),
    *body("E65-json-objects", _deep(b'{"a":', b"}", 100_000), told="either", clean=False),
    *body("E65-json-inside", lambda canary: _strung(chat(canary.decode()), 12), told="either", clean=False),
    *body(
        "E65-json-many",
        lambda canary: b'{"messages":[' + b'"x",' * 200_000 + b'"' + canary + b'"]}',
        told="either",
        clean=False,
    ),
    *body(
        "E65-json-number",
        lambda canary: b'{"n":' + b"9" * 500_000 + b',"messages":["' + canary + b'"]}',
        told="either",
        clean=False,
    ),
    *body(
        "E65-form-many",
        lambda canary: b"a=1&" * 100_000 + b"b=" + canary,
        b"application/x-www-form-urlencoded",
        told="either",
        clean=False,
    ),
    *body(
        "E65-base64-nested",
        lambda canary: chat(_coded(canary, 24)),
        path=CHAT,
        told="either",
        clean=False,
    ),
)
