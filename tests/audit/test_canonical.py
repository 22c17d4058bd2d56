"""Records are written as RFC 8785 says, checked against a second reading of it, or not at all."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.audit.canonical import canonical
from quarterdeck.audit.line import Line
from quarterdeck.model.record import Outcome, Record

LARGEST = 2**53 - 1


def by_the_book(value: Any) -> str:
    """RFC 8785, section 3.2, slowly: ECMAScript's numbers, its string escapes, keys in the order of UTF-16."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float):
        return ecmascript(float(value))
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{by_the_book(name)}:{by_the_book(value[name])}" for name in names) + "}"
    return "[" + ",".join(map(by_the_book, value)) + "]"


def ecmascript(number: float) -> str:
    """Number::toString of ECMA-262, from the shortest digits that Python's repr finds as well."""
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    mantissa, _, exponent = f"{abs(number)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    tail = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + digits[0] + ("." + digits[1:] if count > 1 else "") + tail


@pytest.mark.parametrize(
    ("number", "written"),
    [
        # Samples of RFC 8785, appendix B.
        (0.0, "0"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (1e23, "1e+23"),
        (999999999999999700000.0, "999999999999999700000"),
        (1e21, "1e+21"),
        (9.999999999999997e-7, "9.999999999999997e-7"),
        (0.000001, "0.000001"),
        (333333333.3333332, "333333333.3333332"),
        (-0.0000033333333333333333, "-0.0000033333333333333333"),
    ],
)
def test_the_second_reading_writes_the_samples_of_the_standard(number: float, written: str) -> None:
    assert ecmascript(number) == written


def test_the_objects_of_the_standard_come_out_as_printed_there() -> None:
    assert canonical(
        {"numbers": [4.50, 2e-3, 333333333.33333329], "string": '€$\x0f\nA\'B"\\\\"/', "literals": [None]}
    ) == (
        '{"literals":[null],"numbers":[4.5,0.002,333333333.3333333],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()
    )


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.text(st.characters(max_codepoint=0xD7FF), max_size=5)
NUMBERS = st.floats(min_value=1e-5, max_value=2.0**53, exclude_max=True)
LEAVES = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | NUMBERS | NUMBERS.map(lambda x: -x) | TEXTS
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20)


@given(st.dictionaries(KEYS, VALUES))
def test_whatever_is_written_is_written_as_the_second_reading_does(fields: dict[str, Any]) -> None:
    assert canonical(fields) == by_the_book(fields).encode()


@given(st.floats())
def test_a_float_is_written_as_in_ecmascript_or_refused(number: float) -> None:
    try:
        written = canonical({"n": number})
    except ValueError:
        assert not 1e-5 <= abs(number) < 2.0**53
        assert number != 0
    else:
        assert written == f'{{"n":{ecmascript(number)}}}'.encode()


@given(st.integers(-(10**15), 10**15))
def test_rounded_milliseconds_are_always_written_as_in_ecmascript(microseconds: int) -> None:
    number = round(microseconds / 1000, 3)
    assert canonical({"n": number}) == f'{{"n":{ecmascript(number)}}}'.encode()


@given(st.lists(KEYS, min_size=2))
def test_for_the_keys_taken_the_order_of_code_points_is_that_of_utf16(keys: list[str]) -> None:
    assert sorted(keys) == sorted(keys, key=lambda key: key.encode("utf-16-be"))


def test_past_those_keys_the_two_orders_differ_and_so_they_are_refused() -> None:
    keys = ["\ue000", "\U00010000"]
    assert sorted(keys) != sorted(keys, key=lambda key: key.encode("utf-16-be"))
    for key in keys:
        with pytest.raises(ValueError, match="UTF-16"):
            canonical({"a": {key: 1}})
    assert canonical({"\ud7ff": 1, "é": 2, "z": 3}) == '{"z":3,"é":2,"\ud7ff":1}'.encode()


def test_every_key_of_a_record_is_ascii() -> None:
    record = Record(
        event="decision",
        incident="i",
        time=1.0,
        outcome=Outcome.REFUSED,
        rules=("policy/one", "policy/two"),
        findings=(("secrets.made-up", 2),),
        judge_ms=12.0,
        total_ms=12.34,
    )
    fields = Line(key=None).fields(record)
    assert "".join(fields).isascii()
    assert canonical(fields) == by_the_book(fields).encode()


class _Word(StrEnum):
    WORD = "word"


class _Kind(Enum):
    ONE = 1


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        -math.inf,
        1e-6,
        5e-324,
        2.0**53,
        1e21,
        2**53,
        -(2**53),
        2**64,
        "\ud800",
        "a\udfff",
        {1: "a"},
        {None: "a"},
        {"\udc00": "a"},
        {_Word.WORD: 1},
        b"bytes",
        {1, 2},
        _Word.WORD,
        _Kind.ONE,
        datetime(2026, 1, 1, tzinfo=UTC),
        uuid.UUID(int=1),
        pytest.param(object(), id="an object"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("wrap", [lambda value: value, lambda value: [value], lambda value: {"inner": (value,)}])
def test_what_could_be_written_in_two_ways_is_refused_by_name(value: object, wrap: Any) -> None:
    with pytest.raises(ValueError, match="the field 'bad' cannot be written canonically"):
        canonical({"good": 1, "bad": wrap(value)})


def test_a_key_of_the_record_itself_must_be_a_string() -> None:
    with pytest.raises(ValueError, match="key is not a string"):
        canonical({1: 2})  # type: ignore[dict-item]  # what the types forbid


def test_what_is_nested_without_end_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ValueError, match="'a' cannot be written canonically"):
        canonical({"a": endless})
    deep: Any = 1
    for _ in range(300):
        deep = {"b": deep}
    with pytest.raises(ValueError, match="'a' cannot be written canonically"):
        canonical({"a": deep})


def test_an_error_never_quotes_a_value() -> None:
    with pytest.raises(ValueError, match="'bad'") as caught:
        canonical({"bad": "made-up-secret\ud800"})
    assert "made-up" not in f"{caught.value!r}{caught.value.__cause__}"


def test_no_bytes_but_these_stand_between_the_parts() -> None:
    assert canonical({"b": [1, {"d": True, "c": None}], "a": "x y"}) == b'{"a":"x y","b":[1,{"c":null,"d":true}]}'
