from __future__ import annotations

from quarterdeck.proxy.irredactable import MEANS, told
from quarterdeck.proxy.redactor import NO_NAMES, NOT_KEPT, TOO_MANY
from quarterdeck.wire.splicing import CannotSplice


def test_every_reason_of_the_proxy_has_its_words() -> None:
    assert {NO_NAMES, NOT_KEPT, TOO_MANY} <= MEANS.keys()


def test_a_reason_is_told_with_its_word() -> None:
    assert told("signed").endswith("because the request is signed, and would not be valid any more (signed).")
    assert "cannot be rewritten safely (charset)" in told(CannotSplice("charset").reason)
