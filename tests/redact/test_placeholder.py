from __future__ import annotations

import pytest

from quarterdeck.redact.placeholder import key, name_of, type_of, written


@pytest.mark.parametrize(
    ("detector", "kind"),
    [
        ("pii.payment-card", "PAYMENT_CARD"),
        ("secrets.github-pat", "GITHUB_PAT"),
        ("custom.team.staff_no", "STAFF_NO"),
        ("bare", "BARE"),
        ("custom.42", "VALUE_42"),
        ("custom.", "VALUE"),
        ("custom.--é--", "VALUE"),
    ],
)
def test_a_type_is_the_last_segment_of_a_detector_in_capitals(detector: str, kind: str) -> None:
    assert type_of(detector) == kind


def test_a_type_is_not_longer_than_a_stream_can_hold() -> None:
    assert len(type_of("custom." + "x-" * 100)) <= 48


def test_a_placeholder_is_its_key_in_angle_brackets() -> None:
    assert name_of(key("KEY_2", 12)) == ("KEY_2", 12)
    assert written(key("PAYMENT_CARD", 12)) == "<PAYMENT_CARD_12>"
