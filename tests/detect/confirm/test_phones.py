from __future__ import annotations

import pytest

from quarterdeck.detect.confirm.matched import Matched
from quarterdeck.detect.confirm.phones import phone


def test_a_number_with_its_country_code_is_checked_by_its_plan() -> None:
    assert phone("")(Matched("+44 20 7946 0958"))
    assert not phone("")(Matched("+999 123 456 789"))


def test_a_number_without_one_is_checked_in_the_regions_asked_for() -> None:
    assert phone("GB,DE")(Matched("020 7946 0958"))
    assert not phone("US")(Matched("020 7946 0958"))


def test_a_piece_of_something_longer_is_no_number() -> None:
    assert not phone("")(Matched("+442079460958", before="a"))


@pytest.mark.parametrize("before", ["phone=", 'tel="', "&mobile=", "Tel:"])
def test_what_a_name_is_set_to_is_a_number(before: str) -> None:
    assert phone("")(Matched("+442079460958", before=before))


@pytest.mark.parametrize(("before", "after"), [("y=", ""), ("x =", ""), ("", "-MI"), ("", "-12"), ("", "x"), ("", "_")])
def test_a_piece_of_an_expression_or_of_a_part_number_is_no_number(before: str, after: str) -> None:
    assert not phone("")(Matched("+442079460958", before=before, after=after))


def test_a_date_is_no_number_even_where_a_plan_has_it() -> None:
    assert phone("DE")(Matched("0213 2004"))
    assert not phone("DE")(Matched("02/13/2004"))
    assert not phone("DE")(Matched("02-13-2004"))


def test_what_is_no_list_of_regions_is_told() -> None:
    with pytest.raises(ValueError, match="no list of regions"):
        phone("england")
