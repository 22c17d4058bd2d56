"""What each tool says that it finds, in the categories of the labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from detection.ids import IDS

# Those of Presidio whose entities are labelled; the rest of them is not run, neither to its cost nor to its blame.
ENTITIES = {
    "CREDIT_CARD": "payment-card",
    "IBAN_CODE": "iban",
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone",
    "IP_ADDRESS": "ip",
    "MAC_ADDRESS": "mac",
    "CRYPTO": "crypto",
}
NATIONAL = {
    "US_SSN": "us-ssn",
    "US_ITIN": "us-itin",
    "UK_NINO": "uk-nino",
    "UK_NHS": "uk-nhs",
    "DE_TAX_ID": "de-idnr",
    "ES_NIF": "es-dni",
    "ES_NIE": "es-nie",
    "IT_FISCAL_CODE": "it-codice",
    "PL_PESEL": "pl-pesel",
    "SE_PERSONNUMMER": "se-personnummer",
    "FI_PERSONAL_IDENTITY_CODE": "fi-hetu",
    "TR_NATIONAL_ID": "tr-tckn",
    "CA_SIN": "ca-sin",
    "AU_TFN": "au-tfn",
    "IN_AADHAAR": "in-aadhaar",
    "IN_PAN": "in-pan",
    "KR_RRN": "kr-rrn",
    "SG_NRIC_FIN": "sg-nric",
    "ZA_ID_NUMBER": "za-id",
}
# Bitcoin is the only coin whose addresses Presidio says it knows.
_PRESIDIO_CANNOT = {"ethereum"}
# By the first word after "pii." of our own detectors; what is not here is not labelled.
_OURS = {
    "payment": "payment-card",
    "iban": "iban",
    "email": "email",
    "phone": "phone",
    "ip": "ip",
    "private": "ip",
    "mac": "mac",
    "crypto": "crypto",
    "date": "date-of-birth",
    "national": "national-id",
}
_OUR_IDS = ("pii.us-ssn", "pii.us-itin", "pii.uk-nhs")


@dataclass(frozen=True, slots=True)
class Tool:
    """`category` is that of one of its findings, None when that is not labelled; `claims` what it says it finds."""

    name: str
    category: Callable[[str], str | None]
    claims: Callable[[str, str], bool]


def _ours(name: str) -> str | None:
    family, _, rest = name.partition(".")
    if family == "secrets":
        return "secret"
    if family == "marking":
        return "marking"
    if name.startswith(_OUR_IDS):
        return "national-id"
    return _OURS.get(rest.split("-")[0]) if family == "pii" else None


def _presidio(name: str) -> str | None:
    return "national-id" if name in NATIONAL else ENTITIES.get(name)


def _presidio_claims(category: str, kind: str) -> bool:
    if category == "national-id":
        return kind in NATIONAL.values()
    return category in ENTITIES.values() and kind not in _PRESIDIO_CANNOT


def _detect_secrets(name: str) -> str | None:
    return "ip" if name.startswith("Public IP") else "secret"


def everything(category: str, kind: str) -> bool:  # noqa: ARG001 - it is asked like every other claim
    """All labels."""
    return True


OURS = Tool("quarterdeck", _ours, everything)
DETECT_SECRETS = Tool("detect-secrets", _detect_secrets, lambda category, kind: category == "secret" or kind == "ip-v4")
PRESIDIO = Tool("presidio", _presidio, _presidio_claims)
TOOLS = (OURS, DETECT_SECRETS, PRESIDIO)

if unknown := set(NATIONAL.values()) - {kind.name for kind in IDS}:
    raise LookupError(f"no such kinds: {sorted(unknown)}")
