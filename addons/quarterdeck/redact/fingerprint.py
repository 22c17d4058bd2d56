"""What the log knows a value again by: the same for the same value, and without the key nothing to guess it from."""

from __future__ import annotations

import re
from hashlib import blake2b

_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_DIGITS = re.compile(r"[-0-9 ().+/:\u00a0]+")
_NO_DIGIT = re.compile("[^0-9]+")
_FEWEST = 4


def fingerprint(key: bytes, value: str) -> str:
    """16 hexadecimal digits of a keyed BLAKE2b (RFC 7693) of a value, whichever detector found it.

    As with pseudonyms, the grouping of a number and the case of a mail address make no other value. `key` is 1 to 64
    bytes: whoever has it can try values, and of short ones (a PIN, a date) they need not try many.
    """
    said = _normal(value).encode("utf-8", "surrogatepass")
    return blake2b(said, key=key, digest_size=8, person=b"fingerprint").hexdigest()


def _normal(value: str) -> str:
    if _MAIL.fullmatch(value):
        return value.casefold()
    plain = _NO_DIGIT.sub("", value)
    return plain if len(plain) >= _FEWEST and _DIGITS.fullmatch(value) else value
