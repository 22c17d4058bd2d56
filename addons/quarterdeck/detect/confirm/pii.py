"""What tells a number of a person from any other number: check digits, issuers, numbering plans."""

from __future__ import annotations

from quarterdeck.detect.confirm import addresses, cards, dates, ids, phones
from quarterdeck.detect.confirm.matched import Confirm, Make


def _plain(confirm: Confirm) -> Make:
    """The maker of a check that takes no argument."""

    def make(argument: str) -> Confirm:
        if argument:
            raise ValueError(f"it takes nothing behind a colon, and has {argument!r}")
        return confirm

    return make


TABLE: dict[str, Make] = {
    "au-medicare": _plain(ids.au_medicare),
    "birth-date": _plain(dates.birth_date),
    "dea": _plain(ids.dea),
    "email": _plain(addresses.email),
    "hk-id": _plain(ids.hk_id),
    "luhn": _plain(cards.only_luhn),
    "mac-address": _plain(addresses.mac_address),
    "nino": _plain(ids.nino),
    "npi": _plain(ids.npi),
    "payment-card": _plain(cards.payment_card),
    "phone": phones.phone,
    "private-ip": _plain(addresses.private_ip),
    "public-ip": _plain(addresses.public_ip),
    "sg-nric": _plain(ids.sg_nric),
    "snils": _plain(ids.snils),
    "stdnum": ids.stdnum,
    "tw-id": _plain(ids.tw_id),
}
