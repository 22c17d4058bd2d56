"""JSON read so that no two parsers can see two things."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire.json_strict import MAX_CONTAINERS, MAX_DEPTH, Documents, Number, begins, documents, unescaped

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=15,
)


@given(VALUES)
def test_one_document_is_what_json_says(value: Any) -> None:
    assert documents(json.dumps(value)) == Documents((value,))
    assert documents(f" \t\r\n{json.dumps(value, indent=1)}\n") == Documents((value,))


@given(st.lists(VALUES.filter(lambda value: isinstance(value, dict | list)), min_size=1, max_size=4))
def test_documents_after_each_other_are_all_there(values: list[Any]) -> None:
    for between in ("\n", "", "\x1e", "\r\n"):
        assert documents(between.join(map(json.dumps, values))) == Documents(tuple(values))


@given(st.text(max_size=100))
def test_no_text_raises_and_nothing_invalid_is_taken(text: str) -> None:
    found = documents(text)
    if found.reason is None and len(found.values) == 1:
        try:
            assert orjson.loads(text.strip("\x1e \t\r\n")) == found.values[0]
        except orjson.JSONDecodeError:
            # orjson refuses lone surrogates and integers beyond 64 bits; json does not.
            assert json.loads(text.strip("\x1e \t\r\n")) == found.values[0]


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "{", "[1,]", '{"a":1,}', "{'a':1}", "{a:1}", '{"a":1}//x', '/**/{"a":1}', '{"a":NaN}', "[Infinity]",
        "[-Infinity]", '{"a":01}', '{"a":+1}', '{"a":"\t"}', '{"a":"\\x41"}', '{"a":1} trailing', '{"a":1},{"b":2}',
        '{"a":1}\0', "\ufeff{}", "[1 2]",
    ],
)  # fmt: skip
def test_what_only_lax_parsers_take_is_not_json(text: str) -> None:
    assert documents(text).reason == "not-json"


@pytest.mark.parametrize("text", ['{"a":1,"a":2}', '{"b":{"a":1,"\\u0061":2}}', '[{"a":[],"a":[]}]', '{}{"a":1,"a":1}'])
def test_duplicate_keys_are_told_however_they_are_spelt(text: str) -> None:
    assert documents(text).reason == "duplicate-keys"


def test_depth() -> None:
    assert documents("[" * MAX_DEPTH + "]" * MAX_DEPTH).reason is None
    assert documents('{"a":' * MAX_DEPTH + "1" + "}" * MAX_DEPTH).reason is None
    for text in ("[" * 201 + "]" * 201, "[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 300 + "1" + "}" * 300):
        assert documents(text).reason in ("too-deep", "not-json")
        assert documents(text).values == ()
    assert documents(json.dumps(["[" * 500, "{" * 500])).reason is None


def test_numbers_of_any_size() -> None:
    assert documents("[" + "9" * 4000 + "]").reason is None
    assert documents("[" + "9" * 5000 + "]").reason == "not-json"
    assert documents("[1e999]").values == ([float("inf")],)


def test_long_numbers_keep_their_literal() -> None:
    found = documents("[1234567.50, 0.5, 4.111111111111111e15, 1e400]").values[0]
    assert found == [1234567.5, 0.5, 4111111111111111.0, float("inf")]
    assert [getattr(item, "literal", None) for item in found] == ["1234567.50", None, "4.111111111111111e15", None]


@pytest.mark.parametrize(
    ("literal", "written"),
    [
        ("1234567.50", "1234567.50"),
        ("4.111111111111111e15", "4111111111111111"),
        ("-41111111e+8", "-4111111100000000"),
        ("1234567e-3", "1234.567"),
        ("1.000000e400", "1.000000e400"),
        ("1.000000e-400", "1.000000e-400"),
        ("1" * 50 + "e3", "1" * 50 + "e3"),
    ],
)
def test_an_exponent_is_written_out_where_that_is_short(literal: str, written: str) -> None:
    assert Number(literal).written_out == written


@pytest.mark.parametrize(
    "before", ["", " ", "\ufeff", "\0\0", "// a {\n", "/* { */", "# [\r\n", ")]}',\n", "while(1);", "for(;;); "]
)
def test_where_a_document_begins_for_a_lax_parser(before: str) -> None:
    assert begins(before + '{"a":1}') == len(before)
    assert begins(before + "[1]") == len(before)
    assert begins(before + "words {") is None


def test_escapes_are_undone_anywhere() -> None:
    assert unescaped("a\\u0053\\x41\\n\\/\\q") == "aSA\n/\\q"
    assert unescaped("plain") == "plain"


def test_too_many_documents() -> None:
    assert documents("{}" * 10_000).reason is None
    assert documents("{}" * 10_001).reason == "too-many-documents"


def test_more_lists_than_can_be_walked_through_are_not_read() -> None:
    many = "[" + "[]," * MAX_CONTAINERS + '"\\\\"]'
    assert documents(many) == Documents((), "too-many-parts")
    assert documents('{"a":' * 3 + many + "}" * 3).reason == "too-many-parts"


def test_brackets_in_strings_open_nothing() -> None:
    code = r"f([{\"" * MAX_CONTAINERS
    assert documents(json.dumps(["\\", code, "[" * MAX_CONTAINERS])).reason is None


@pytest.mark.parametrize("literal", ["1.5e99999999999999999999", "12345678e-99999999999999999999"])
def test_an_exponent_larger_than_any_is_left_as_it_stands(literal: str) -> None:
    assert Number(literal).written_out == literal
