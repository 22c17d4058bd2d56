from __future__ import annotations

import pytest

from quarterdeck.detect.confirm.matched import Matched
from quarterdeck.detect.confirm.shapes import mixed, not_call, not_code, not_hash, not_name, not_uuid

HASH = "da39a3ee5e6b4b0d3255bfef95601890afd80709"


def test_an_identifier_is_none() -> None:
    assert not not_uuid(Matched("123e4567-e89b-12d3-a456-426614174000"))
    assert not_uuid(Matched("123e4567-e89b-12d3-a456-42661417400x"))


@pytest.mark.parametrize(
    ("before", "value", "holds"),
    [
        ("sha1: ", HASH, False),
        ("commit ", HASH, False),
        ("token: ", HASH, True),
        ("commit ", HASH[:39], True),
        ('etag: W/"', HASH, False),
        ("trace=", HASH, False),
        ("span_id: ", HASH, False),
        ("retrace ", HASH, True),
    ],
)
def test_a_hash_that_is_announced_is_none(before: str, value: str, holds: bool) -> None:
    assert not_hash(Matched(value, before)) is holds


def test_letters_and_digits() -> None:
    assert mixed(Matched("a1"))
    assert not mixed(Matched("ab"))
    assert not mixed(Matched("12"))


@pytest.mark.parametrize("value", ["self.password", "get_password()", "$password", "args[0]", "a || b"])
def test_code_that_holds_a_value_is_none(value: str) -> None:
    assert not not_code(Matched(value))


@pytest.mark.parametrize("value", ["get_password()", "$password", "args[0]", "a || b"])
def test_neither_is_a_call_in_an_address(value: str) -> None:
    assert not not_call(Matched(value))
    assert not_call(Matched("YkG2P6.hIr5mVg"))


def test_a_value_is_no_code() -> None:
    assert not_code(Matched("tR0ub4dor&3"))


@pytest.mark.parametrize(
    ("value", "holds"), [("db_password", False), ("userPassword", False), ("API-KEY", False), ("hunter2x", True)]
)
def test_a_name_is_no_value(value: str, holds: bool) -> None:
    assert not_name(Matched(value)) is holds
