"""A value reaches a terminal, a spreadsheet and a JSON reader without doing anything there."""

# ruff: noqa: DTZ001  the view's times are UTC without saying so

from __future__ import annotations

import datetime as dt
import decimal
import uuid

import pytest

from quarterdeck.cli.rows import cell, document, plain, shown


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        ("a\x1b[31m\nb\u202e", "a\ufffd[31m\ufffdb\ufffd"),
        (True, "true"),
        (1.5, "1.5"),
        (["a", None], '["a",null]'),
        ({"pii.iban": 2}, '{"pii.iban":2}'),
        (dt.datetime(2026, 3, 3, 12, 0, 0, 250_000), "2026-03-03T12:00:00.250Z"),
        (dt.timedelta(days=1), "1 day, 0:00:00"),
    ],
)
def test_people_see(value, said):
    assert shown(value) == said


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_spreadsheet_takes_no_text_for_a_formula(text):
    assert cell(text) == "'" + text
    assert cell(-1) == "-1"
    assert cell("a=1") == "a=1"


def test_json_holds_what_it_can():
    assert plain(1 << 64) == str(1 << 64)
    assert plain((1 << 64) - 1) == (1 << 64) - 1
    assert plain(decimal.Decimal("1.50")) == 1.5
    assert plain(uuid.UUID(int=1)) == str(uuid.UUID(int=1))
    assert plain(b"\x01") == "01"
    assert document({1: [dt.datetime(2026, 3, 3)]}) == '{"1":["2026-03-03T00:00:00.000Z"]}'
