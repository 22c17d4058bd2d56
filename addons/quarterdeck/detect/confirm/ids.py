"""Numbers that a state gives to a person: by python-stdnum where it knows them, by their own rule where it does not."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Any

from quarterdeck.detect.confirm.matched import Confirm, Matched
from quarterdeck.model.luhn import passes_luhn

# Names of python-stdnum's own modules and nothing else: the argument comes from a policy file.
_MODULE = re.compile(r"[a-z][a-z0-9]*_?(?:\.[a-z][a-z0-9_]*)?")
_SPACING = re.compile(r"[ .]")
_NO_NINO = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
_TAIWAN = {letter: 10 + index for index, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO")}


def stdnum(argument: str) -> Confirm:
    """Whether python-stdnum's module of this name ("de.idnr") holds a number valid. Raises ValueError: no such one."""
    if not _MODULE.fullmatch(argument):
        raise ValueError(f"{argument!r} is no module of python-stdnum such as de.idnr")
    try:
        is_valid = _module(argument).is_valid
    except (ImportError, AttributeError):
        raise ValueError(f"python-stdnum has no check {argument!r}") from None

    def holds(matched: Matched) -> bool:
        # Some modules do not take the spaces and full stops that people write.
        bare = _SPACING.sub("", matched.value)
        return bool(is_valid(matched.value)) or (bare != matched.value and bool(is_valid(bare)))

    return holds


@cache
def _module(name: str) -> Any:
    return import_module(f"stdnum.{name}")


def nino(matched: Matched) -> bool:
    """Whether a British National Insurance number has a prefix that is given out (HMRC, NIM39110)."""
    return matched.value[:2].upper() not in _NO_NINO


def npi(matched: Matched) -> bool:
    """Whether it is a US National Provider Identifier: Luhn over 80840 and its ten digits (45 CFR 162.406)."""
    return passes_luhn("80840" + matched.value)


def dea(matched: Matched) -> bool:
    """Whether it is a registration of the US Drug Enforcement Administration, by its check digit."""
    digits = [int(digit) for digit in matched.value[2:]]
    return (sum(digits[0:5:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


def au_medicare(matched: Matched) -> bool:
    """Whether it is an Australian Medicare card: weights 1 3 7 9 over eight digits give the ninth."""
    digits = [int(digit) for digit in matched.value if digit.isdigit()]
    total = sum(digit * weight for digit, weight in zip(digits[:8], (1, 3, 7, 9, 1, 3, 7, 9), strict=True))
    return total % 10 == digits[8]


def sg_nric(matched: Matched) -> bool:
    """Whether it is a Singapore NRIC or FIN, by its check letter."""
    first, letter = matched.value[0].upper(), matched.value[-1].upper()
    total = sum(int(d) * w for d, w in zip(matched.value[1:8], (2, 7, 6, 5, 4, 3, 2), strict=True))
    total += {"T": 4, "G": 4, "M": 3}.get(first, 0)
    if first == "M":
        return "KLJNPQRTUWX"[10 - total % 11] == letter
    return ("JZIHGFEDCBA" if first in "ST" else "XWUTRQPNMLK")[total % 11] == letter


def hk_id(matched: Matched) -> bool:
    """Whether it is a Hong Kong identity card: one or two letters, six digits, a check character, modulo 11."""
    text = re.sub(r"[^0-9A-Z]", "", matched.value.upper())
    body, check = text[:-1].rjust(8), text[-1]
    values = [36 if character == " " else int(character, 36) for character in body]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return (total + int(check, 36)) % 11 == 0


def tw_id(matched: Matched) -> bool:
    """Whether it is a Taiwanese identity card or resident certificate, by its check digit."""
    value = matched.value.upper()
    letter = _TAIWAN[value[0]]
    weights = (8, 7, 6, 5, 4, 3, 2, 1, 1)
    total = letter // 10 + letter % 10 * 9 + sum(int(d) * w for d, w in zip(value[1:], weights, strict=True))
    return total % 10 == 0


def snils(matched: Matched) -> bool:
    """Whether it is a Russian SNILS: weights 9 to 1 over nine digits, modulo 101, give the last two."""
    digits = "".join(filter(str.isdigit, matched.value))
    total = sum(int(digit) * (9 - index) for index, digit in enumerate(digits[:9]))
    return total % 101 % 100 == int(digits[9:])
