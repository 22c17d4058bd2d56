"""E75: the canary written in another alphabet, inside a prompt."""

from __future__ import annotations

import base64
import binascii
import codecs
import gzip
import re
import zlib
from collections.abc import Callable
from dataclasses import replace

import brotli

from ..said import body, chat
from ..vector import Vector

type Write = Callable[[bytes], str]


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _wrapped(text: str, width: int, glue: str = "\n") -> str:
    return glue.join(re.findall(f".{{1,{width}}}", text))


def _each(form: str) -> Write:
    return lambda canary: "".join(form % byte for byte in canary)


_SENTENCE = b"the word that we never say is %b, so keep it"

_FOUND: dict[str, Write] = {
    "hex": lambda canary: canary.hex(),
    "hex-upper": lambda canary: canary.hex().upper(),
    "hex-sentence": lambda canary: (_SENTENCE % canary).hex(),
    "hex-0x": lambda canary: "0x" + canary.hex(),
    "hex-spaced": lambda canary: canary.hex(" "),
    "hex-colons": lambda canary: canary.hex(":"),
    "hex-hyphens": lambda canary: canary.hex("-"),
    "hex-x-each": _each("\\x%02x"),
    "hex-0x-each": lambda canary: ", ".join(f"0x{byte:02x}" for byte in canary),
    "hex-lines": lambda canary: _wrapped(canary.hex(), 16),
    "hex-twice": lambda canary: canary.hex().encode().hex(),
    "base64": _b64,
    "base64-sentence": lambda canary: _b64(_SENTENCE % canary),
    "base64-offset-1": lambda canary: _b64(b"x" + canary),
    "base64-offset-2": lambda canary: _b64(b"xy" + canary),
    "base64-unpadded": lambda canary: _b64(canary).rstrip("="),
    "base64-url": lambda canary: base64.urlsafe_b64encode(b"\xff\xfe\xfd " + canary).decode(),
    "base64-url-unpadded": lambda canary: base64.urlsafe_b64encode(b"\xff\xef " + canary).decode().rstrip("="),
    "base64-lines": lambda canary: _wrapped(_b64(_SENTENCE % canary), 20),
    "base64-crlf": lambda canary: _wrapped(_b64(_SENTENCE % canary), 76, "\r\n"),
    "base64-twice": lambda canary: _b64(_b64(canary).encode()),
    "base64-three-times": lambda canary: _b64(_b64(_b64(canary).encode()).encode()),
    "base64-of-hex": lambda canary: _b64(canary.hex().encode()),
    "base64-of-gzip": lambda canary: _b64(gzip.compress(_SENTENCE % canary, mtime=0)),
    "base64-of-zlib": lambda canary: _b64(zlib.compress(_SENTENCE % canary)),
    "base64-of-utf-16": lambda canary: _b64(canary.decode().encode("utf-16-le")),
    "base64-of-json": lambda canary: _b64(chat(canary.decode())),
    "base64-glued": lambda canary: "data:" + _b64(_SENTENCE % canary) + ":end",
    "base64-quoted": lambda canary: f'decode("{_b64(canary)}")',
    "base64-basic": lambda canary: "Authorization: Basic " + _b64(b"ada:" + canary),
    "base64-pem": lambda canary: (
        "-----BEGIN NOTE-----\n" + _wrapped(_b64(_SENTENCE % canary), 64) + "\n-----END NOTE-----"
    ),
    "base32": lambda canary: base64.b32encode(canary).decode(),
    "base32-lower": lambda canary: base64.b32encode(canary).decode().lower(),
    "base32-unpadded": lambda canary: base64.b32encode(b"it is " + canary).decode().rstrip("="),
    "data-uri": lambda canary: "data:text/plain;base64," + _b64(canary),
    "data-uri-percent": lambda canary: "data:text/plain," + _each("%%%02x")(canary),
    "data-uri-plain": lambda canary: "data:," + canary.decode(),
    "data-uri-charset": lambda canary: (
        "data:text/plain;charset=utf-16le;base64," + _b64(canary.decode().encode("utf-16-le"))
    ),
    "data-uri-in-text": lambda canary: f"see <img src='data:text/plain;base64,{_b64(canary)}'> there",
    "data-uri-html": lambda canary: "data:text/html;base64," + _b64(b"<p>" + canary + b"</p>"),
    "data-uri-upper": lambda canary: "DATA:text/plain;BASE64," + _b64(canary),
    "quoted-printable": _each("=%02X"),
    "unicode-escapes": _each("\\u%04x"),
    "unicode-escapes-braces": _each("\\u{%x}"),
    "octal": _each("\\%03o"),
    "percent": _each("%%%02x"),
    "zero-width": lambda canary: "\u200b".join(canary.decode()),
    "soft-hyphen": lambda canary: "\u00ad".join(canary.decode()),
    "word-joiner": lambda canary: "\u2060".join(canary.decode()),
    "bidi": lambda canary: "\u202d" + canary.decode() + "\u202c",
    "combining": lambda canary: "\u034f".join(canary.decode()),
    "variation": lambda canary: "\ufe0f".join(canary.decode()),
    "tags": lambda canary: "".join(chr(0xE0000 + byte) for byte in canary),
    "fullwidth": lambda canary: "".join(chr(byte + 0xFEE0) for byte in canary),
    "mathematical": lambda canary: canary.decode().replace("k", "\U0001d424").replace("a", "\U0001d41a"),
    "cyrillic": lambda canary: canary.decode().replace("k", "\u043a").replace("a", "\u0430").replace("e", "\u0435"),
    "dashes": lambda canary: canary.decode().replace("-", "\u2010"),
    "en-dash": lambda canary: canary.decode().replace("-", "\u2013"),
    "minus": lambda canary: canary.decode().replace("-", "\u2212"),
    "spaced": lambda canary: " ".join(canary.decode()),
    "dotted": lambda canary: ".".join(canary.decode()),
    "underscored": lambda canary: "_".join(canary.decode()),
    "markdown": lambda canary: f"**{canary.decode()}**",
    "code": lambda canary: f"`{canary.decode()}`",
    "in-word": lambda canary: f"xx{canary.decode()}xx",
    "concatenated": lambda canary: f'"{canary[:9].decode()}" + "{canary[9:].decode()}"',
    "escaped-json": lambda canary: '{"a": "' + _each("\\u%04x")(canary) + '"}',
    "base64-of-br": lambda canary: _b64(bytes(brotli.compress(_SENTENCE % canary))),
}

