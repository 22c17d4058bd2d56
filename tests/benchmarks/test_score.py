from __future__ import annotations

import pytest

from detection.claims import everything
from detection.document import Document, Label
from detection.score import Found, score

TEXT = "a" * 100
DOCUMENT = Document(TEXT, (Label(10, 20, "email", "email"), Label(40, 60, "secret", "jwt")), "chat", ".txt")
CATEGORY = {"mail": "email", "token": "secret", "name": None}.__getitem__


def of(*found: Found, claims=everything, least: float = 0.0):
    return score([DOCUMENT], [list(found)], CATEGORY, claims, least)


def test_a_finding_of_the_category_that_overlaps_is_right() -> None:
    tally = of(Found(15, 16, "mail"), Found(35, 41, "token")).overall
    assert (tally.found, tally.right, tally.wrong) == (2, 2, 0)
    assert tally.f1 == 1.0


def test_what_only_touches_a_label_or_is_of_another_category_is_wrong() -> None:
    one = of(Found(20, 30, "mail"), Found(45, 50, "mail"))
    assert (one.overall.found, one.overall.wrong) == (0, 2)
    assert one.missed == {"email": 1, "jwt": 1}
    assert one.false == {"mail": 2}


def test_findings_of_one_category_that_overlap_count_once() -> None:
    tally = of(Found(10, 15, "mail"), Found(12, 20, "mail"), Found(12, 20, "mail")).overall
    assert (tally.right, tally.wrong) == (1, 0)


def test_what_is_not_labelled_counts_neither_way() -> None:
    assert of(Found(0, 5, "name")).overall.wrong == 0


def test_of_what_a_tool_does_not_claim_nothing_counts() -> None:
    def claims(category: str, _: str) -> bool:
        return category == "email"

    tally = of(Found(45, 50, "token"), Found(70, 75, "token"), claims=claims).overall
    assert (tally.labels, tally.right, tally.wrong) == (1, 0, 1)


def test_what_is_less_sure_than_asked_for_is_left_out() -> None:
    assert of(Found(10, 15, "mail", 0.4), least=0.5).overall.found == 0
    assert of(Found(10, 15, "mail", 0.5), least=0.5).overall.found == 1


def test_precision_recall_and_f1_are_what_they_are() -> None:
    tally = of(Found(10, 15, "mail"), Found(0, 5, "mail"), Found(80, 85, "token")).overall
    assert tally.precision == pytest.approx(1 / 3)
    assert tally.recall == pytest.approx(1 / 2)
    assert tally.f1 == pytest.approx(0.4)
