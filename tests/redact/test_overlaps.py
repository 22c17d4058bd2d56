from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.model.finding import Finding
from quarterdeck.redact.overlaps import is_secret, merged


def found(start: int, end: int, detector: str = "pii.x", confidence: float = 1.0) -> Finding:
    return Finding(detector, "/a", start, end, confidence)


def named(*findings: Finding) -> list[tuple[int, int, str]]:
    return [(low, high, same[0].detector) for low, high, same in merged(findings)]


def test_findings_that_overlap_are_one_and_those_that_touch_are_two() -> None:
    assert named(found(5, 9), found(0, 4), found(3, 6)) == [(0, 9, "pii.x")]
    assert named(found(4, 8), found(0, 4)) == [(0, 4, "pii.x"), (4, 8, "pii.x")]


def test_the_surest_names_it_and_then_the_longest() -> None:
    assert named(found(0, 9, "pii.a", 0.5), found(2, 4, "pii.b", 0.9)) == [(0, 9, "pii.b")]
    assert named(found(0, 4, "pii.a"), found(2, 9, "pii.b")) == [(0, 9, "pii.b")]
    assert named(found(0, 4, "pii.b"), found(0, 4, "pii.a")) == [(0, 4, "pii.a")]


def test_a_secret_is_told_by_its_type_whatever_else_was_seen_there() -> None:
    assert named(found(0, 9, "pii.a"), found(2, 4, "secrets.b", 0.1)) == [(0, 9, "secrets.b")]
    assert [is_secret(found(0, 1, detector)) for detector in ("secrets.b", "pii.secrets.b")] == [True, False]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda at: found(at[0], at[0] + at[1]))))
def test_the_same_characters_are_covered_whatever_the_order(findings: list[Finding]) -> None:
    stretches = list(merged(findings))
    covered = [place for low, high, _ in stretches for place in range(low, high)]
    assert covered == sorted({place for each in findings for place in range(each.start, each.end)})
    assert stretches == list(merged(reversed(findings)))
    assert sum(len(same) for _, _, same in stretches) == len(findings)
