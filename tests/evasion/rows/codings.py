"""E59 to E64: a body under one coding of content or several (RFC 9110 section 8.4), rightly named, wrongly or not."""

from __future__ import annotations

import gzip
import lzma
import struct
import sys
import zlib
from functools import reduce

import brotli

from ..said import FORM, body, chat, h2, head
from ..vector import Make, Vector, to

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def plain(canary: bytes) -> bytes:
    """A chat request that says the canary."""
    return chat(f"it is {canary.decode()}, keep it")


def gz(data: bytes, level: int = 9) -> bytes:
    return gzip.compress(data, level, mtime=0)


def raw(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def br(data: bytes) -> bytes:
    return bytes(brotli.compress(data))


def zst(data: bytes) -> bytes:
    return zstd.compress(data)


def gz_with_fields(data: bytes) -> bytes:
    """With an extra field, a name, a comment and a check of the head (RFC 1952 section 2.3)."""
    head = b"\x1f\x8b\x08\x1e" + bytes(5) + b"\x03" + b"\x04\x00ABCD" + b"a.txt\x00" + b"note\x00"
    head += struct.pack("<H", zlib.crc32(head) & 0xFFFF)
    return head + raw(data) + struct.pack("<II", zlib.crc32(data), len(data))


def in_members(data: bytes) -> bytes:
    """Cut within the canary, a member each (RFC 1952 section 2.2)."""
    middle = data.index(b"-") + 8
    return gz(data[:middle]) + gz(b"") + gz(data[middle:])


def in_frames(data: bytes) -> bytes:
    """Two frames, with one between them that is to be skipped (RFC 8878 section 3.1.2)."""
    middle = data.index(b"-") + 8
    return zst(data[:middle]) + b"\x50\x2a\x4d\x18\x04\x00\x00\x00skip" + zst(data[middle:])


def stacked(*codings: Make) -> Make:
    """One coding after the other."""
    return lambda canary: reduce(lambda data, coding: coding(data), codings, plain(canary))


_RIGHT: dict[str, tuple[bytes, Make]] = {
    "gzip": (b"gzip", gz),
    "gzip-stored": (b"gzip", lambda data: gz(data, 0)),
    "gzip-fast": (b"gzip", lambda data: gz(data, 1)),
    "gzip-fields": (b"gzip", gz_with_fields),
    "gzip-members": (b"gzip", in_members),
    "gzip-upper": (b"GZIP", gz),
    "gzip-list": (b", gzip,", gz),
    "gzip-identity": (b"identity, gzip", gz),
    "br": (b"br", br),
    "br-upper": (b"Br", br),
    "zstd": (b"zstd", zst),
    "zstd-frames": (b"zstd", in_frames),
    "deflate-zlib": (b"deflate", zlib.compress),
    "deflate-raw": (b"deflate", raw),
    "deflate-stored": (b"deflate", lambda data: zlib.compress(data, 0)),
    "gzip-br": (b"gzip, br", lambda data: br(gz(data))),
    "br-gzip": (b"br, gzip", lambda data: gz(br(data))),
    "gzip-gzip": (b"gzip,gzip", lambda data: gz(gz(data))),
    "zstd-deflate": (b"zstd,deflate", lambda data: zlib.compress(zst(data))),
    "deflate-raw-gzip": (b"deflate, gzip", lambda data: gz(raw(data))),
    "three": (b"gzip, br, zstd", lambda data: zst(br(gz(data)))),
}

_FIVE = (gz, br, zst, zlib.compress, gz)

E59 = (
    *(
        one
        for name, (coding, make) in _RIGHT.items()
        for one in (
            *body(f"E59-{name}", stacked(make), more=b"Content-Encoding: %b\r\n" % coding),
            *h2(f"E59-h2-{name}", ((b"content-encoding", coding),), (b"{D}",), {b"D": stacked(make)}),
        )
    ),
    *body("E59-ten", stacked(*([gz] * 10)), more=b"Content-Encoding: gzip%b\r\n" % (b",gzip" * 9), told="either"),
    *body("E59-five", stacked(*_FIVE), more=b"Content-Encoding: gzip, br, zstd, deflate, gzip\r\n", told="either"),
    *body("E59-form", lambda canary: gz(b"content=" + canary), FORM, b"Content-Encoding: gzip\r\n", path=b"/form"),
    *body("E59-text", lambda canary: br(b"it is " + canary), b"text/plain", b"Content-Encoding: br\r\n", path=b"/form"),
    Vector(
        "E59-two-lines",
        "D",
        to(b"{G}"),
        (head(more=b"Content-Encoding: gzip\r\nContent-Encoding: br\r\n") + b"{D}",),
        made={b"D": stacked(gz, br)},
    ),
)


def aws_chunked(data: bytes) -> bytes:
    """Signed chunks (Amazon S3, "Signature calculations: multiple chunks"), cut within the canary."""
    middle = max(0, data.find(b"-")) + 8
    pieces = (data[:middle], data[middle:], b"")
    return b"".join(b"%x;chunk-signature=%b\r\n%b\r\n" % (len(piece), b"ad" * 32, piece) for piece in pieces)


_UNKNOWN = (
    "compress x-compress foo exi pack200-gzip lzma xz bzip2 dcb dcz aes128gcm gzip;q=1 gzip(x) none * utf-8 base64 "
    "snappy lz4 x-br brotli zst gz"
).split()

E61 = (
    *body("E61-x-gzip", stacked(gz), more=b"Content-Encoding: x-gzip\r\n"),
    *body("E61-x-gzip-upper", stacked(gz), more=b"Content-Encoding: X-GZip\r\n"),
    *body("E61-x-gzip-br", stacked(gz, br), more=b"Content-Encoding: x-gzip, br\r\n"),
    *body("E61-aws-chunked", lambda canary: aws_chunked(plain(canary)), more=b"Content-Encoding: aws-chunked\r\n"),
    *body(
        "E61-aws-chunked-gzip",
        lambda canary: aws_chunked(gz(plain(canary))),
        more=b"Content-Encoding: gzip,aws-chunked\r\n",
        told="either",
    ),
    *body(
        "E61-aws-chunked-header",
        lambda canary: aws_chunked(plain(canary)),
        more=b"X-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\r\n",
    ),
    *(
        one
        for name in _UNKNOWN
        for one in (
            # As gibberish, as what the name could stand for, and as it is: servers that do not know a coding ignore it.
            *body(
                f"E61-unknown-{name}-xz",
                lambda canary: lzma.compress(plain(canary)),
                more=b"Content-Encoding: %b\r\n" % name.encode(),
                told="either",
            ),
            *body(
                f"E61-unknown-{name}-plain",
                plain,
                more=b"Content-Encoding: %b\r\n" % name.encode(),
                told="either",
            ),
            *body(
                f"E61-unknown-{name}-gzip",
                stacked(gz),
                more=b"Content-Encoding: %b\r\n" % name.encode(),
                told="either",
            ),
        )
    ),
)

_JUNK = b"\x00\x01junk behind it"
_CODED: dict[str, tuple[bytes, Make]] = {
    "gzip": (b"gzip", gz),
    "zlib": (b"deflate", zlib.compress),
    "raw": (b"deflate", raw),
    "br": (b"br", br),
    "zstd": (b"zstd", zst),
}
_SPOILT: dict[str, Make] = {
    "without-end": lambda data: data[:-1],
    "without-check": lambda data: data[:-8],
    "half": lambda data: data[: len(data) // 2],
    "head-only": lambda data: data[:12],
    "junk": lambda data: data + _JUNK,
    "nul": lambda data: data + b"\0",
    "json-behind": lambda data: data + b"{}",
    "twice": lambda data: data + data,
    "flipped-end": lambda data: data[:-3] + bytes([data[-3] ^ 0xFF]) + data[-2:],
    "flipped-middle": lambda data: data[:40] + bytes([data[40] ^ 0x10]) + data[41:],
    "blank-before": lambda data: b"\n" + data,
}

E63 = tuple(
    one
    for coding, (name, make) in _CODED.items()
    for how, spoil in _SPOILT.items()
    for one in body(
        f"E63-{coding}-{how}", stacked(make, spoil), more=b"Content-Encoding: %b\r\n" % name, told="either", clean=False
    )
)

_LIES: dict[str, tuple[bytes, Make]] = {
    f"{said}-is-{coding}": (said.encode(), make)
    for said in ("gzip", "deflate", "br", "zstd", "identity", "")
    for coding, (name, make) in _CODED.items()
    if said.encode() != name
}
_PLAIN = ("gzip", "x-gzip", "deflate", "br", "zstd", "gzip, br", "identity", "")

E64 = (
    *(
        one
        for name, (coding, make) in _LIES.items()
        for one in body(
            f"E64-{name}", stacked(make), more=b"Content-Encoding: %b\r\n" % coding, told="either", clean=False
        )
    ),
    *(
        one
        for name in _PLAIN
        for one in body(
            f"E64-{name.replace(', ', '-')}-is-plain",
            plain,
            more=b"Content-Encoding: %b\r\n" % name.encode(),
            told="either",
        )
    ),
    *(
        one
        for coding, (_, make) in _CODED.items()
        for one in body(f"E64-unsaid-{coding}", stacked(make), told="either", clean=False)
    ),
    *body("E64-type-gzip", stacked(gz), b"application/gzip", told="either"),
    *body("E64-once-more", stacked(gz, gz), more=b"Content-Encoding: gzip\r\n", told="either"),
    *body("E64-once-less", stacked(gz), more=b"Content-Encoding: gzip, gzip\r\n", told="either"),
    *body("E64-wrong-order", stacked(br, gz), more=b"Content-Encoding: gzip, br\r\n", told="either"),
)

CONTENT = (*E59, *E61, *E63, *E64)
