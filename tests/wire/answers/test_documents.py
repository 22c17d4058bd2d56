"""JSON documents cut where each one closes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire.answers.documents import Documents, lines
from quarterdeck.wire.answers.event import Record

from .reading import cut

VALUES = st.recursive(
    st.text('"\\[]{},\x1e é', max_size=6) | st.integers(0, 9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('"\\a', max_size=2), inner, max_size=3),
    max_leaves=8,
)


def records(transport: Documents, *chunks: bytes) -> list[Record]:
    return [one for chunk in chunks for one in transport.feed(chunk)] + list(transport.end())


def values(found: list[Record]) -> list[Any]:
    return [json.loads(one.payload) for one in found if isinstance(one.payload, bytes)]


@given(
    st.lists(st.dictionaries(st.text(max_size=2), VALUES, max_size=3), max_size=4),
    st.sampled_from(["\n", "\r\n", "\x1e", "", "\n\n 12 \n"]),
    st.booleans(),
    st.lists(st.integers(0, 300)),
)
def test_documents_after_each_other(documents: list[Any], between: str, pretty: bool, places: list[int]) -> None:
    body = "".join(json.dumps(one, indent=2 if pretty else None) + between for one in documents).encode()
    found = records(Documents(), *cut(body, places))
    assert b"".join(one.raw for one in found) == body
    assert values(found) == documents


@given(st.lists(VALUES.filter(lambda value: not isinstance(value, int)), min_size=1), st.lists(st.integers(0, 300)))
def test_the_elements_of_a_list(documents: list[Any], places: list[int]) -> None:
    body = b"[" + b",\r\n".join(json.dumps(one).encode() for one in documents) + b"]\n"
    found = records(Documents(elements=True), *cut(body, places))
    assert b"".join(one.raw for one in found) == body
    assert values(found) == documents


def test_a_document_is_given_when_it_closes_with_what_separates_it_from_the_next() -> None:
    transport = Documents()
    assert [one.raw for one in transport.feed(b'{"a":1}\n{"b"')] == [b'{"a":1}\n']
    assert [one.raw for one in transport.feed(b":2}")] == [b'{"b":2}']
    assert list(transport.feed(b"\n")) == [(b"\n", None, "", None)]


def test_blanks_that_keep_a_connection_alive_pass_at_once() -> None:
    assert list(Documents().feed(b"\n \n")) == [(b"\n \n", None, "", None)]


def test_what_stands_between_documents_is_not_lost_to_the_eye() -> None:
    found = records(Documents(), b'say this {"a":1}')
    assert [one.payload for one in found] == [b'say this {"a":1}']


def test_what_separates_is_no_part_of_what_it_separates() -> None:
    body = b' [1]\n, \xef\xbb\xbf words {"a":1}, \n'
    for place in range(len(body)):
        found = records(Documents(), body[:place], body[place:])
        assert [one.payload for one in found if one.payload] == [b"[1]", b'words {"a":1}']


def test_a_cut_document_and_words_are_what_is_left() -> None:
    assert [one.payload for one in records(Documents(), b'{"a":1}{"b":')] == [b'{"a":1}', b'{"b":']
    assert [one.payload for one in records(Documents(), b'{"a":1}\n["b', b"")] == [b'{"a":1}', b'["b']
    assert [one.payload for one in records(Documents(), b"Bad ", b"gateway")] == [b"Bad gateway"]


@pytest.mark.parametrize("size", [1, 3, 10, 1000])
def test_a_document_that_is_too_long_passes_in_pieces_and_the_next_is_read(size: int) -> None:
    body = b'{"a":"' + b'x\\"' * 40 + b'"}\n{"b":1}\n'
    found = records(Documents(limit=50), *[body[at : at + size] for at in range(0, len(body), size)])
    assert b"".join(one.raw for one in found) == body
    assert [one.payload for one in found if one.payload] == [b'{"b":1}']
    assert "too-large" in {one.reason for one in found}


def test_no_more_than_the_limit_is_ever_held() -> None:
    transport = Documents(limit=100)
    passed = sum(len(one.raw) for chunk in [b'{"a":"', *[b"x" * 10] * 100] for one in transport.feed(chunk))
    assert passed > 900


def test_lines_have_the_limit_of_an_event() -> None:
    found = records(lines(), b'{"a":"' + b"x" * (1 << 20) + b'"}')
    assert {one.reason for one in found} == {"too-large"}
