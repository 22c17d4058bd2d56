"""Data grows from events one at a time, and stops at the first thing that is over a bound, at its place."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from quarterdeck.policy.yaml_build import MAX_DEPTH, Builder, Refused, resolve


def build(text: str) -> Builder:
    builder = Builder()
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        builder.feed(event)
    return builder


def refused(text: str) -> tuple[tuple[int, int], str, str]:
    with pytest.raises(Refused) as caught:
        build(text)
    return caught.value.place, caught.value.code, caught.value.message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", "NULL"),
        ("true", True),
        ("TRUE", "TRUE"),
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("0", 0),
        ("+7", 7),
        ("-0", 0),
        ("007", "007"),
        ("1_000", "1_000"),
        ("0b1", "0b1"),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, "9" * 19),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("1e999", "1e999"),
        (".5", ".5"),
        ("1.", "1."),
        ("nan", "nan"),
        ("12:30", "12:30"),
        ("2026-12-31", "2026-12-31"),
        ("\\u0661", "\\u0661"),
    ],
)
def test_a_plain_scalar_is_text_unless_it_is_plainly_something_else(text: str, value: Any) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


def test_data_and_places_are_made_together():
    builder = build("a: &x [1, {b: 'no'}]\nc: *x\n")
    assert builder.data == {"a": [1, {"b": "no"}], "c": [1, {"b": "no"}]}
    spot = builder.root.inside["c"]
    assert (spot.key, spot.value, spot.inside[1].inside["b"].value) == ((2, 1), (1, 4), (1, 15))


def test_an_anchor_may_be_named_anew_and_an_alias_means_the_last():
    assert build("a: &x 1\nb: &x 2\nc: *x\n").data == {"a": 1, "b": 2, "c": 2}


@pytest.mark.parametrize(
    ("text", "place", "code", "message"),
    [
        ("a: 1\nb: 2\n'a': 3\n", (3, 1), "duplicate-key", "the key 'a' stands twice in one mapping, first on line 1"),
        (
            "a:\n  - {b: 1, b: 2}\n",
            (2, 12),
            "duplicate-key",
            "the key 'b' stands twice in one mapping, first on line 2",
        ),
        ("a: &x {b: *x}\n", (1, 11), "bomb", "the alias *x stands inside what it names, a cycle"),
        ("a: *x\n", (1, 4), "yaml", "the alias *x names no anchor above it"),
        ("a: &x b\n*x : c\n", (2, 1), "yaml", "an alias may stand for a value only"),
        ("? {a: b}\n: c\n", (1, 3), "yaml", "a key must be text, not a list or a mapping"),
        ("a: !!timestamp 2026-12-31\n", (1, 4), "tag", "the tag 'tag:yaml.org,2002:timestamp' is not known"),
        ("a: !!python/tuple [1]\n", (1, 4), "tag", "the tag 'tag:yaml.org,2002:python/tuple' is not known"),
        ("<<: {a: b}\n", (1, 1), "yaml", "merge keys (<<) are not read"),
        ("a\n--- \nb\n", (2, 1), "yaml", "a second document begins here; a file holds one"),
        ("a: ['x\\0']\n".replace("'", '"'), (1, 5), "encoding", "the text holds a control character"),
    ],
)
def test_what_may_not_stand_there_is_refused_at_its_place(text, place, code, message):
    assert refused(text) == (place, code, message)


def test_a_key_in_quotes_that_looks_like_a_merge_is_a_key():
    assert build("'<<': 1\n").data == {"<<": 1}


def test_depth_is_bounded():
    assert build("[" * MAX_DEPTH + "]" * MAX_DEPTH).data
    assert refused("[" * (MAX_DEPTH + 1)) == ((1, MAX_DEPTH + 1), "too-deep", "is nested more than 64 levels deep")


def test_what_aliases_expand_to_is_bounded_in_sum_and_within_each_other():
    lines = ["a0: &a0 [" + "x, " * 100 + "]"]
    assert build("\n".join([*lines, "b: [" + "*a0, " * 900 + "]"])).data
    assert refused("\n".join([*lines, "b: [" + "*a0, " * 1000 + "]"]))[1] == "bomb"
    lines += [f"a{n}: &a{n} [" + f"*a{n - 1}, " * 10 + "]" for n in range(1, 10)]
    (line, _), code, message = refused("\n".join(lines))
    assert (line, code, message) == (4, "bomb", "the aliases of this file expand to more than 100,000 nodes")
