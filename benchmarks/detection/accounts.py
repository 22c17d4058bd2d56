"""IBANs by the registry of ISO 13616, with the check digits that some countries have within the account too."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from detection.checks import iban_check, weighted
from detection.signs import DIGITS, UPPER, run

_LETTERS = UPPER[:26]
_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)


def _digits(count: int) -> Callable[[Random], str]:
    return lambda pick: run(pick, count, DIGITS)


def _bank(count: int) -> Callable[[Random], str]:
    return lambda pick: run(pick, 4, _LETTERS) + run(pick, count, DIGITS)


def _france(pick: Random) -> str:
    bank, branch, account = run(pick, 5, DIGITS), run(pick, 5, DIGITS), run(pick, 11, DIGITS)
    return f"{bank}{branch}{account}{97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97:02}"


def _spain(pick: Random) -> str:
    bank, account = run(pick, 8, DIGITS), run(pick, 10, DIGITS)
    checks = [11 - weighted(text, (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 for text in (f"00{bank}", account)]
    return bank + "".join(str({10: 1, 11: 0}.get(check, check)) for check in checks) + account


def _italy(pick: Random) -> str:
    body = run(pick, 22, DIGITS)
    total = sum(_ODD[int(digit)] if place % 2 == 0 else int(digit) for place, digit in enumerate(body))
    return _LETTERS[total % 26] + body


def _poland(pick: Random) -> str:
    bank = run(pick, 7, DIGITS)
    return f"{bank}{-weighted(bank, (3, 9, 7, 1, 3, 9, 7)) % 10}{run(pick, 16, DIGITS)}"


def _belgium(pick: Random) -> str:
    # The first three digits are those of a bank that exists.
    body = pick.choice(("001", "068", "363", "734")) + run(pick, 7, DIGITS)
    return f"{body}{int(body) % 97 or 97:02}"


def _portugal(pick: Random) -> str:
    body = run(pick, 19, DIGITS)
    return f"{body}{98 - int(body) * 100 % 97:02}"


def _norway(pick: Random) -> str:
    while True:
        body = run(pick, 10, DIGITS)
        check = -weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
        if check < 10:
            return f"{body}{check}"


_ACCOUNTS: dict[str, Callable[[Random], str]] = {
    "DE": _digits(18),
    "AT": _digits(16),
    "CH": _digits(17),
    "SE": _digits(20),
    "GB": _bank(14),
    "NL": _bank(10),
    "IE": _bank(14),
    "FR": _france,
    "ES": _spain,
    "IT": _italy,
    "PL": _poland,
    "BE": _belgium,
    "PT": _portugal,
    "NO": _norway,
}


def iban(pick: Random) -> str:
    country = pick.choice(sorted(_ACCOUNTS))
    account = _ACCOUNTS[country](pick)
    whole = country + iban_check(country, account) + account
    if pick.random() < 0.5:
        return whole
    return " ".join(whole[place : place + 4] for place in range(0, len(whole), 4))
