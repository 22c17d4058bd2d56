"""E66: text in other charsets, declared rightly, wrongly, twice or not at all."""

from __future__ import annotations

import base64

from ..said import FORM, body
from ..vector import Make
from .codings import plain

_BOM = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-32-le": b"\xff\xfe\0\0", "utf-32-be": b"\0\0\xfe\xff"}


def _in(charset: str, before: bytes = b"") -> Make:
    return lambda canary: before + plain(canary).decode().encode(charset)


def _utf7(canary: bytes) -> bytes:
    """With the canary's letters in base64, as RFC 2152 allows for any character."""
    packed = base64.b64encode(canary.decode().encode("utf-16-be")).rstrip(b"=")
    return plain(canary).replace(canary, b"+" + packed + b"-")


def _overlong(canary: bytes) -> bytes:
    """Each letter of the canary in two bytes, which UTF-8 forbids and old decoders read."""
    return plain(canary).replace(canary, b"".join(bytes([0xC0 | byte >> 6, 0x80 | byte & 0x3F]) for byte in canary))


def _fullwidth(canary: bytes) -> bytes:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in canary.decode())
    return plain(canary).replace(canary, wide.encode())


def _json(charset: str) -> bytes:
    return b"application/json; charset=" + charset.encode()


_WIDE = (
    *(
        one
        for charset, mark in _BOM.items()
        for one in (
            *body(f"E66-{charset}-bom", _in(charset, mark)),
            *body(f"E66-{charset}-bom-declared", _in(charset, mark), _json(charset[:6])),
            *body(f"E66-{charset}-declared", _in(charset), _json(charset)),
            *body(f"E66-{charset}-undeclared", _in(charset)),
            *body(f"E66-{charset}-declared-utf-8", _in(charset), _json("utf-8"), told="either"),
            *body(f"E66-{charset}-bom-declared-utf-8", _in(charset, mark), _json("utf-8"), told="either"),
            *body(f"E66-{charset}-declared-latin-1", _in(charset), _json("iso-8859-1"), told="either"),
            *body(f"E66-{charset}-text", _in(charset, mark), b"text/plain", path=b"/note", told="either"),
        )
    ),
)

# What is ASCII in these is read as it stands, whatever is declared.
_SAME = (
    "iso-8859-1",
    "latin1",
    "windows-1252",
    "us-ascii",
    "UTF8",
    '"utf-8"',
    "utf8mb4",
    "shift_jis",
    "gb18030",
    "big5",
)
_OTHER = (
    "cp037",
    "ibm037",
    "ebcdic-cp-us",
    "ibm500",
    "cp1026",
    "ibm1047",
    "x-unknown",
    "utf-7",
    "utf-16",
    "utf-32",
    "scsu",
    "bocu-1",
)

_DECLARED = (
    *(one for name in _SAME for one in body(f"E66-plain-{name.strip(chr(34))}", plain, _json(name), told="either")),
    # Declared and not so: some servers believe it and read nothing, others do not and read all.
    *(one for name in _OTHER for one in body(f"E66-plain-{name}", plain, _json(name), told="either")),
    *body("E66-bom", lambda canary: b"\xef\xbb\xbf" + plain(canary)),
    *body("E66-two-boms", lambda canary: b"\xef\xbb\xbf" * 2 + plain(canary), told="either"),
)

_EBCDIC = (
    *(
        one
        for codec in ("cp037", "cp500", "cp1026", "cp1140")
        for one in (
            *body(f"E66-ebcdic-{codec}", _in(codec), _json(codec), told="either", clean=False),
            *body(f"E66-ebcdic-{codec}-ibm", _in(codec), _json(codec.replace("cp", "ibm")), told="either", clean=False),
            *body(f"E66-ebcdic-{codec}-undeclared", _in(codec), told="either", clean=False),
            *body(f"E66-ebcdic-{codec}-octets", _in(codec), b"application/octet-stream", told="either", clean=False),
            *body(f"E66-ebcdic-{codec}-no-type", _in(codec), None, told="either", clean=False),
        )
    ),
)

