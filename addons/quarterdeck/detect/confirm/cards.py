"""A number is a payment card's when its issuer's range, its length, its grouping and its check digit (Luhn) all agree.

Test numbers of the schemes, such as 4111 1111 1111 1111, are valid, and so count.
"""

from __future__ import annotations

import re

from quarterdeck.detect.confirm.matched import Matched
from quarterdeck.model.luhn import passes_luhn

# ISO/IEC 7812 and the schemes' public ranges: first and last prefix, and the lengths that are issued.
_ISSUERS: tuple[tuple[str, str, range | tuple[int, ...]], ...] = (
    ("4", "4", (13, 16, 19)),  # Visa
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),  # Mastercard's second series
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),
    ("6011", "6011", range(16, 20)),  # Discover
    ("622126", "622925", range(16, 20)),
    ("644", "659", range(16, 20)),
    ("300", "305", (14, 16)),  # Diners Club
    ("3095", "3095", (14, 16)),
    ("36", "36", range(14, 20)),
    ("38", "39", (14, 16)),
    ("3528", "3589", range(16, 20)),  # JCB
    ("62", "62", range(16, 20)),  # UnionPay
    ("2200", "2204", range(16, 20)),  # Mir
    ("508", "508", (16,)),  # RuPay
    ("60", "60", (16,)),
    ("5018", "5018", range(13, 20)),  # Maestro
    ("5020", "5020", range(13, 20)),
    ("5038", "5038", range(13, 20)),
    ("5612", "5612", range(13, 20)),
    ("5893", "5893", range(13, 20)),
    ("6304", "6304", range(13, 20)),
    ("6759", "6763", range(13, 20)),
)
_GROUPS = {(4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4), (6, 13), (6, 10), (4, 3, 3, 3)}
_SEPARATOR = re.compile(r"[ .-]")
# A decimal fraction, or one more group of a longer number.
_PART_OF_MORE = re.compile(r"(?:\d[.,]|[0-9A-Za-z]-)$")
_PART_AND_LINE = 3
_GOES_ON = re.compile(r"\.\d|-[0-9A-Za-z]{4}")


def payment_card(matched: Matched) -> bool:
    """Whether a number, solid or in the groups that cards have, is one that an issuer could have given out."""
    separators = set(_SEPARATOR.findall(matched.value))
    groups = _SEPARATOR.split(matched.value)
    if len(separators) > 1 or (separators and tuple(map(len, groups)) not in _GROUPS):
        return False
    if _PART_OF_MORE.search(matched.before[-_PART_AND_LINE:]) or _GOES_ON.match(matched.after):
        return False
    digits = "".join(groups)
    # A digit and zeros is a round number.
    if not digits.isascii() or not digits.isdigit() or not digits[1:].strip("0"):
        return False
    return _issued(digits) and passes_luhn(digits)


def only_luhn(matched: Matched) -> bool:
    """Whether the digits of a text end in their Luhn check digit."""
    digits = "".join(filter(str.isdigit, matched.value))
    return len(digits) > 1 and digits.isascii() and passes_luhn(digits)


def _issued(digits: str) -> bool:
    return any(low <= digits[: len(low)] <= high and len(digits) in lengths for low, high, lengths in _ISSUERS)
