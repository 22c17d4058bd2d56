"""The checksum that GitHub and npm put at the end of a token: a CRC-32 of what was drawn, in six digits of base 62."""

from __future__ import annotations

from zlib import crc32

from quarterdeck.detect.confirm.matched import Confirm, Matched

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LENGTH = 6


def checksum(drawn: str) -> str:
    """The six digits that belong behind what was drawn."""
    number, digits = crc32(drawn.encode()), ""
    while number:
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    return digits.rjust(_LENGTH, "0")


def crc32_base62(argument: str) -> Confirm:
    """Whether what stands behind the last underscore ends in its checksum; or, asked for "wrong", does not."""
    if argument not in {"", "wrong"}:
        raise ValueError(f"crc32-base62 takes nothing or 'wrong', not {argument!r}")
    wanted = argument != "wrong"

    def check(matched: Matched) -> bool:
        token = matched.value.rpartition("_")[2]
        return (checksum(token[:-_LENGTH]) == token[-_LENGTH:]) is wanted

    return check