# What nobody writes by mistake, and detectors do not undo: listed as gaps, so that nobody believes otherwise.
_NOT_CLAIMED: dict[str, Write] = {
    "ascii85": lambda canary: base64.a85encode(canary).decode(),
    "base85": lambda canary: base64.b85encode(canary).decode(),
    "uuencoded": lambda canary: "begin 644 a\n" + binascii.b2a_uu(canary).decode() + "`\nend\n",
    "binary": lambda canary: " ".join(f"{byte:08b}" for byte in canary),
    "decimal": lambda canary: " ".join(map(str, canary)),
    "base64-reversed": lambda canary: _b64(canary)[::-1],
    "base64-rot13": lambda canary: codecs.encode(_b64(canary), "rot13"),
    "every-second": lambda canary: "".join(f"{letter}x" for letter in canary.decode()),
    "broken-line": lambda canary: canary[:9].decode() + "\n" + canary[9:].decode(),
}
_WEAK: dict[str, Write] = {
    "rot13": lambda canary: codecs.encode(canary.decode(), "rot13"),
    "reversed": lambda canary: canary.decode()[::-1],
    "rot13-sentence": lambda canary: codecs.encode((_SENTENCE % canary).decode(), "rot13"),
    "reversed-sentence": lambda canary: (_SENTENCE % canary).decode()[::-1],
}


def _said(name: str, write: Write) -> tuple[Vector, ...]:
    return body(f"E75-{name}", lambda canary: chat(f"It is {write(canary)} for short."))


def _alone(name: str, write: Write) -> tuple[Vector, ...]:
    # Three levels are as deep as anybody looks: what is left then may be one more, whatever it says.
    return body(f"E75-{name}-alone", lambda canary: chat(write(canary)), clean=name != "base64-three-times")


def _recorded(name: str, write: Write) -> Vector:
    """Looks like many things by chance: it passes the rule's confidence, and is on record."""
    (vector, _) = _said(name, write)
    return replace(vector, expect="P", rule=False, reach=1, told="found")


CONTENT = (
    *(one for name, write in _FOUND.items() for one in (*_said(name, write), *_alone(name, write))),
    *(one for name, write in _NOT_CLAIMED.items() for one in _said(name, write)[:1]),
    *(_recorded(name, write) for name, write in _WEAK.items()),
)
