"""E36 to E43: where a body ends. A request that two parsers could end in two places is not sent on."""

from __future__ import annotations

import gzip
import zlib

import brotli

from ..hello import CANARY
from ..vector import Clear, Vector, to

_BODY = b'{"model":"allowed-1","messages":[{"role":"user","content":"' + CANARY + b'"}]}'
_SECOND = b"GET /%b HTTP/1.1\r\nHost: {G}\r\n\r\n" % CANARY


def chunk(data: bytes, size: bytes | None = None) -> bytes:
    return (b"%x" % len(data) if size is None else size) + b"\r\n" + data + b"\r\n"


_CHUNKED = chunk(_BODY) + b"0\r\n\r\n"
_LENGTH = b"%d" % len(_BODY)


def _head(lines: bytes, method: bytes = b"POST", version: bytes = b"HTTP/1.1", key: bytes = b"X-K: {K}\r\n") -> bytes:
    """A request head with these framing lines, blank line included."""
    return b"%b /v1/chat/completions %b\r\nHost: {G}\r\n%bContent-Type: application/json\r\n%b\r\n\r\n" % (
        method,
        version,
        key,
        lines,
    )


def _both(name: str, data: bytes) -> tuple[Vector, Vector]:
    """Inside TLS, and in clear text in absolute form."""
    clear = data.replace(b" /v1/", b" http://{G}/v1/", 1)
    return Vector(name, "D", to(b"{G}"), (data,)), Vector(name + "-clear", "D", Clear(), (clear,))


def _all(row: str, table: dict[str, bytes]) -> tuple[Vector, ...]:
    return tuple(vector for name, data in table.items() for vector in _both(f"{row}-{name}", data))


_CL = b"Content-Length: "
_TE = b"Transfer-Encoding: "

E36 = _all(
    "E36",
    {
        "cl-te": _head(_CL + _LENGTH + b"\r\n" + _TE + b"chunked") + _CHUNKED,
        "te-cl": _head(_TE + b"chunked\r\n" + _CL + _LENGTH) + _CHUNKED,
        "cl-zero": _head(_CL + b"0\r\n" + _TE + b"chunked") + _CHUNKED,
        "cl-exact": _head(_CL + b"%d\r\n" % len(_CHUNKED) + _TE + b"chunked") + _CHUNKED,
        "cl-short-smuggle": _head(_CL + b"6\r\n" + _TE + b"chunked") + b"0\r\n\r\nX" + _SECOND,
        "te-smuggle": _head(_CL + b"4\r\n" + _TE + b"chunked") + chunk(_SECOND) + b"0\r\n\r\n",
        "te-upper": _head(_CL + _LENGTH + b"\r\nTRANSFER-ENCODING: CHUNKED") + _CHUNKED,
        "te-mixed": _head(_CL + _LENGTH + b"\r\ntRANSFER-eNCODING: cHUNKED") + _CHUNKED,
        "te-tab": _head(_CL + _LENGTH + b"\r\nTransfer-Encoding:\tchunked") + _CHUNKED,
        "te-no-space": _head(_CL + _LENGTH + b"\r\nTransfer-Encoding:chunked") + _CHUNKED,
        "te-trailing-space": _head(_CL + _LENGTH + b"\r\n" + _TE + b"chunked  ") + _CHUNKED,
        "te-folded": _head(_CL + _LENGTH + b"\r\nTransfer-Encoding:\r\n chunked") + _CHUNKED,
        "te-identity": _head(_CL + _LENGTH + b"\r\n" + _TE + b"identity") + _BODY,
        "te-empty": _head(_CL + _LENGTH + b"\r\nTransfer-Encoding:") + _BODY,
        "te-gzip": _head(_CL + _LENGTH + b"\r\n" + _TE + b"gzip") + _BODY,
        "te-bad": _head(_CL + _LENGTH + b"\r\n" + _TE + b"xchunked") + _BODY,
        "te-space-colon": _head(_CL + _LENGTH + b"\r\nTransfer-Encoding : chunked") + _CHUNKED,
        "te-nul": _head(_CL + _LENGTH + b"\r\nTransfer-Encoding\x00: chunked") + _CHUNKED,
        "te-after-lf": _head(_CL + _LENGTH + b"\r\nX-A: b\nTransfer-Encoding: chunked") + _CHUNKED,
        "te-after-cr": _head(_CL + _LENGTH + b"\r\nX-A: b\rTransfer-Encoding: chunked") + _CHUNKED,
        "cl-two-te": _head(_CL + b"3\r\n" + _CL + b"3\r\n" + _TE + b"chunked") + _CHUNKED,
        "get": _head(_CL + _LENGTH + b"\r\n" + _TE + b"chunked", method=b"GET") + _CHUNKED,
        "cl-bad-te": _head(_CL + b"x\r\n" + _TE + b"chunked") + _CHUNKED,
    },
)

