"""The checksums of keys that people copy by hand: base58check (Bitcoin's) and bech32 (age's, Nostr's)."""

from __future__ import annotations

from hashlib import sha256

from quarterdeck.detect.confirm.matched import Matched

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def is_base58check(text: str) -> bool:
    """Whether the last four bytes are the checksum of those before."""
    number = 0
    for letter in text:
        digit = _BASE58.find(letter)
        if digit < 0:
            return False
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip("1"))
    data = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)
    return len(data) > 4 and sha256(sha256(data[:-4]).digest()).digest()[:4] == data[-4:]


def is_bech32(text: str) -> bool:
    """Whether the last six letters are the checksum of those before and of the name in front."""
    name, _, letters = text.lower().rpartition("1")
    values = [_BECH32.find(letter) for letter in letters]
    if not name or len(values) < 6 or min(values) < 0:
        return False
    codes = [ord(letter) for letter in name]
    state = 1
    for value in [*(code >> 5 for code in codes), 0, *(code & 31 for code in codes), *values]:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            state ^= generator if top >> bit & 1 else 0
    return state == 1


def base58check(matched: Matched) -> bool:
    """Whether the value is base58 with its checksum."""
    return is_base58check(matched.value)


def bech32(matched: Matched) -> bool:
    """Whether the value is bech32 with its checksum."""
    return is_bech32(matched.value)
