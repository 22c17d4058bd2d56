from __future__ import annotations

from quarterdeck.errors import QuarterdeckError
from quarterdeck.wire.splicing.refused import CannotSplice


def test_a_refusal_says_its_reason_and_is_one_of_ours():
    error = CannotSplice("signed")
    assert error.reason == "signed"
    assert str(error) == "the body cannot be edited: signed"
    assert isinstance(error, QuarterdeckError)