E37 = _all(
    "E37",
    {
        "twice-same": _head(_CL + _LENGTH + b"\r\n" + _CL + _LENGTH) + _BODY,
        "twice-case": _head(_CL + _LENGTH + b"\r\ncontent-length: " + _LENGTH) + _BODY,
        "twice-less": _head(_CL + _LENGTH + b"\r\n" + _CL + b"0") + _BODY,
        "twice-more": _head(_CL + b"0\r\n" + _CL + _LENGTH) + _BODY,
        "twice-empty": _head(_CL + _LENGTH + b"\r\nContent-Length:") + _BODY,
        "list-same": _head(_CL + _LENGTH + b", " + _LENGTH) + _BODY,
        "list-other": _head(_CL + _LENGTH + b", 0") + _BODY,
        "list-no-space": _head(_CL + _LENGTH + b"," + _LENGTH) + _BODY,
        "list-comma-end": _head(_CL + _LENGTH + b",") + _BODY,
        "list-comma-front": _head(_CL + b"," + _LENGTH) + _BODY,
        "space": _head(_CL + _LENGTH + b" 0") + _BODY,
        "semicolon": _head(_CL + _LENGTH + b";0") + _BODY,
        "folded": _head(_CL + b"1\r\n " + _LENGTH) + _BODY,
        "space-colon": _head(b"Content-Length : " + _LENGTH) + _BODY,
        "underscore-twice": _head(_CL + _LENGTH + b"\r\nContent_Length : 0") + _BODY,
    },
)

_NUMBERS = {
    "plus": b"+" + _LENGTH,
    "minus": b"-" + _LENGTH,
    "minus-zero": b"-0",
    "leading-zero": b"0" + _LENGTH,
    "leading-zeros": b"00000000" + _LENGTH,
    "hex": b"0x%x" % len(_BODY),
    "hex-bare": b"5e",
    "octal": b"0o%o" % len(_BODY),
    "underscore": b"9_4",
    "decimal-point": _LENGTH + b".0",
    "exponent": b"9e1",
    "empty": b"",
    "word": b"none",
    "quote": b'"' + _LENGTH + b'"',
    "space-inside": b"9 4",
    "vertical-tab": b"\x0b" + _LENGTH,
    "form-feed": _LENGTH + b"\x0c",
    "nul": _LENGTH + b"\x00",
    "cr": b"\r" + _LENGTH,
    "arabic": "٩٤".encode(),
    "fullwidth": "９４".encode(),
    "superscript": "9²".encode(),
    "latin-1": b"9\xb2",
    "wrap-32": b"%d" % (2**32 + len(_BODY)),
    "wrap-64": b"%d" % (2**64 + len(_BODY)),
    "huge": b"9" * 300,
    "huge-5000": b"9" * 5000,
    "comment": _LENGTH + b" (c)",
    "unit": _LENGTH + b"b",
}
E38 = _all("E38", {name: _head(_CL + number) + _BODY for name, number in _NUMBERS.items()})

