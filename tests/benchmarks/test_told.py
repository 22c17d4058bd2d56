from __future__ import annotations

from detection import told
from detection.score import Score, Tally


def test_each_tool_has_a_line() -> None:
    one, none = Score({"email": Tally(4, 3, 3, 1)}), Score()
    assert told.overall([("ours", one), ("theirs", none)], "all").splitlines() == [
        "all                         precision   recall       F1",
        "ours                            0.750    0.750    0.750",
        "theirs                              -        -        -",
    ]


def test_a_category_that_a_tool_does_not_claim_is_a_dash() -> None:
    table = told.by_category({"ours": Score({"email": Tally(4, 4, 4, 0)}), "theirs": Score()}, {"email": 4})
    line = next(line for line in table.splitlines() if line.startswith("email"))
    assert line.split() == ["email", "4", "1.000", "-"]


def test_faults_show_one_place_each() -> None:
    one = Score()
    one.missed["jwt"] = 2
    one.false["pii.phone"] = 1
    one.examples = {"jwt": "a [[b]] c", "pii.phone": "d [[e]]"}
    said = told.faults(one, 5)
    assert "a [[b]] c" in said
    assert "d [[e]]" in said
