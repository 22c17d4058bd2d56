"""Base64, base32 and hexadecimal: long runs of few letters, which may begin in the middle of what was encoded."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.budget import Budget
from quarterdeck.detect.readable import as_text, readable
from quarterdeck.detect.scan import spans
from quarterdeck.detect.view import Run

_B = "[A-Za-z0-9+/_-]"
_H = "[0-9A-Fa-f]"
# Four letters of base64 whose first byte is ASCII; a byte of ASCII in hexadecimal.
_QUAD = rf"[CDI-Za-f]{_B}{{3}}"
_OCTET = r"(?:[2-7][0-9A-Fa-f]|0[9AaDd])"
# How gzip, zstd and zlib begin in base64.
_HEADS = ("H4sI", "KLUv", "eJ", "eN", "eF", "eA")
_PACKED = f"(?:{'|'.join(_HEADS)})"
# A line break joins what spaces do not: prose is made of the same letters.
_MORE = rf"(?:[ \t]*\r?\n[ \t]*{_B}{{4,}}|[ \t]{{1,4}}{_B}{{16,}})*(?:\r?\n{_B}{{2,3}})?"

# Signs that there may be such runs: cheap to look for in every text.
BASE64 = (
    rf"(?:{_QUAD}){{3}}|(?:{_QUAD}){{2}}{_B}{{2,3}}=|{_B}{{24}}|{_PACKED}{_B}{{12}}"
    rf"|(?:{_QUAD} ){{4}}|(?:{_QUAD}{_B}{{4}} ){{2}}|(?:{_B}{{4,23}}\r?\n){{3}}"
)
BASE32 = "[A-Z2-7]{16}|[a-z2-7]{16}"
HEX = rf"{_OCTET}{{6}}|{_H}{{24}}|(?:(?:0x)?{_H}{{2}}[\s:,;-]{{1,2}}){{5}}"

# The runs themselves, from their first letter to their last.
_RUN64 = (
    rf"{_B}*(?:(?:{_QUAD}){{3}}|{_PACKED}{_B}{{12}}){_B}*{_MORE}={{0,2}}"
    rf"|{_B}*(?:{_QUAD}){{2}}{_B}{{2,3}}={{1,2}}"
    rf"|{_B}{{24,}}{_MORE}={{0,2}}"
    rf"|(?:{_B}{{4,23}}\r?\n){{3,}}{_B}{{2,}}={{0,2}}"
    rf"|(?:{_QUAD} ){{4,}}{_B}{{2,4}}={{0,2}}|(?:{_QUAD}{_B}{{4}} ){{2,}}{_B}{{2,8}}={{0,2}}"
)
_RUN32 = r"[A-Z2-7]{16,}(?:\r?\n[A-Z2-7]{8,})*|[a-z2-7]{16,}(?:\r?\n[a-z2-7]{8,})*"
_RUN16 = (
    rf"{_H}*{_OCTET}{{6}}{_H}*(?:\s{{1,2}}{_H}{{8,}})*|{_H}{{24,}}(?:\s{{1,2}}{_H}{{8,}})*"
    rf"|(?:(?:0x)?{_H}{{2}}[\s:,;-]{{1,2}}){{5,}}(?:0x)?{_H}{{2}}"
)

_NOT_HEX = re.compile(r"0x|[^0-9A-Fa-f]+")
_URLSAFE = str.maketrans("-_", "+/")
# Letters that begin four letters of ASCII, and all others.
_FIRST = str.maketrans({chr(code): "01"[chr(code) in "CDIJKLMNOPQRSTUVWXYZabcdef"] for code in range(128)})
_FIRST32 = str.maketrans({chr(code): "01"[chr(code) in "ABCDEFGHIJKLMNOPabcdefghijklmnop"] for code in range(128)})
# The digits of base32 in those that int() takes.
_DIGITS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abcdefghijklmnopqrstuvwxyz",
    "0123456789ABCDEFGHIJKLMNOPQRSTUV0123456789ABCDEFGHIJKLMNOP",
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """An encoding: `per` letters make so many bytes; `letters` drops what is between them.

    `shifts` are the places among the first letters where what is encoded may begin.
    """

    step: str
    signs: Any
    runs: Any
    per: tuple[int, int]
    letters: Callable[[str], str]
    shifts: Callable[[str], Sequence[int]]
    decode: Callable[[str], bytes]


def base64(text: str, data: bytes, budget: Budget) -> Iterator[Sequence[Run]]:
    """Standard and URL-safe, with or without padding and line breaks (RFC 4648 sections 4 and 5, RFC 2045)."""
    yield from _blobs(text, data, _BASE64, budget)


def base32(text: str, data: bytes, budget: Budget) -> Iterator[Sequence[Run]]:
    """In upper or lower case, with or without padding (RFC 4648 section 6)."""
    yield from _blobs(text, data, _BASE32, budget)


def hexadecimal(text: str, data: bytes, budget: Budget) -> Iterator[Sequence[Run]]:
    """Plain, with "0x" before the whole or before each byte, with spaces, colons or commas between the bytes."""
    yield from _blobs(text, data, _HEX, budget)


def _blobs(text: str, data: bytes, kind: _Kind, budget: Budget) -> Iterator[Sequence[Run]]:
    """The runs that say something, for each place in a group of letters where the encoding may have begun.

    A run that is text from its first letter on is not tried at the others.
    """
    if kind.signs.search(data) is None:
        return
    found: list[list[Run]] = [[] for _ in range(kind.per[0])]
    for start, end in spans(kind.runs, text, data):
        if not budget.run(end - start):
            break
        written = text[start:end].rstrip("=")
        encoded = kind.letters(written)
        # Where something stands between the letters, places cannot be counted.
        plain = len(written) == len(encoded)
        for number, shift in enumerate(kind.shifts(encoded)):
            # To look at a short run from another letter on costs as much as to look at another run.
            if number and not budget.run(0):
                break
            octets = kind.decode(encoded[shift:])
            said, unpacked = readable(octets, budget, guess=not shift)
            if not said:
                continue
            counted = plain and not unpacked and len(said) == len(octets)
            begin = start + shift if counted else start
            if shift:
                # What comes before the encoding proper is not a part of the word that it hides.
                found[shift].append(Run(start, begin, "\n", (kind.step,)))
            found[shift].append(Run(begin, end, said, (kind.step, *unpacked), kind.per if counted else None))
            if not shift and not unpacked and octets.isascii() and as_text(octets):
                break
    yield from (runs for runs in found if runs)


def _letters64(run: str) -> str:
    joined = "".join(run.split())
    return joined.translate(_URLSAFE) if "-" in joined or "_" in joined else joined


def _shifts64(letters: str) -> Sequence[int]:
    """Where three groups in a row may be ASCII; everywhere when it is long and does not look like a word or a path."""
    if len(letters) >= 24 and letters != letters.lower() and letters != letters.upper():
        return range(4)
    first = letters.translate(_FIRST)
    shifts = [shift for shift in range(4) if ("111" if len(letters) >= 12 else "11") in first[shift::4]]
    return shifts if 0 in shifts or not letters.startswith(_HEADS) else [0, *shifts]


def _decode64(letters: str) -> bytes:
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))


def _letters32(run: str) -> str:
    return "".join(run.split())


def _shifts32(letters: str) -> Sequence[int]:
    """Where two groups in a row may be ASCII."""
    first = letters.translate(_FIRST32)
    return [shift for shift in range(8) if "11" in first[shift::8]]


def _decode32(letters: str) -> bytes:
    size = len(letters) * 5 // 8
    return (int(letters.translate(_DIGITS) or "0", 32) >> (len(letters) * 5 - size * 8)).to_bytes(size)


def _letters16(run: str) -> str:
    return _NOT_HEX.sub("", run)


def _decode16(letters: str) -> bytes:
    return bytes.fromhex(letters[: len(letters) // 2 * 2])


_OPTIONS = re2.Options()
# With less memory the automaton of runs begins anew all the time in letters at random, which takes ten times as long.
_OPTIONS.max_mem = 64 << 20

_BASE64 = _Kind("base64", re2.compile(BASE64), re2.compile(_RUN64, _OPTIONS), (4, 3), _letters64, _shifts64, _decode64)
_BASE32 = _Kind("base32", re2.compile(BASE32), re2.compile(_RUN32), (8, 5), _letters32, _shifts32, _decode32)
_HEX = _Kind("hex", re2.compile(HEX), re2.compile(_RUN16), (2, 1), _letters16, lambda _: range(2), _decode16)
