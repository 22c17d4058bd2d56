"""Messages without a schema: no text in them is missed, whatever else the bytes might be."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire import protobuf, texts

from .proto import held, number, varint

SECRET = "the made-up secret"


def read(data: bytes) -> dict[str, Any]:
    found = protobuf.decode(data)
    if found is None:
        raise ValueError
    return found


def said(data: bytes) -> list[str]:
    return [part.text for part in texts.parts(read(data))]


def test_fields_are_named_by_their_numbers_in_order_and_numbers_are_left_out() -> None:
    data = held(2, held(1, "hi") + number(2, 1)) + held(2, held(1, "you")) + held(7, held(1, "gpt-4.1"))
    assert read(data) == {"2": [{"1": ["hi"]}, {"1": ["you"]}], "7": [{"1": ["gpt-4.1"]}]}


def test_fixed_numbers_are_stepped_over() -> None:
    data = b"\x09" + bytes(8) + b"\x15" + bytes(4) + held(3, SECRET)
    assert read(data) == {"3": [SECRET]}
    assert protobuf.decode(held(3, "x") + b"\x09\xff\xff") is None


def test_groups_are_entered_and_must_end() -> None:
    assert read(b"\x0b" + held(2, SECRET) + b"\x0c") == {"1": [{"2": [SECRET]}]}
    for data in (b"\x0b" + held(2, "x"), held(2, "x\1") + b"\x0c", b"\x0b" + held(2, "x") + b"\x14"):
        assert protobuf.decode(data) is None


def test_what_may_be_a_message_and_a_text_is_both() -> None:
    inner = held(1, " " * 32 + SECRET[:1] + " ") + held(4, "x" * 40)
    assert inner.decode().isprintable() is False
    found = read(held(1, inner))["1"][0]
    assert found["1"] == [" " * 32 + "t "]
    assert found["text"] == inner.decode()


def test_a_text_that_is_a_message_of_numbers_is_a_text() -> None:
    assert read(held(1, "hi")) == {"1": ["hi"]}
    assert said(held(1, "    indented   ")) == ["    indented   "]


@given(st.text(min_size=1, max_size=300))
def test_no_text_in_a_field_is_missed(text: str) -> None:
    data = held(1, held(3, number(1, 5) + held(2, text)))
    grammar = text in texts._GRAMMAR
    control = protobuf._CONTROL.search(text) is not None
    assert grammar or control or text in said(data)


@given(st.recursive(st.text(max_size=40), lambda inner: st.lists(st.tuples(st.integers(1, 40), inner), max_size=4)))
def test_no_text_of_a_tree_is_missed(tree: Any) -> None:
    leaves: list[str] = []

    def packed(node: Any) -> bytes:
        if isinstance(node, str):
            leaves.append(node)
            return node.encode()
        return b"".join(held(field, packed(inner)) for field, inner in node)

    data = held(1, packed(tree)) + b"\xf8\x01\x01"
    found = said(data)
    for leaf in leaves:
        if leaf and leaf not in texts._GRAMMAR and not protobuf._CONTROL.search(leaf):
            assert leaf in found


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    texts.parts(protobuf.decode(data))


def test_bytes_that_are_no_text_are_files_when_they_are_large_enough_for_one() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    found = read(held(1, held(2, picture) + held(3, b"\xff\xfe\xfd")))
    assert [(file.pointer, file.data) for file in texts.read(found)[1]] == [("/1/0/2/0", picture)]
    assert found["1"][0]["3"] == ["\xff\xfe\xfd"]


def test_text_in_utf_16_is_a_file_too() -> None:
    data = SECRET.encode("utf-16-le")
    assert [file.data for file in texts.read(read(held(1, data) + held(2, "x")))[1]] == [data]


def test_plain_text_stands_under_text_and_what_is_neither_is_nothing() -> None:
    assert read(b"grpc-status: 0\r\n") == {"text": "grpc-status: 0\r\n"}
    assert read(b"") == {"text": ""}
    assert protobuf.decode(b"\xff\xff\xff\xff" * 20) is None


@pytest.mark.parametrize("tag", [b"\x00", b"\x06", b"\x07", b"\x04", varint(1 << 32), b"\xff" * 10])
def test_tags_that_no_parser_takes(tag: bytes) -> None:
    assert protobuf.decode(tag + b"\x01") is None
    assert protobuf.decode(b"\x08\x01") == {}


def test_a_length_beyond_the_end_is_no_message() -> None:
    assert protobuf.decode(held(1, "x\1")[:-1]) is None


def test_what_costs_too_much_is_not_entered() -> None:
    assert protobuf.decode(number(1, 1) * 200_000) == {}
    assert protobuf.decode(number(1, 1) * 400_000) is None


def test_no_depth_is_too_much() -> None:
    deep = held(1, SECRET)
    for _ in range(2000):
        deep = held(1, deep)
    found = texts.read(read(deep))
    assert [SECRET.encode() in file.data for file in found[1]] == [True]
    assert texts.parts(protobuf.decode(b"\x0b" * 5000 + held(1, SECRET) + b"\x0c" * 5000)) == ()


def test_much_text_that_looks_like_numbers_costs_other_fields_nothing() -> None:
    blank = held(1, " " * 100_000) * 50
    assert SECRET in said(blank + held(2, number(1, 1) + held(3, SECRET)))


def test_large_numbers_identify_somebody_and_small_ones_count() -> None:
    assert said(number(1, 4_111_111_111_111_111) + number(2, 999_999)) == ["4111111111111111"]


def test_a_large_file_far_inside_is_not_copied_at_each_level() -> None:
    data = b"\xff\xfe" + bytes(8 << 20)
    for _ in range(60):
        data = held(1, data)
    tracemalloc.start()
    try:
        found = texts.read(read(data))[1]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [len(file.data) for file in found] == [(8 << 20) + 2]
    assert peak < 32 << 20
