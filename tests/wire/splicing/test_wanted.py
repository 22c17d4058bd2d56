from __future__ import annotations

import pytest

from quarterdeck.model.content import Edit, Message, Part, Upload
from quarterdeck.wire.splicing.refused import CannotSplice
from quarterdeck.wire.splicing.wanted import Node, grown, nodes, tree

MESSAGE = Message(
    "generic",
    "chat",
    parts=(
        Part("/a~1b/0", "hello"),
        Part("/twice", "one"),
        Part("/twice", "two"),
        Part("/alike", "same"),
        Part("/alike", "same"),
        Part("/name", "name", "key"),
        Part("/file", "aGVsbG8="),
    ),
    files=(Upload("/file", b"hello"),),
)


def test_an_edit_stands_at_its_place_in_the_tree():
    root = tree(MESSAGE, [Edit("/a~1b/0", 4, 5, "b"), Edit("/a~1b/0", 0, 1, "a")])
    node = root.child("a/b").child("0")
    assert node.pointer == "/a~1b/0"
    assert node.value.text == "hello"
    assert node.value.changes == [(0, 1, "a"), (4, 5, "b")]
    assert [one.pointer for one in nodes(root)] == ["", "/a~1b", "/a~1b/0"]


def test_a_name_is_another_place_than_its_value():
    root = tree(MESSAGE, [Edit("/name", 0, 4, "x", key=True)])
    assert root.child("name").value is None
    assert root.child("name").key.changes == [(0, 4, "x")]
    with pytest.raises(CannotSplice, match="no-such-part"):
        tree(MESSAGE, [Edit("/name", 0, 4, "x")])


@pytest.mark.parametrize(
    ("pointer", "reason"),
    [
        ("/nowhere", "no-such-part"),
        ("/a~1b/0!inside.docx", "file"),
        ("/file", "file"),
        ("@query/q", "beside-the-body"),
        ("/twice", "ambiguous"),
    ],
)
def test_a_pointer_that_is_no_one_text_of_the_body_is_refused(pointer, reason):
    with pytest.raises(CannotSplice) as refused:
        tree(MESSAGE, [Edit(pointer, 0, 1, "x")])
    assert refused.value.reason == reason


def test_the_same_text_under_one_pointer_is_one_text():
    assert tree(MESSAGE, [Edit("/alike", 0, 1, "x")]).child("alike").value.text == "same"


@pytest.mark.parametrize("span", [(-1, 2), (3, 2), (0, 6)])
def test_an_edit_outside_its_part_is_a_mistake(span):
    with pytest.raises(ValueError, match="outside"):
        tree(MESSAGE, [Edit("/a~1b/0", *span, "x")])


def test_edits_that_overlap_are_a_mistake():
    with pytest.raises(ValueError, match="overlap"):
        tree(MESSAGE, [Edit("/a~1b/0", 2, 4, "x"), Edit("/a~1b/0", 0, 3, "y")])


def test_a_place_takes_only_the_text_that_was_meant():
    root = Node()
    node = grown(root, "/a")
    assert list(node.changes("hello")) == []
    node = tree(MESSAGE, [Edit("/a~1b/0", 0, 1, "x")]).child("a/b").child("0")
    assert list(node.changes("other")) == []
    assert not node.value.found
    assert list(node.changes("hello")) == [(0, 1, "x")]
    assert node.value.found


def test_a_member_takes_only_the_name_that_was_meant():
    node = tree(MESSAGE, [Edit("/name", 0, 1, "x", key=True)]).child("name")
    assert list(node.key_changes("other")) == []
    assert not node.key.found
    assert list(node.key_changes("name")) == [(0, 1, "x")]
    assert node.key.found
