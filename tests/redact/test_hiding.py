"""What was found is named once for the answer, and hidden where the text has not gone on yet."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Part
from quarterdeck.model.decision import Redaction
from quarterdeck.model.finding import Finding
from quarterdeck.redact.hiding import CannotHide, Hiding

KEY = b"k"


def redaction(start: int, end: int, style: str = "placeholder", **more: object) -> Redaction:
    return Redaction(Finding("custom.project", "/t", start, end, **more), style)  # type: ignore[arg-type]  # of a test


def hidden(hiding: Hiding, start: int = 0, end: int = 1000) -> list[tuple[int, int, str]]:
    return [
        (low, high, "" if value is None else hiding.instead(value))
        for low, high, value in hiding.told("/t").between(start, end)
    ]


def look(hiding: Hiding, text: str, *redactions: Redaction, start: int = 0) -> None:
    hiding.look([Part("/t", text)], {"/t": start}, redactions)


def test_one_value_has_one_name_in_all_of_the_answer() -> None:
    hiding = Hiding((), KEY)
    look(hiding, "Ada-1 and Eve-2, Ada-1", redaction(0, 5), redaction(10, 15))
    assert hidden(hiding) == [(0, 5, "<PROJECT_1>"), (10, 15, "<PROJECT_2>"), (17, 22, "<PROJECT_1>")]
    assert hiding.count == 3
    assert "Ada" not in repr(hiding)


def test_names_that_mean_something_else_are_not_given() -> None:
    hiding = Hiding({"PROJECT_1"}, KEY)
    look(hiding, "<PROJECT_2> Ada-1", redaction(12, 17))
    assert hidden(hiding) == [(12, 17, "<PROJECT_3>")]


@pytest.mark.parametrize(("style", "instead"), [("mask", "********"), ("pseudonym", "PROJECT-")])
def test_other_styles_need_no_number(style: str, instead: str) -> None:
    hiding = Hiding((), KEY)
    look(hiding, "Ada-1", redaction(0, 5, style))
    assert hidden(hiding)[0][2].startswith(instead)


def test_the_newest_look_counts_for_all_that_has_not_gone_on() -> None:
    hiding = Hiding((), KEY)
    look(hiding, "x Ada-1", redaction(2, 7))
    look(hiding, "x Ada-1234", redaction(2, 10))
    assert [one[:2] for one in hiding.told("/t").hidden] == [(2, 10)]
    look(hiding, "x Ada-1234!")
    assert hidden(hiding) == []
    look(hiding, "x Eve-5", redaction(2, 7))
    # What went on under no name has taken none.
    assert hidden(hiding) == [(2, 7, "<PROJECT_1>")]


def test_what_stands_before_a_look_stays_hidden() -> None:
    hiding = Hiding((), KEY)
    look(hiding, "x Ada-1 " + "y" * 300, redaction(2, 7))
    look(hiding, "y and Ada-1", redaction(6, 11), start=300)
    assert [one[:2] for one in hidden(hiding)] == [(2, 7), (306, 311)]


def test_a_look_that_begins_within_something_makes_it_longer() -> None:
    hiding = Hiding((), KEY)
    look(hiding, "x Ada-1 " + "y" * 300, redaction(2, 7))
    look(hiding, "a-1 " + "y" * 300, redaction(0, 5), start=4)
    assert hidden(hiding) == [(2, 9, "<PROJECT_1>")]


def test_what_is_longer_than_a_look_may_go_on_and_cannot_be_hidden() -> None:
    hiding = Hiding((), KEY)
    look(hiding, "x Ada-1 " + "y" * 100, redaction(2, 7))
    with pytest.raises(CannotHide, match="too-long"):
        look(hiding, "da-1 " + "y" * 100, start=3)


def test_what_is_found_where_the_text_has_gone_on_cannot_be_hidden() -> None:
    hiding = Hiding((), KEY)
    hiding.told("/t").gone = 5
    with pytest.raises(CannotHide, match="passed"):
        look(hiding, "x Ada-1", redaction(2, 7))


def test_what_was_hidden_when_it_went_on_is_not_found_anew() -> None:
    hiding = Hiding((), KEY)
    look(hiding, "x Ada-1", redaction(2, 7))
    hiding.told("/t").gone = 9
    look(hiding, "x Ada-1 and Ada-1", redaction(2, 7), redaction(12, 17))
    assert [one[:2] for one in hidden(hiding)] == [(2, 7), (12, 17)]
    with pytest.raises(CannotHide):
        look(hiding, "x Ada-12 more", redaction(2, 8))


def test_an_occurrence_that_nobody_found_in_time_is_let_be() -> None:
    hiding = Hiding((), KEY)
    hiding.told("/t").gone = 9
    look(hiding, "x Ada-1 and project Ada-1", redaction(20, 25))
    assert [one[:2] for one in hidden(hiding)] == [(20, 25)]


def test_a_text_that_begins_within_something_begins_without_it() -> None:
    hiding = Hiding((), KEY)
    look(hiding, "x Ada-1 y", redaction(2, 7))
    assert hidden(hiding, 0, 4) == [(2, 7, "<PROJECT_1>")]
    assert hidden(hiding, 4, 9) == [(0, 3, "")]


def test_what_has_gone_on_hidden_is_hidden_also_where_nobody_finds_it() -> None:
    hiding = Hiding((), KEY)
    look(hiding, "x Ada-1 and Ada-1", redaction(2, 7))
    assert [one[:2] for one in hidden(hiding)] == [(2, 7), (12, 17)]
    hiding.told("/t").gone = 19
    look(hiding, "x Ada-1 and Ada-1, Ada-1 xAda-1")
    assert [one[:2] for one in hidden(hiding)] == [(2, 7), (12, 17), (19, 24)]
    # A short value counts where it stands apart; what has gone on says whether it does.
    hiding.told("/t").gone = 26
    look(hiding, "x Ada-1 and Ada-1, Ada-1 xAda-1")
    assert [one[:2] for one in hidden(hiding)] == [(2, 7), (12, 17), (19, 24)]


@pytest.mark.parametrize("steps", [("rot13",), ("joined",)])
def test_what_is_only_seen_in_disguise_cannot_be_hidden(steps: tuple[str, ...]) -> None:
    with pytest.raises(CannotHide):
        look(Hiding((), KEY), "Ada-1", redaction(0, 5, decoded_from=steps))


def test_a_value_is_hidden_in_texts_that_nobody_looks_at() -> None:
    hiding = Hiding((), KEY)
    assert hiding.known("of Ada-1") == "of Ada-1"
    look(hiding, "Ada-1", redaction(0, 5))
    assert hiding.known("of Ada-1, Ada-12 and Ada-1") == "of <PROJECT_1>, Ada-12 and <PROJECT_1>"


def test_values_and_texts_without_end_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quarterdeck.redact.hiding.MOST_TEXTS", 1)
    monkeypatch.setattr("quarterdeck.redact.hiding.MOST_VALUES", 1)
    hiding = Hiding((), KEY)
    look(hiding, "Ada-1", redaction(0, 5))
    with pytest.raises(CannotHide, match="values"):
        look(hiding, "Ada-2", redaction(0, 5))
    with pytest.raises(CannotHide, match="texts"):
        hiding.told("/u")
