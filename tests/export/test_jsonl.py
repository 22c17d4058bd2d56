"""The line itself is exported as it is, and says where it stands."""

from __future__ import annotations

import random

import pytest

from quarterdeck.export.jsonl import convert

from .made import EVENTS, INDEX, LOG, line, plain


@pytest.mark.parametrize("event", EVENTS)
def test_a_line_is_itself_and_where_it_stands(event):
    of = random.Random(event)
    for _ in range(100):
        one = line(of, event)
        document = convert(one, LOG, INDEX)
        assert list(document) == ["log", "index", *one]
        assert document == {"log": LOG, "index": INDEX, **one}


def test_a_line_cannot_say_that_it_stands_elsewhere():
    assert convert({**plain(), "log": "x", "index": 1}, LOG, INDEX) == {"log": LOG, "index": INDEX, **plain()}