_UTF7 = (
    *body("E66-utf-7-declared", _utf7, _json("utf-7")),
    *body("E66-utf-7-upper", _utf7, _json("UTF-7")),
    *body("E66-utf-7-unicode-1-1", _utf7, _json("unicode-1-1-utf-7"), told="either", clean=False),
    *body("E66-utf-7-undeclared", _utf7),
    *body("E66-utf-7-bom", lambda canary: b"+/v8-" + _utf7(canary), told="either", clean=False),
    *body("E66-utf-7-text", _utf7, b"text/plain; charset=utf-7", path=b"/note", told="either"),
)

_TWICE = {
    "utf-8-first": b"application/json; charset=utf-8; charset=utf-16le",
    "utf-8-last": b"application/json; charset=utf-16le; charset=utf-8",
    "unknown-first": b"application/json; charset=x-none; charset=utf-16le",
    "quoted": b'application/json; charset="utf-8"; charset=utf-16le',
    "upper": b"application/json; CHARSET=utf-8; charset=utf-16le",
    "star": b"application/json; charset*=utf-8''utf-16le; charset=utf-8",
    "spaced": b"application/json; charset =utf-8; charset= utf-16le",
    "comma": b"application/json; charset=utf-8, application/json; charset=utf-16le",
    "same": b"application/json; charset=utf-16le; charset=utf-16le",
    "inside": b'application/json; a="charset=utf-8"; charset=utf-16le',
}

_DUPLICATES = tuple(
    one
    for name, kind in _TWICE.items()
    for make, form in ((_in("utf-16-le"), "wide"), (plain, "narrow"))
    for one in body(f"E66-twice-{name}-{form}", make, kind, told="either", clean=False)
)

_ODD = (
    *body("E66-overlong", _overlong, told="either", clean=False),
    *body("E66-fullwidth", _fullwidth),
    *body(
        "E66-nul-between", lambda canary: b"\0".join(bytes([one]) for one in plain(canary)), told="either", clean=False
    ),
    *body("E66-nul-before", lambda canary: b"\0\0\0" + plain(canary), told="either", clean=False),
    *body(
        "E66-bad-utf-8-before",
        lambda canary: plain(canary).replace(b"it is", b"\xff\xfe it is"),
        told="either",
        clean=False,
    ),
    *body("E66-bad-utf-8-inside", lambda canary: plain(canary).replace(b"k-", b"k\xc2-"), told="either", clean=False),
    *body(
        "E66-odd-length",
        lambda canary: _in("utf-16-le")(canary) + b"\x20",
        _json("utf-16le"),
        told="either",
        clean=False,
    ),
    *body("E66-mixed", lambda canary: b"\xff\xfe" + plain(canary), told="either", clean=False),
    *body("E66-surrogates", lambda canary: plain(canary).replace(b"it is", b"\\ud800 it is")),
    *body("E66-form", lambda canary: b"note=" + canary, FORM + b"; charset=utf-16", path=b"/form", told="either"),
    *body(
        "E66-form-wide",
        lambda canary: ("note=" + canary.decode()).encode("utf-16-le"),
        FORM + b"; charset=utf-16le",
        path=b"/form",
        told="either",
        clean=False,
    ),
    *body(
        "E66-form-of-utf-16",
        lambda canary: b"note=" + b"".join(b"%%%02x" % byte for byte in canary.decode().encode("utf-16-le")),
        FORM + b"; charset=utf-16le",
        path=b"/form",
    ),
    *body(
        "E66-form-of-ebcdic",
        lambda canary: (
            b"_charset_=cp037&note=" + b"".join(b"%%%02x" % byte for byte in canary.decode().encode("cp037"))
        ),
        FORM,
        path=b"/form",
        told="either",
        clean=False,
    ),
)

CONTENT = (*_WIDE, *_DECLARED, *_EBCDIC, *_UTF7, *_DUPLICATES, *_ODD)
