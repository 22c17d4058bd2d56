"""Check digits and checksums, worked out anew from the standards that define them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def luhn(digits: str) -> str:
    """The digit that completes a number (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def weighted(digits: Iterable[str], weights: Iterable[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def mod_11_10(digits: str) -> str:
    """ISO 7064 MOD 11,10."""
    product = 10
    for digit in digits:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def iban_check(country: str, account: str) -> str:
    """The two check digits of an IBAN (ISO 13616, MOD 97-10)."""
    number = "".join(str(int(letter, 36)) for letter in f"{account}{country}00")
    return f"{98 - int(number) % 97:02}"


def verhoeff(digits: str) -> str:
    """The check digit by the dihedral group of order 10."""
    value = 0
    for place, digit in enumerate(reversed(digits), 1):
        value = _dihedral(value, _permuted(place % 8, int(digit)))
    return str((0, 4, 3, 2, 1, 5, 6, 7, 8, 9)[value])


def _dihedral(left: int, right: int) -> int:
    if left < 5:
        return (left + right) % 5 if right < 5 else 5 + (left + right - 5) % 5
    return 5 + (left - 5 - right) % 5 if right < 5 else (left - right) % 5


def _permuted(times: int, digit: int) -> int:
    for _ in range(times):
        digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
    return digit


def crc_base62(text: str) -> str:
    """The six signs that end a token of GitHub or npm: its CRC-32 in base 62."""
    number, signs = zlib.crc32(text.encode()), ""
    while number:
        number, rest = divmod(number, 62)
        signs = BASE62[rest] + signs
    return signs.rjust(6, "0")


def base58_check(payload: bytes) -> str:
    """A payload with the first bytes of its double SHA-256, in base 58, as Bitcoin writes addresses."""
    data = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, signs = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        signs = BASE58[rest] + signs
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + signs


def bech32(prefix: str, values: Sequence[int]) -> str:
    """Groups of five bits with their checksum (BIP 173)."""
    spread = [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]
    remainder = _polymod([*spread, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    check = [remainder >> 5 * (5 - place) & 31 for place in range(6)]
    return prefix + "1" + "".join(BECH32[value] for value in (*values, *check))


def _polymod(values: Iterable[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            found ^= generator if top >> bit & 1 else 0
    return found
