"""Random runs of signs, of the alphabets that tokens are written in."""

from __future__ import annotations

import base64
import string
from random import Random

ALNUM = string.ascii_letters + string.digits
LOWER = string.ascii_lowercase + string.digits
UPPER = string.ascii_uppercase + string.digits
BASE32 = string.ascii_uppercase + "234567"
HEX = "0123456789abcdef"
URL64 = ALNUM + "-_"
DIGITS = string.digits


def run(pick: Random, length: int, alphabet: str = ALNUM) -> str:
    return "".join(pick.choices(alphabet, k=length))


def hexed(pick: Random, length: int) -> str:
    return run(pick, length, HEX)


def base64ed(pick: Random, count: int) -> str:
    """So many random bytes in base64."""
    return base64.b64encode(pick.randbytes(count)).decode()


def base64url(pick: Random, count: int) -> str:
    """So many random bytes in the base64 of addresses, without padding."""
    return base64.urlsafe_b64encode(pick.randbytes(count)).decode().rstrip("=")


def uuid(pick: Random) -> str:
    text = hexed(pick, 32)
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{pick.choice('89ab')}{text[17:20]}-{text[20:]}"
