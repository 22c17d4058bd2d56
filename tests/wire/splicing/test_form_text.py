from __future__ import annotations

import json
from urllib.parse import parse_qsl, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire.splicing.change import applied
from quarterdeck.wire.splicing.form_text import changes
from quarterdeck.wire.splicing.refused import CannotSplice
from quarterdeck.wire.splicing.wanted import Node, Spot, grown


def spliced(text: str, pointer: str, value: str, *made: tuple[int, int, str]) -> str:
    root = Node()
    grown(root, pointer).value = Spot(value, made)
    return applied(text, changes(text, root))


@pytest.mark.parametrize(
    ("text", "pointer", "value", "change", "after"),
    [
        ("a=1&q=one+two&b", "/q", "one two", (0, 3, "x y"), "a=1&q=x+y+two&b"),
        ("q=one%20two", "/q", "one two", (0, 3, "x y"), "q=x%20y%20two"),
        ("q=%c3%a9%2f", "/q", "é/", (1, 2, "ü"), "q=%c3%a9%c3%bc"),
        ("q=%C3%A9%2F", "/q", "é/", (0, 1, "ü"), "q=%C3%BC%2F"),
        ("q=é%zz!", "/q", "é%zz!", (4, 5, "&="), "q=é%zz%26%3D"),
        ("q=a&&q=b&q=c", "/q/1", "b", (0, 1, "x"), "q=a&&q=x&q=c"),
        ("a%2Fb=c=d", "/a~1b", "c=d", (1, 2, "-"), "a%2Fb=c-d"),
        ("q=", "/q", "", (0, 0, "x"), "q=x"),
    ],
)
def test_only_the_characters_asked_for_change(text, pointer, value, change, after):
    assert spliced(text, pointer, value, change) == after


def test_json_in_json_in_a_field():
    def field(said: str) -> str:
        return "at=token&f.req=" + quote_plus(json.dumps([None, json.dumps([[said, 0]])])) + "&"

    assert spliced(field('a "b" c'), "/f.req/1/0/0", 'a "b" c', (3, 4, "é&")) == field('a "é&" c')


def test_the_name_of_a_field_changes():
    root = Node()
    grown(root, "/a b").key = Spot("a b", [(0, 1, "x y")])
    assert applied("z=1&a+b=a+b", changes("z=1&a+b=a+b", root)) == "z=1&x+y+b=a+b"
    with pytest.raises(CannotSplice, match="ambiguous"):
        changes("a+b=1&a+b=2", root)


def test_bytes_that_are_no_text_cannot_be_mapped():
    with pytest.raises(CannotSplice, match="charset"):
        spliced("q=a%ff", "/q", "a\ufffd", (0, 1, "x"))


PARTS = st.text(max_size=10)


@given(before=PARTS, old=PARTS, after=PARTS, new=PARTS)
def test_the_characters_around_are_those_from_before(before, old, after, new):
    head, tail = "x=%2B+1&q=" + quote_plus(before), quote_plus(after) + "&y=%20"
    made = spliced(head + quote_plus(old) + tail, "/q", before + old + after, (len(before), len(before + old), new))
    assert made.startswith(head)
    assert made.endswith(tail)
    assert dict(parse_qsl(made, keep_blank_values=True)) == {"x": "+ 1", "q": before + new + after, "y": " "}