_CODINGS = {
    "x": b"xchunked",
    "x-dash": b"x-chunked",
    "prefix": b"chunk",
    "suffix": b"chunkedx",
    "identity-chunked": b"identity, chunked",
    "chunked-identity": b"chunked, identity",
    "chunked-chunked": b"chunked, chunked",
    "chunked-gzip": b"chunked, gzip",
    "comma-end": b"chunked,",
    "comma-front": b",chunked",
    "commas": b",,chunked,,",
    "parameter": b"chunked;q=1",
    "parameter-foo": b"chunked; foo=bar",
    "quote": b'"chunked"',
    "single-quote": b"'chunked'",
    "space-inside": b"chun ked",
    "vertical-tab": b"\x0bchunked",
    "vertical-tab-end": b"chunked\x0b",
    "form-feed": b"chunked\x0c",
    "nul": b"chunked\x00",
    "nul-front": b"\x00chunked",
    "delete": b"chunked\x7f",
    "nbsp": b"\xa0chunked",
    "cr": b"\rchunked",
    "kelvin": "chun\u212aed".encode(),
    "fullwidth": "ｃhunked".encode(),
    "empty": b"",
    "identity": b"identity",
    "trailers": b"trailers",
    "two-words": b"chunked chunked",
    "colon": b": chunked",
    "percent": b"chunke%64",
    "comment": b"chunked (x)",
}
E39 = _all("E39", {f"value-{name}": _head(_TE + coding) + _CHUNKED for name, coding in _CODINGS.items()}) + _all(
    "E39",
    {
        "space-colon": _head(b"Transfer-Encoding : chunked") + _CHUNKED,
        "tab-colon": _head(b"Transfer-Encoding\t: chunked") + _CHUNKED,
        "nul-colon": _head(b"Transfer-Encoding\x00: chunked") + _CHUNKED,
        "lead-space": _head(b" Transfer-Encoding: chunked") + _CHUNKED,
        "lead-tab": _head(b"X-A: b\r\n\tTransfer-Encoding: chunked") + _CHUNKED,
        "folded": _head(b"Transfer-Encoding:\r\n chunked") + _CHUNKED,
        "folded-inside": _head(b"Transfer-Encoding: chun\r\n ked") + _CHUNKED,
        "folded-list": _head(b"Transfer-Encoding: gzip,\r\n chunked") + _CHUNKED,
        "twice": _head(_TE + b"chunked\r\n" + _TE + b"chunked") + _CHUNKED,
        "twice-identity": _head(_TE + b"identity\r\n" + _TE + b"chunked") + _CHUNKED,
        "twice-identity-last": _head(_TE + b"chunked\r\n" + _TE + b"identity") + _CHUNKED,
        "twice-empty": _head(_TE + b"chunked\r\nTransfer-Encoding:") + _CHUNKED,
        "twice-case": _head(_TE + b"chunked\r\ntransfer-encoding: x") + _CHUNKED,
        "after-lf": _head(b"X-A: b\nTransfer-Encoding: chunked") + _CHUNKED,
        "after-cr": _head(b"X-A: b\rTransfer-Encoding: chunked") + _CHUNKED,
        "http10": _head(_TE + b"chunked", version=b"HTTP/1.0") + _CHUNKED,
    },
)


def _zipped(coding: bytes, data: bytes, lines: bytes | None = None) -> bytes:
    return _head(_TE + coding if lines is None else lines) + chunk(data) + b"0\r\n\r\n"


# Stored, not squeezed: the canary keeps its bytes, so that it can be put in later and found on the wire.
def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 0)


def _deflate(data: bytes) -> bytes:
    return zlib.compress(data, 0)


E41 = _all(
    "E41",
    {
        "gzip": _zipped(b"gzip, chunked", _gzip(_BODY)),
        "gzip-no-space": _zipped(b"gzip,chunked", _gzip(_BODY)),
        "gzip-upper": _zipped(b"GZIP, Chunked", _gzip(_BODY)),
        "x-gzip": _zipped(b"x-gzip, chunked", _gzip(_BODY)),
        "deflate": _zipped(b"deflate, chunked", _deflate(_BODY)),
        "compress": _zipped(b"compress, chunked", b"\x1f\x9d\x90" + _BODY),
        "br": _zipped(b"br, chunked", brotli.compress(_BODY)),
        "zstd": _zipped(b"zstd, chunked", b"\x28\xb5\x2f\xfd" + _BODY),
        "twice": _zipped(b"gzip, gzip, chunked", _gzip(_gzip(_BODY))),
        "two-lines": _zipped(b"", _gzip(_BODY), _TE + b"gzip\r\n" + _TE + b"chunked"),
        "lies": _zipped(b"gzip, chunked", _BODY),
        "forbidden": _zipped(b"gzip, chunked", _gzip(_BODY.replace(b"allowed", b"forbidden"))),
    },
)


def _stripped(name: str, body: bytes, expect: str = "S") -> Vector:
    return Vector(name, expect, to(b"{G}"), (_head(_TE + b"chunked", key=b"") + body,), records=None)  # type: ignore[arg-type]


_PLAIN = b'{"model":"allowed-1","messages":[]}'
_SIZE = b"%x" % len(_PLAIN)


def _extended(extension: bytes) -> bytes:
    return chunk(_PLAIN, _SIZE + extension) + b"0\r\n\r\n"


