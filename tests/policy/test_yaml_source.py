from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.errors import Problems
from quarterdeck.policy.yaml_source import MAX_BYTES, parse_yaml, read_yaml


def refused(text: bytes | str) -> str:
    with pytest.raises(Problems) as caught:
        parse_yaml(text, "f.yaml")
    assert len(caught.value.problems) == 1
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("no", "no"),
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("True", "True"),
        ("007", "007"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("12:30:00", "12:30:00"),
        ("09:00", "09:00"),
        ("2026-12-31", "2026-12-31"),
        ("2026-12-31 18:00:00", "2026-12-31 18:00:00"),
        (".inf", ".inf"),
        ("99999999999999999999", "99999999999999999999"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("=", "="),
        ("a: b", {"a": "b"}),
        ("[a, 1]", ["a", 1]),
    ],
)
def test_scalars_mean_what_they_seem_to(text: str, value: Any) -> None:
    data = parse_yaml(f"key: {text}" if value != {"a": "b"} else text, "f").data
    result = data if value == {"a": "b"} else data["key"]
    assert result == value
    assert type(result) is type(value)


def test_keys_are_text_whatever_they_look_like() -> None:
    assert parse_yaml("on: 1\n12: 2\ntrue: 3", "f").data == {"on": 1, "12": 2, "true": 3}


def test_every_key_and_value_has_its_place() -> None:
    source = parse_yaml("a:\n  - b: 1\n    c: [x, yy]\nd: e\n", "f")
    assert source.places["a",] == (1, 1)
    assert source.places["a", 0, "c"] == (3, 5)
    assert source.places.of_value(("a", 0, "c")) == (3, 8)
    assert source.places["a", 0, "c", 1] == (3, 12)
    assert source.places.of_value(("d",)) == (4, 4)
    assert source.places.nearest(("a", 0, "nothing", 3)) == (2, 5)
    assert len(source.places) == 8


def test_an_alias_is_placed_at_its_anchor_and_its_key_where_it_stands() -> None:
    source = parse_yaml("a: &x {k: 1}\nb: *x\n", "f")
    assert source.data == {"a": {"k": 1}, "b": {"k": 1}}
    assert source.places["b",] == (2, 1)
    assert source.places["b", "k"] == (1, 8)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3", "f.yaml:3:1: error: the key 'a' stands twice in one mapping, first on line 1 (keep one"),
        ("a: !!python/object/apply:os.system [x]", "f.yaml:1:4: error: the tag 'tag:yaml.org,2002:python/"),
        ("a: !custom x", "f.yaml:1:4: error: the tag '!custom' is not known"),
        ("a: !!binary eA==", "f.yaml:1:4: error: the tag"),
        ("a: !!set {x}", "f.yaml:1:4: error: the tag"),
        ("a: *nothing", "f.yaml:1:4: error: the alias *nothing names no anchor above it"),
        ("? [a]\n: b", "f.yaml:1:3: error: a key must be text"),
        ("<<: {a: 1}", "f.yaml:1:1: error: merge keys"),
        ("a: b\n---\nc: d", "f.yaml:2:1: error: a second document"),
        ("a: [1\nb: 2", "f.yaml:2:2: error: is not valid YAML"),
        ("a:\n\tb: c", "f.yaml:2:1: error: is not valid YAML: found character that cannot start any token"),
        (b"ab\na: \xff", "f.yaml:2:4: error: is not UTF-8 text"),
        ("a: b".encode("utf-16"), "f.yaml:1:1: error: is not UTF-8 text"),
        ("ok: 1\na: \x00", "f.yaml:2:4: error: the control character U+0000"),
        ("a: \x1b[31m", "f.yaml:1:4: error: the control character U+001B"),
        ("a: x\u202ey", "f.yaml:1:5: error: the control character U+202E"),
        ('a: "\\0"', "f.yaml:1:4: error: the text holds a control character"),
        ('a: "\\u202e"', "f.yaml:1:4: error: the text holds a control character"),
    ],
)
def test_what_may_not_stand_in_a_file(text: bytes | str, said: str) -> None:
    assert refused(text).startswith(said)


def test_a_byte_order_mark_is_not_text() -> None:
    assert parse_yaml(b"\xef\xbb\xbfa: 1", "f").data == {"a": 1}


BOMBS = {
    "aliases of aliases": "\n".join(
        ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    ),
    "one long text many times": "a: &a " + "x" * 1000 + "\nb: [" + "*a, " * 200_000 + "]",
    "a list in itself": "a: &a [1, *a]",
    "mappings in each other": "a: &a {b: {c: *a}}",
    "5,000 lists": "[" * 5000,
    "5,000 mappings": "a: " + "{a: " * 5000,
    "5,000 list items": "- " * 5000,
    "5,000 indents": "\n".join(" " * n + "a:" for n in range(1500)),
    "11 MB": "a: " + "x" * 11_000_000,
    "11 MB of bytes": b"a: " + b"x" * 11_000_000,
    "millions of values": "- a\n" * 1_000_001,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_one_clear_error(name: str) -> None:
    message = refused(BOMBS[name])
    assert any(
        words in message
        for words in ("expand to more than", "a cycle", "nested more than 64", "larger than 10 MB", "holds more than")
    ), message


def test_a_large_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    file = tmp_path / "big.yaml"
    file.write_bytes(b"a: [" + b"x" * MAX_BYTES)
    with pytest.raises(Problems, match="larger than 10 MB"):
        read_yaml(file)


def test_64_levels_are_read_and_65_are_not() -> None:
    assert parse_yaml("[" * 64 + "]" * 64, "f").data
    assert "nested more than 64" in refused("[" * 65 + "]" * 65)


def test_aliases_within_the_budget_are_read() -> None:
    text = "a: &a [" + "x, " * 90 + "]\nb: [" + "*a, " * 1000 + "]"
    assert len(parse_yaml(text, "f").data["b"]) == 1000


def test_an_unreadable_file_says_why(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="cannot be read: No such file"):
        read_yaml(tmp_path / "none.yaml")


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcxyz-", min_size=1), inner, max_size=4),
    max_leaves=20,
)


@given(plain)
def test_what_yaml_dumps_is_read_back(data: Any) -> None:
    assert parse_yaml(yaml.safe_dump(data, allow_unicode=True), "f").data == data


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Problems):
        source = parse_yaml(text, "f")
        assert all(line >= 1 and column >= 1 for line, column in source.places.values())


@pytest.mark.parametrize("depth", [100, 1_000, 100_000])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_no_depth_reaches_the_recursion_limit(opening: str, depth: int) -> None:
    message = refused(opening * depth)
    assert "nested more than 64" in message or "a key must be text" in message
