"""A made-up secret, and the ways in which it can be written so that it does not look like itself."""

from __future__ import annotations

import base64
import codecs
import gzip
import zlib
from collections.abc import Callable

import brotli

from quarterdeck.detect import Detectors
from quarterdeck.detect.budget import Budget
from quarterdeck.detect.decode import SIGNS, views
from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.signs import Signs
from quarterdeck.detect.view import View
from quarterdeck.model.content import Part
from quarterdeck.model.finding import Finding

try:
    from compression import zstd
except ImportError:
    from backports import zstd

CANARY = "CANARY-7391-XQZW"
DETECTORS = Detectors((Pattern("custom.canary", "CANARY-[0-9]{4}-[A-Z]{4}"),))
ALONE = Signs(SIGNS)
"""Tells of encodings alone."""

Encoder = Callable[[str], str]


def each(form: str) -> Encoder:
    """Every byte of the text's UTF-8 in one form."""
    return lambda text: "".join(form.format(byte) for byte in text.encode())


def points(form: str) -> Encoder:
    """Every character of the text in one form."""
    return lambda text: "".join(form.format(ord(letter)) for letter in text)


def packed(pack: Callable[[bytes], bytes]) -> Encoder:
    return lambda text: base64.b64encode(pack(text.encode())).decode()


def wrapped_lines(text: str) -> str:
    encoded = base64.b64encode(text.encode()).decode()
    return "\r\n".join(encoded[at : at + 20] for at in range(0, len(encoded), 20))


ENCODERS: dict[str, Encoder] = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 unpadded": lambda text: base64.b64encode(text.encode()).decode().rstrip("="),
    "base64 urlsafe": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 lines": wrapped_lines,
    "base32": lambda text: base64.b32encode(text.encode()).decode(),
    "base32 lower": lambda text: base64.b32encode(text.encode()).decode().lower().rstrip("="),
    "hex": lambda text: text.encode().hex(),
    "hex upper": lambda text: text.encode().hex().upper(),
    "hex spaces": lambda text: text.encode().hex(" "),
    "hex colons": lambda text: text.encode().hex(":"),
    "hex 0x": lambda text: ", ".join(f"0x{byte:02x}" for byte in text.encode()),
    "percent": each("%{:02X}"),
    "percent u": points("%u{:04x}"),
    "percent twice": each("%25{:02x}"),
    "html": points("&#{};"),
    "html hex": points("&#x{:x};"),
    "html bare": points("&#x{:04x}"),
    "quoted-printable": each("={:02X}"),
    "escape u": points("\\u{:04x}"),
    "escape x": each("\\x{:02x}"),
    "escape octal": each("\\{:03o}"),
    "escape braces": points("\\u{{{:x}}}"),
    "gzip": packed(gzip.compress),
    "zlib": packed(zlib.compress),
    "zstd": packed(zstd.compress),
    "br": packed(brotli.compress),
    "utf-7": lambda text: "+" + base64.b64encode(text.encode("utf-16-be")).decode().rstrip("=") + "-",
}
"""Each for text of ASCII. The first word of a name is what a finding calls the outermost step."""


def rot13(text: str) -> str:
    return codecs.encode(text, "rot13")


def find(text: str) -> tuple[Finding, ...]:
    return DETECTORS.find([Part("/a", text)])


def readings(text: str) -> list[str]:
    """All further readings of a text."""
    return [view.text for view in views(View(text), Budget(), ALONE)]
