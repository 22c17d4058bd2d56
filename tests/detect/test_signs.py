from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.detect.decode import SIGNS
from quarterdeck.detect.signs import Signs
from quarterdeck.detect.view import View

FORMS = (*SIGNS, r"\b\d{3}-\d{2}-\d{4}\b", r"\b[A-Z]{6}\d{2}\b", r"(?i)\+[1-9](?:[ .]?\d){6,}\b", "b|q")
ALL = Signs(FORMS)


@given(st.text(st.sampled_from("0123456789-+ .ABCDEFZqbz%=&\\x\n\"'\u200bé"), max_size=40))
def test_it_is_seen_whether_one_matches(text: str) -> None:
    assert ALL.seen(View(text)) is any(re2.search(one, text.encode()) for one in FORMS)


def test_a_text_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    signs = Signs(["[0-9]"])
    views = [View("a1"), View("ab")]
    assert [signs.seen(view) for view in views] == [True, False]
    monkeypatch.setattr(signs, "_any", None)
    assert [signs.seen(view) for view in views] == [True, False]
