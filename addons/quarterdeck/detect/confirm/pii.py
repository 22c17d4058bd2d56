"""What tells a number of a person from any other number: check digits, issuers, numbering plans."""

from __future__ import annotations

from quarterdeck.detect.confirm import addresses, cards, dates, ids, phones
from quarterdeck.detect.confirm.matched import Make, plain

TABLE: dict[str, Make] = {
    "au-medicare": plain(ids.au_medicare),
    "birth-date": plain(dates.birth_date),
    "dea": plain(ids.dea),
    "email": plain(addresses.email),
    "hk-id": plain(ids.hk_id),
    "luhn": plain(cards.only_luhn),
    "mac-address": plain(addresses.mac_address),
    "nino": plain(ids.nino),
    "npi": plain(ids.npi),
    "payment-card": plain(cards.payment_card),
    "phone": phones.phone,
    "private-ip": plain(addresses.private_ip),
    "public-ip": plain(addresses.public_ip),
    "sg-nric": plain(ids.sg_nric),
    "snils": plain(ids.snils),
    "stdnum": ids.stdnum,
    "tw-id": plain(ids.tw_id),
}
