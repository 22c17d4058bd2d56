from __future__ import annotations

import pytest

from quarterdeck.model.content import Message, Part
from quarterdeck.wire.splicing.documents import roots
from quarterdeck.wire.splicing.refused import CannotSplice
from quarterdeck.wire.splicing.wanted import Node, grown


def said(*parts: tuple[str, str]) -> Message:
    return Message("generic", "chat", parts=tuple(Part(pointer, text) for pointer, text in parts))


def test_one_document_has_no_number():
    root = Node()
    assert roots([{"0": "a"}], said(("/0", "a")), root) == [root]


def test_a_number_is_that_of_a_message():
    root = Node()
    node = grown(root, "/1")
    assert roots([{"a": "x"}, {"a": "y"}], said(("/0/a", "x"), ("/1/a", "y")), root) == [None, node]


def test_what_lax_parsers_read_has_no_number():
    root = Node()
    node = grown(root, "/1")
    assert roots([{"a": "x"}, {"a": "y"}], said(("/0/a", "x"), ("/1/a", "y"), ("!others/passed", "z")), root) == [
        None,
        node,
    ]


def test_messages_may_stand_in_another_order_than_documents():
    root = Node()
    node = grown(root, "/0")
    values = [{"a": "plain"}, {"prompt": "y"}]
    assert roots(values, said(("/0/prompt", "y"), ("/1/a", "plain")), root) == [None, node]


def test_equal_documents_are_told_apart_by_their_order():
    root = Node()
    node = grown(root, "/2")
    values = [{"a": "x"}, {"b": "y"}, {"a": "x"}]
    assert roots(values, said(("/0/a", "x"), ("/1/b", "y"), ("/2/a", "x")), root) == [None, None, node]


def test_where_a_format_leaves_out_parts_the_number_tells():
    root = Node()
    node = grown(root, "/1")
    values = [{"a": "x"}, {"a": "y", "b": "z"}]
    assert roots(values, said(("/0/a", "x"), ("/1/a", "y")), root) == [None, node]


@pytest.mark.parametrize("pointer", ["/a", "/7/a", ""])
def test_without_numbers_every_document_is_looked_through(pointer):
    root = Node()
    assert roots([{"a": "x"}, {"b": "y"}], said((pointer, "x")), root) == [root, root]


def test_a_number_of_no_message_is_refused():
    root = Node()
    grown(root, "/1")
    with pytest.raises(CannotSplice, match="ambiguous"):
        roots([{"a": "x"}, {}], said(("/0/a", "x")), root)


def test_two_messages_in_one_document_are_refused():
    root = Node()
    grown(root, "/0")
    grown(root, "/1")
    values = [{"a": "y", "b": "z"}, {"a": "x"}]
    with pytest.raises(CannotSplice, match="ambiguous"):
        roots(values, said(("/0/a", "x"), ("/1/a", "y")), root)
