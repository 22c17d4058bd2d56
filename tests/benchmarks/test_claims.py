from __future__ import annotations

import pytest

from detection.claims import DETECT_SECRETS, OURS, PRESIDIO
from detection.corpus import KINDS
from quarterdeck.config.detectors import packaged

CATEGORIES = {kind.category for kind in KINDS}


def test_every_category_is_one_that_our_detectors_have() -> None:
    assert {OURS.category(detector.id) for detector in packaged()} - {None} == CATEGORIES


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("secrets.github-pat", "secret"),
        ("pii.payment-card-long", "payment-card"),
        ("pii.private-ip-address", "ip"),
        ("pii.us-ssn", "national-id"),
        ("pii.national-id-de-idnr", "national-id"),
        ("pii.us-ein", None),
        ("pii.person-name", None),
        ("source-code.python", None),
    ],
)
def test_ours_are_sorted_by_what_they_are(name: str, category: str | None) -> None:
    assert OURS.category(name) == category


def test_a_tool_answers_for_what_it_says_it_finds() -> None:
    assert PRESIDIO.claims("national-id", "us-ssn")
    assert not PRESIDIO.claims("national-id", "br-cpf")
    assert not PRESIDIO.claims("crypto", "ethereum")
    assert PRESIDIO.category("DATE_TIME") is None
    assert DETECT_SECRETS.claims("ip", "ip-v4")
    assert not DETECT_SECRETS.claims("email", "email")
