"""What is written into the form is taken as it stands, or refused in one sentence that says what to do."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from quarterdeck.proxy.coach_form import FORM_TYPE, MOST, read_form, recorded

REASON = "I compare models for 2027."


def given(ask: tuple[str, ...] = ("reason",), kind: str = FORM_TYPE, **texts: str):
    return read_form(kind, urlencode(texts).encode(), ask)


def test_what_was_asked_for_is_taken_and_nothing_else():
    found = given(("reason", "ticket"), reason=f"  {REASON}\r\nAnd  more. ", ticket="SEC-42", grant="99w")
    assert found.problem == ""
    assert dict(found.texts) == {"reason": f"{REASON}\nAnd  more.", "ticket": "SEC-42"}
    assert recorded(found) == (f"{REASON} And more.", "SEC-42")


def test_letters_of_all_languages_stay():
    assert given(reason="Wir prüfen das für 2027 \N{CJK UNIFIED IDEOGRAPH-4E2D}").problem == ""


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ({}, "Please give a reason."),
        ({"reason": "   \r\n "}, "Please give a reason."),
        ({"reason": "x  x"}, "Please give a reason that others understand; this is too short."),
        ({"reason": "x" * 1001}, "Please give a reason of at most 1000 characters."),
        ({"reason": REASON}, "Please give a ticket."),
        ({"reason": REASON, "ticket": "y" * 101}, "Please give a ticket of at most 100 characters."),
    ],
)
def test_what_is_missing_or_too_long_is_said(texts: dict[str, str], problem: str):
    assert given(("reason", "ticket"), **texts).problem == problem


@pytest.mark.parametrize(
    ("kind", "body", "problem"),
    [
        ("application/json", b"{}", "Send it as a form"),
        ("text/plain", b"reason=x", "Send it as a form"),
        (FORM_TYPE, b"reason=%ff%fe", "could not be read"),
        (FORM_TYPE, b"\xff", "could not be read"),
        (FORM_TYPE, b"&".join(b"a=1" for _ in range(30)), "could not be read"),
    ],
)
def test_what_is_no_form_is_said(kind: str, body: bytes, problem: str):
    assert problem in read_form(kind, body, ("reason",)).problem


def test_controls_cannot_change_how_the_log_reads():
    text, _ = recorded(given(reason="harmless \x1b[2J \u202e words, so many"))
    assert text == "harmless \ufffd[2J \ufffd words, so many"


def test_the_longest_form_that_is_right_fits():
    assert len(urlencode({"reason": "\N{CJK UNIFIED IDEOGRAPH-4E2D}" * 1000, "ticket": "t" * 100})) < MOST
