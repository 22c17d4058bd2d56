from __future__ import annotations

import pytest

from quarterdeck.detect.confirm.matched import Matched
from quarterdeck.detect.confirm.pii import TABLE


def test_a_check_that_takes_nothing_says_so() -> None:
    assert TABLE["luhn"]("")(Matched("79927398713"))
    with pytest.raises(ValueError, match="takes nothing behind a colon"):
        TABLE["luhn"]("3")
