from __future__ import annotations

from quarterdeck.model.content import Part
from quarterdeck.wire.names import names


def test_names_that_somebody_chose_are_one_text() -> None:
    body = {"messages": [{"role": "user", "metadata": {"BLUEFALCON": {"inner": 1}}}], "BLUEFALCON": 2}
    assert names([body, [{"other": []}]]) == (Part("!names", "other\nBLUEFALCON\ninner", "key"),)


def test_names_of_a_schema_and_those_that_are_texts_already_are_left_out() -> None:
    assert names([{"messages": [], "model": "m", "AKIAIOSFODNN7EXAMPLE": 1}, "text", None]) == ()
