"""Base64, base32 and hexadecimal: long runs of few letters, which may begin in the middle of what was encoded."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator, Sequence

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.budget import Budget
from quarterdeck.detect.readable import readable
from quarterdeck.detect.view import Run

_B = "[A-Za-z0-9+/_-]"
# Four letters of base64 whose first byte is ASCII; eight of base32; two hexadecimal digits.
_QUAD = rf"[CDI-Za-f]{_B}{{3}}"
_OCTET = r"(?:[2-7][0-9A-Fa-f]|0[9AaDd])"

# Each is linear in RE2 and says whether it is worth looking for runs at all.
BASE64 = (
    rf"(?:{_QUAD}){{3}}|(?:{_QUAD}){{2}}{_B}{{2,3}}=|{_B}{{24}}|(?:H4sI|KLUv|e[JNFA]){_B}{{12}}"
    rf"|(?:{_QUAD} ){{4}}|(?:{_QUAD}{_B}{{4}} ){{2}}|(?:{_B}{{4,11}}\r?\n){{3}}"
)
BASE32 = "[A-Z2-7]{16}|[a-z2-7]{16}"
HEX = rf"{_OCTET}{{6}}|[0-9A-Fa-f]{{24}}|(?:(?:0x)?[0-9A-Fa-f]{{2}}[\s:,;-]{{1,2}}){{5}}"

_MAYBE_BASE64 = re2.compile(BASE64)
_MAYBE_BASE32 = re2.compile(BASE32)
_MAYBE_HEX = re2.compile(HEX)

# A line break joins what spaces do not: prose is made of the same letters.
_BASE64_RUN = re.compile(
    rf"{_B}{{10,}}(?:(?:[ \t]*\r?\n[ \t]*{_B}{{4,}})|(?:[ \t]{{1,4}}{_B}{{16,}}))*"
    rf"|(?:{_B}{{4,9}}\r?\n){{3,}}{_B}{{2,}}"
    rf"|(?:{_B}{{4}} ){{4,}}{_B}{{2,4}}|(?:{_B}{{8}} ){{2,}}{_B}{{2,8}}"
)
_BASE32_RUN = re.compile(r"[A-Z2-7]{16,}(?:\r?\n[A-Z2-7]{8,})*|[a-z2-7]{16,}(?:\r?\n[a-z2-7]{8,})*")
_HEX_RUN = re.compile(
    r"(?:(?:0x)?[0-9A-Fa-f]{2}[\s:,;-]{1,2}){5,}(?:0x)?[0-9A-Fa-f]{2}|[0-9A-Fa-f]{12,}(?:\s{1,2}[0-9A-Fa-f]{8,})*"
)
_NOT_HEX = re.compile(r"0x|[^0-9A-Fa-f]+")
_URLSAFE = str.maketrans("-_", "+/")
# The digits of base32 in those that int() takes.
_DIGITS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abcdefghijklmnopqrstuvwxyz",
    "0123456789ABCDEFGHIJKLMNOPQRSTUV0123456789ABCDEFGHIJKLMNOP",
)


def base64(text: str, data: bytes, budget: Budget) -> Iterator[Sequence[Run]]:
    """Standard and URL-safe, with or without padding and line breaks (RFC 4648 sections 4 and 5, RFC 2045)."""
    if _MAYBE_BASE64.search(data) is not None:
        yield from _blobs(text, _BASE64_RUN, "base64", (4, 3), _letters64, _base64, budget)


def base32(text: str, data: bytes, budget: Budget) -> Iterator[Sequence[Run]]:
    """In upper or lower case, with or without padding (RFC 4648 section 6)."""
    if _MAYBE_BASE32.search(data) is not None:
        yield from _blobs(text, _BASE32_RUN, "base32", (8, 5), _letters32, _base32, budget)


def hexadecimal(text: str, data: bytes, budget: Budget) -> Iterator[Sequence[Run]]:
    """Plain, with "0x" before the whole or before each byte, with spaces, colons or commas between the bytes."""
    if _MAYBE_HEX.search(data) is not None:
        yield from _blobs(text, _HEX_RUN, "hex", (2, 1), _letters16, _hex, budget)


def _blobs(
    text: str,
    run: re.Pattern[str],
    step: str,
    per: tuple[int, int],
    letters: Callable[[str], str],
    decode: Callable[[str], bytes],
    budget: Budget,
) -> Iterator[Sequence[Run]]:
    """The runs that say something, for each place in a group of letters where the encoding may have begun.

    A run that is text from its first letter on is not tried at the others.
    """
    found: list[list[Run]] = [[] for _ in range(per[0])]
    for match in run.finditer(text):
        start, end = match.span()
        if not budget.run(end - start):
            break
        encoded = letters(match.group())
        plain = len(encoded) == end - start
        for shift in range(per[0]):
            said, unpacked = readable(decode(encoded[shift:]), budget)
            if not said:
                continue
            whole = not unpacked and len(said) == (len(encoded) - shift) * per[1] // per[0]
            # What comes before the encoding proper is not a part of the word that it hides.
            lead = "\n" if shift else ""
            linear = per if plain and whole and said.isascii() and not shift else None
            found[shift].append(Run(start, end, lead + said, (step, *unpacked), linear))
            if whole and not shift:
                break
    yield from (runs for runs in found if runs)


def _letters64(run: str) -> str:
    joined = "".join(run.split())
    return joined.translate(_URLSAFE) if "-" in joined or "_" in joined else joined


def _base64(letters: str) -> bytes:
    size = len(letters)
    if size % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))


def _letters32(run: str) -> str:
    return "".join(run.split())


def _base32(letters: str) -> bytes:
    size = len(letters) * 5 // 8
    return (int(letters.translate(_DIGITS) or "0", 32) >> (len(letters) * 5 - size * 8)).to_bytes(size)


def _letters16(run: str) -> str:
    return _NOT_HEX.sub("", run)


def _hex(letters: str) -> bytes:
    return bytes.fromhex(letters[: len(letters) // 2 * 2])
