from __future__ import annotations

import pytest

from quarterdeck.detect.confirm.dates import birth_date
from quarterdeck.detect.confirm.matched import Matched


@pytest.mark.parametrize("text", ["1985-07-12", "12.07.85", "31/12/1999", "12 July 1985"])
def test_a_day_of_the_calendar_may_be_a_birthday(text: str) -> None:
    assert birth_date(Matched(text))


@pytest.mark.parametrize("text", ["1985-13-32", "1785-01-01", "30/02/1999", "45 July 1985"])
def test_no_day_is_no_birthday(text: str) -> None:
    assert not birth_date(Matched(text))
