"""Made-up numbers are what a library that knows the standards takes for valid."""

from __future__ import annotations

from importlib import import_module
from random import Random

import phonenumbers
import pytest
import stdnum.bitcoin
import stdnum.iban
import stdnum.luhn

from detection import accounts, persons
from detection.ids import IDS

# The library does not know the first letters of a NINO, NRIC, nor the newer groups of an ITIN (50 to 65).
MODULES = {
    "us-ssn": "us.ssn",
    "uk-nhs": "gb.nhs",
    "de-idnr": "de.idnr",
    "fr-nir": "fr.nir",
    "es-dni": "es.dni",
    "es-nie": "es.nie",
    "it-codice": "it.codicefiscale",
    "nl-bsn": "nl.bsn",
    "be-nn": "be.nn",
    "pl-pesel": "pl.pesel",
    "se-personnummer": "se.personnummer",
    "no-fnr": "no.fodselsnummer",
    "dk-cpr": "dk.cpr",
    "fi-hetu": "fi.hetu",
    "pt-nif": "pt.nif",
    "ch-ahv": "ch.ssn",
    "ie-pps": "ie.pps",
    "tr-tckn": "tr.tckimlik",
    "br-cpf": "br.cpf",
    "ar-cuit": "ar.cuit",
    "cl-rut": "cl.rut",
    "mx-curp": "mx.curp",
    "ca-sin": "ca.sin",
    "au-tfn": "au.tfn",
    "in-aadhaar": "in_.aadhaar",
    "in-pan": "in_.pan",
    "cn-ric": "cn.ric",
    "kr-rrn": "kr.rrn",
    "za-id": "za.idnr",
}
MAKERS = {kind.name: kind.make for kind in IDS}


@pytest.mark.parametrize("name", MODULES)
def test_every_number_of_a_state_is_valid(name: str) -> None:
    module = import_module(f"stdnum.{MODULES[name]}")
    for seed in range(200):
        number = MAKERS[name](Random(seed))
        assert module.is_valid(number), number


def test_every_iban_card_and_bitcoin_address_is_valid() -> None:
    for seed in range(200):
        assert stdnum.iban.is_valid(accounts.iban(Random(seed)))
        assert stdnum.luhn.is_valid(persons.card(Random(seed)).replace(" ", "").replace("-", ""))
        assert stdnum.bitcoin.is_valid(persons.bitcoin(Random(seed)))


@pytest.mark.parametrize(
    ("make", "region"),
    [
        (persons.phone_international, None),
        (persons.phone_us, "US"),
        (persons.phone_uk, "GB"),
        (persons.phone_de, "DE"),
        (persons.phone_fr, "FR"),
    ],
)
def test_every_telephone_number_is_of_a_plan(make, region) -> None:
    for seed in range(200):
        number = make(Random(seed))
        assert phonenumbers.is_valid_number(phonenumbers.parse(number, region)), number