E42 = (
    _stripped("E42-name", _extended(b";" + CANARY)),
    _stripped("E42-value", _extended(b";a=" + CANARY)),
    _stripped("E42-quoted", _extended(b';a="' + CANARY + b'"')),
    _stripped("E42-space", _extended(b" ; a = " + CANARY)),
    _stripped("E42-space-no-semicolon", _extended(b" " + CANARY)),
    _stripped("E42-last", chunk(_PLAIN) + b"0;" + CANARY + b"\r\n\r\n"),
    _stripped("E42-64k", _extended(b";" + b"a" * 65536 + CANARY)),
    _stripped("E42-1m", _extended(b";" + b"a" * 1_000_000 + CANARY)),
    _stripped("E42-lf", _extended(b";a\n" + CANARY)),
    _stripped("E42-lf-smuggle", _SIZE + b";a\n" + _PLAIN + b"\r\n0\r\n\r\n" + _SECOND, "D"),
    _stripped("E42-cr", _extended(b";a\r" + CANARY)),
    _stripped("E42-nul", _extended(b";a\x00" + CANARY)),
    _stripped("E42-quoted-crlf", _extended(b';a="\r\n' + CANARY + b'"')),
    _stripped("E42-each", b"".join(chunk(bytes([byte]), b"1;" + CANARY) for byte in _PLAIN) + b"0\r\n\r\n"),
)

_X = b"%x" % len(_BODY)
_SIZES = {
    "0x": b"0x" + _X,
    "0X": b"0X" + _X,
    "plus": b"+" + _X,
    "minus": b"-" + _X,
    "underscore": _X[:1] + b"_" + _X[1:],
    "lead-space": b" " + _X,
    "lead-tab": b"\t" + _X,
    "trail-space": _X + b" ",
    "trail-tab": _X + b"\t",
    "trail-vertical-tab": _X + b"\x0b",
    "nul": _X + b"\x00",
    "empty": b"",
    "word": b"g",
    "trail-word": _X + b"g",
    "decimal-point": _X + b".0",
    "comma": _X + b",",
    "quote": b'"' + _X + b'"',
    "wrap-64": b"1" + _X.rjust(16, b"0"),
    "wrap-32": b"1" + _X.rjust(8, b"0"),
    "huge": b"f" * 16,
    "huge-1000": b"f" * 1000,
    "zeros-1000": b"0" * 1000 + _X,
    "fullwidth": "５ｅ".encode(),
    "cr": b"\r" + _X,
    "cr-end": _X + b"\r",
}
E43 = _all(
    "E43",
    {f"size-{name}": _head(_TE + b"chunked") + chunk(_BODY, size) + b"0\r\n\r\n" for name, size in _SIZES.items()},
) + _all(
    "E43",
    {
        "lf-after-size": _head(_TE + b"chunked") + _X + b"\n" + _BODY + b"\r\n0\r\n\r\n",
        "lf-after-data": _head(_TE + b"chunked") + _X + b"\r\n" + _BODY + b"\n0\r\n\r\n",
        "lf-everywhere": _head(_TE + b"chunked") + _X + b"\n" + _BODY + b"\n0\n\n",
        "lf-last": _head(_TE + b"chunked") + chunk(_BODY) + b"0\n\n",
        "lf-end": _head(_TE + b"chunked") + chunk(_BODY) + b"0\r\n\n",
        "cr-after-size": _head(_TE + b"chunked") + _X + b"\r" + _BODY + b"\r\n0\r\n\r\n",
        "cr-after-data": _head(_TE + b"chunked") + _X + b"\r\n" + _BODY + b"\r0\r\n\r\n",
        "no-end-of-data": _head(_TE + b"chunked") + _X + b"\r\n" + _BODY + b"0\r\n\r\n",
        "two-bytes-for-end": _head(_TE + b"chunked") + _X + b"\r\n" + _BODY + b"XX0\r\n\r\n",
        "too-short": _head(_TE + b"chunked") + chunk(_BODY, b"2") + b"0\r\n\r\n",
        "too-long": _head(_TE + b"chunked") + chunk(_BODY, b"%x" % (len(_BODY) + 1)) + b"0\r\n\r\n",
        "truncated": _head(_TE + b"chunked") + b"fff\r\n" + _BODY,
        "no-last": _head(_TE + b"chunked") + chunk(_BODY),
        "trailer-cl": _head(_TE + b"chunked") + chunk(_BODY) + b"0\r\nContent-Length: 4\r\n\r\n",
        "trailer-te": _head(_TE + b"chunked") + chunk(_BODY) + b"0\r\nTransfer-Encoding: gzip\r\n\r\n",
        "trailer-host": _head(_TE + b"chunked") + chunk(_BODY) + b"0\r\nHost: {A}\r\n\r\n",
        "trailer-bad": _head(_TE + b"chunked") + chunk(_BODY) + b"0\r\nno colon\r\n\r\n",
        "trailer-nul": _head(_TE + b"chunked") + chunk(_BODY) + b"0\r\nX-A: \x00\r\n\r\n",
        "trailer-folded": _head(_TE + b"chunked") + chunk(_BODY) + b"0\r\nX-A: b\r\n c\r\n\r\n",
    },
)

VECTORS = (*E36, *E37, *E38, *E39, *E41, *E42, *E43)
