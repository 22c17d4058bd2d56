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


def test_what_is_no_list_of_regions_is_told() -> None:
    with pytest.raises(ValueError, match="no list of regions"):
        phone("england")
