"""Mistakes as people read them: in the order of the file, all of them, each with its place and a hint."""

from __future__ import annotations

import pytest

from quarterdeck.errors import BadHost, Problem, Problems, QuarterdeckError, UsageError, did_you_mean


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("a.yaml", 3, 7, "is wrong", "mend it"), "a.yaml:3:7: error: is wrong (mend it)"),
        (Problem("a.yaml", 3, 7, "is wrong"), "a.yaml:3:7: error: is wrong"),
        (Problem("a.yaml", 0, 0, "cannot be read"), "a.yaml: error: cannot be read"),
        (Problem("a.yaml", 1, 1, "is odd", severity="warning"), "a.yaml:1:1: warning: is odd"),
    ],
)
def test_a_problem_says_where_how_grave_what_and_what_to_do(problem, said):
    assert str(problem) == said


def test_problems_are_told_in_the_order_of_the_files_and_their_lines():
    places = [("b.yaml", 1, 1), ("a.yaml", 10, 2), ("a.yaml", 9, 8), ("a.yaml", 10, 1)]
    found = Problems([Problem(*place, "is wrong") for place in places])
    assert [(one.file, one.line, one.column) for one in found.problems] == sorted(places)
    assert str(found).splitlines() == [f"{':'.join(map(str, place))}: error: is wrong" for place in sorted(places)]


def test_one_mistake_noted_twice_is_one():
    problem = Problem("a.yaml", 1, 1, "is wrong")
    assert {problem, Problem("a.yaml", 1, 1, "is wrong")} == {problem}


@pytest.mark.parametrize("error", [BadHost("x"), UsageError("x"), Problems([])])
def test_whoever_catches_our_errors_catches_all_of_them(error):
    with pytest.raises(QuarterdeckError):
        raise error


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("deepsek", "did you mean 'deepseek'?"),
        ("deepseek-wbe", "did you mean 'deepseek-web'?"),
        ("zzzz", ""),
        ("", ""),
    ],
)
def test_the_nearest_name_is_proposed_or_none(word, hint):
    assert did_you_mean(word, iter(["chatgpt", "deepseek", "deepseek-web"])) == hint
    assert did_you_mean(word, []) == ""
