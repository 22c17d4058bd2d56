"""What may stand for a value when nothing is to be restored: a mask, or a pseudonym, the same for the same key.

A pseudonym is never a number that passes for a payment card, nor an address at which anybody is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

from quarterdeck.model.luhn import passes_luhn

_CARD = re.compile(r"[0-9](?:[ -]?[0-9]){11,18}")
_IBAN = re.compile(r"[A-Za-z]{2}[0-9]{2}(?:[ -]?[0-9A-Za-z]){11,30}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_DIGITS = re.compile(r"[-0-9 ().+/:\u00a0]+")
_STAND_IN = re.compile(r"user-[0-9a-f]{8}@example\.invalid")
_NOT_SPACING = re.compile(r"[^ -]")

Value = tuple[str, str]
"""A type and the text that stood there."""


def masked(kind: str, value: str) -> str:
    """Asterisks, in classes of 4, 8, 16 and 32 by the length; of a payment card or an IBAN four, and its last four."""
    known = (kind.endswith("PAYMENT_CARD") and _CARD.fullmatch(value)) or (
        kind.endswith("IBAN") and _IBAN.fullmatch(value)
    )
    if known:
        return "****" + "".join(_NOT_SPACING.findall(value)[-4:])
    return "*" * next((size for size in (4, 8, 16) if len(value) <= size), 32)


def masks(values: Iterable[Value]) -> dict[Value, str]:
    """The mask of each value."""
    return {(kind, value): masked(kind, value) for kind, value in values}


def pseudonym(key: bytes, kind: str, value: str) -> str:
    """A stand-in for a value; without the key (1 to 64 bytes) nobody can tell for which.

    Mail addresses become one, digits stay digits in their groups, anything else is the type and a number.
    """
    if _MAIL.fullmatch(value):
        # Nobody is told apart by the case of an address.
        return f"user-{_drawn(key, 'mail', value.casefold(), 0)[:4].hex()}@example.invalid"
    digits = sum(character in "0123456789" for character in value)
    if digits >= 4 and _DIGITS.fullmatch(value):
        return _numbered(key, kind, value)
    return f"{kind}-{_drawn(key, kind, value, 0)[:6].hex()}"


def pseudonyms(key: bytes, values: Iterable[Value]) -> dict[Value, str]:
    """The pseudonym of each value."""
    return {(kind, value): pseudonym(key, kind, value) for kind, value in values}


def is_stand_in(value: str) -> bool:
    """Whether this is an address that we made up: it comes back in the history of a conversation."""
    return _STAND_IN.fullmatch(value) is not None


def _numbered(key: bytes, kind: str, value: str) -> str:
    places = [index for index, character in enumerate(value) if character in "0123456789"]
    # The grouping is no part of the number: the same card gets the same digits however it is written.
    plain = "".join(value[index] for index in places)
    made = plain
    attempt = 0
    while made == plain or passes_luhn(made):
        made = ""
        while len(made) < len(plain):
            # Sixteen digits of each draw of 64 bits; the bias of the remainder is far below what a reader could use.
            drawn = _drawn(key, kind, f"{len(made)}:{plain}", attempt)
            made += f"{int.from_bytes(drawn[:8], 'big') % 10**16:016d}"
        made = made[: len(plain)]
        attempt += 1
    shown = list(value)
    for index, digit in zip(places, made, strict=True):
        shown[index] = digit
    return "".join(shown)


def _drawn(key: bytes, kind: str, value: str, attempt: int) -> bytes:
    said = f"{kind}\0{attempt}\0{value}".encode("utf-8", "surrogatepass")
    return blake2b(said, key=key, digest_size=16, person=b"pseudonym").digest()
