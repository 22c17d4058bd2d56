from __future__ import annotations

from detection import told
from detection.score import Score, Tally


def test_each_tool_has_a_line() -> None:
    one, none = Score({"email": Tally(4, 3, 3, 1)}), Score()
    assert told.overall([("ours", one), ("theirs", none)], "all").splitlines() == [
        "all                               precision   recall       F1",
        "ours                                  0.750    0.750    0.750",
        "theirs                                    -        -        -",
    ]


def test_a_category_that_a_tool_does_not_claim_is_a_dash() -> None:
    table = told.by_category({"ours": Score({"email": Tally(4, 4, 4, 0)}), "theirs": Score()}, {"email": 4})
    line = next(line for line in table.splitlines() if line.startswith("email"))
    assert line.split() == ["email", "4", "1.000", "-"]


def test_speeds_are_shown_with_their_ratios() -> None:
    said = {f"{kind} MB/s": {"quarterdeck": 100.0, "other": 0.5} for kind in ("labelled", "chat", "prose")}
    one = {"megabytes": 300.0, "p50": 13.0, "p99": 20.0}
    said |= {"us": {"search": one, "look": one}, "judge us": one}
    said["hostile"] = {"seconds": 0.5, "slowest": "tokens", "megabytes": 9.0, "largest": "hex"}
    table = told.speeds(said, 531)
    assert "chat: 200 x other (target: 500 x)" in table
    assert "531 detectors" in table
    assert "0.50 s (tokens) and 9 MB (hex)" in table
    assert "terms" not in table


def test_faults_show_one_place_each() -> None:
    one = Score()
    one.missed["jwt"] = 2
    one.false["pii.phone"] = 1
    one.examples = {"jwt": "a [[b]] c", "pii.phone": "d [[e]]"}
    said = told.faults(one, 5)
    assert "a [[b]] c" in said
    assert "d [[e]]" in said
