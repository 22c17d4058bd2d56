"""A text of which nothing more comes is rewritten with all that was held back."""

from __future__ import annotations

from quarterdeck.wire.rewriting import channel

from .standin import PLACEHOLDER, VALUE, StandIn


def test_a_complete_text_loses_nothing_that_was_held_back() -> None:
    assert channel.complete(StandIn, "/a", f"{PLACEHOLDER} and <PAY", False) == f"{VALUE} and <PAY"


def test_a_text_that_is_json_takes_its_value_escaped() -> None:
    assert channel.complete(StandIn, "/a", PLACEHOLDER, True) == VALUE.replace('"', '\\"').replace("\t", "\\t")
