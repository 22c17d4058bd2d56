"""JSON as lax clients read it."""

from __future__ import annotations

import math

import pytest

from quarterdeck.wire.answers.value import inner, loads, member


def test_what_lax_clients_read_is_read() -> None:
    assert loads(b'{"a":"\\ud800"}') == {"a": "\ud800"}
    assert math.isnan(loads("[NaN]")[0])
    assert loads(b'{"a":1,"a":2}') == {"a": 2}


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", "{'a':1}", b"[" * 100_000, b"1" * 5000, b"\xff\xfe\0"])
def test_the_rest_is_a_value_error(data: bytes | str) -> None:
    with pytest.raises(ValueError, match=r"."):
        loads(data)


def test_json_within_a_string() -> None:
    assert inner('{"a":[1]}') == {"a": [1]}
    assert [inner(text) for text in ("", "1", '"x"', "{", None, {})] == [None] * 6


def test_members_and_items_or_none() -> None:
    value = {"a": [{"b": "x"}]}
    assert member(value, "a", 0, "b") == member(value, "a", -1, "b") == "x"
    assert [member(value, *path) for path in (("b",), ("a", 1), ("a", "b"), ("a", 0, "b", "c"))] == [None] * 4
