"""A ClientHello names one server in one spelling, or it is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.proxy.hello import misnamed


def entry(name: bytes, kind: int = 0) -> bytes:
    return bytes([kind]) + len(name).to_bytes(2) + name


def listed(*entries: bytes) -> tuple[int, bytes]:
    body = b"".join(entries)
    return (0, len(body).to_bytes(2) + body)


ONE = listed(entry(b"a.example"))
OTHER = (16, b"\x00\x03\x02h2")


@pytest.mark.parametrize("extensions", [[], [OTHER], [ONE], [OTHER, ONE]])
def test_one_name_or_none_is_taken(extensions: list[tuple[int, bytes]]) -> None:
    assert misnamed(extensions, "a.example") is None


BAD = {
    "two names": [listed(entry(b"a.example"), entry(b"b.example"))],
    "two extensions": [ONE, ONE],
    "another type first": [listed(entry(b"b.example", 7), entry(b"a.example"))],
    "no name": [listed()],
    "an empty name": [listed(entry(b""))],
    "an empty extension": [(0, b"")],
    "a list that says it is longer": [(0, b"\xff\xff" + entry(b"a.example"))],
    "a name that says it is shorter": [(0, b"\x00\x0c\x00\x00\x04a.example")],
    "bytes behind the list": [(0, ONE[1] + b"\x00")],
    "NUL": [listed(entry(b"a.example\x00.b.example"))],
    "not ASCII": [listed(entry("ａ.example".encode()))],
    "a port": [listed(entry(b"a.example:443"))],
}


@pytest.mark.parametrize("name", BAD)
def test_any_other_is_refused(name: str) -> None:
    assert misnamed(BAD[name], "a.example")


def test_a_name_that_was_read_otherwise_is_refused() -> None:
    assert misnamed([ONE], "b.example")
    assert misnamed([ONE], None)


@given(st.lists(st.tuples(st.integers(0, 1), st.binary(max_size=30)), max_size=3))
def test_no_bytes_raise(extensions: list[tuple[int, bytes]]) -> None:
    misnamed(extensions, "a.example")
