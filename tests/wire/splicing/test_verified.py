from __future__ import annotations

import pytest

from quarterdeck.model.content import Edit, Message, Opaque, Part, Upload
from quarterdeck.wire.splicing.refused import CannotSplice
from quarterdeck.wire.splicing.verified import verify
from quarterdeck.wire.splicing.wanted import Node, nodes, tree

PARTS = (
    Part("/a", '{"b":"hello"}'),
    Part("/a/b", "hello"),
    Part("/k@x.test", "k@x.test", "key"),
    Part("/k@x.test", "value"),
    Part("/k@x.test/0", "inside"),
    Part("/z", "end", "file"),
)


def message(*parts: Part, format_: str = "generic", files: tuple[Upload, ...] = ()) -> Message:
    return Message(format_, "chat", parts=parts, files=files)


def edited(*edits: Edit, after: dict[str, tuple[str, str]] | None = None, key: tuple[str, str] | None = None) -> Node:
    """The tree of edits as a walk leaves it: what each text became."""
    root = tree(message(*PARTS), edits)
    for node in nodes(root):
        node.rewritten = node.value is not None
        if after and node.pointer in after:
            node.after = dict([after[node.pointer]])
        if key and node.pointer == key[0]:
            node.key_after = key[1]
    return root


def changed(**texts: str) -> list[Part]:
    return [Part(part.pointer, texts.get(part.pointer[1:].replace("/", "_"), part.text), part.role) for part in PARTS]


INNER = {"/a/b": ("hello", "x"), "/a": ('{"b":"hello"}', '{"b":"x"}')}


def test_an_edit_within_a_text_changes_that_text_and_those_around_it():
    root = edited(Edit("/a/b", 0, 5, "x"), after=INNER)
    verify(message(*PARTS), message(*changed(a_b="x", a='{"b":"x"}')), root)


@pytest.mark.parametrize(
    "after",
    [
        message(*PARTS),
        message(*changed(a_b="x")),
        message(*changed(a_b="x", a='{"b":"x"}', z="other")),
        message(*changed(a_b="x", a='{"b":"x"}')[:-1]),
        message(*changed(a_b="x", a='{"b":"x"}'), Part("/new", "more")),
        message(*reversed(changed(a_b="x", a='{"b":"x"}'))),
        message(*changed(a_b="x", a='{"b":"x"}'), format_="other"),
        message(*changed(a_b="x", a='{"b":"x"}'), files=(Upload("/f", b"x"),)),
        Opaque("not-json"),
        None,
    ],
)
def test_anything_else_is_refused(after):
    root = edited(Edit("/a/b", 0, 5, "x"), after=INNER)
    with pytest.raises(CannotSplice, match="verification"):
        verify(message(*PARTS), after, root)


def test_what_is_read_out_of_a_text_replaced_as_a_whole_follows_from_it():
    root = edited(Edit("/a", 0, 13, "[gone]"), after={"/a": (PARTS[0].text, "[gone]")})
    found = [part for part in changed(a="[gone]") if part.pointer != "/a/b"]
    verify(message(*PARTS), message(*found), root)
    verify(message(*PARTS), message(*found[:1], Part("/a!unescaped", "x"), *found[1:]), root)
    with pytest.raises(CannotSplice):
        verify(message(*PARTS), message(*found[:1], Part("/ab", "x"), *found[1:]), root)


def test_files_in_a_text_that_was_replaced_go_with_it_and_others_stay():
    root = edited(Edit("/z", 0, 3, "x"), after={"/z": ("end", "x")})
    files = (Upload("/z!1", b"gone"), Upload("/y!2", b"kept"))
    verify(message(*PARTS, files=files), message(*changed(z="x"), files=(Upload("/y!1", b"kept"),)), root)
    with pytest.raises(CannotSplice):
        verify(message(*PARTS, files=files), message(*changed(z="x")), root)


@pytest.mark.parametrize("new", ["", "user"])
def test_a_text_that_is_none_any_more_may_be_missing(new):
    root = edited(Edit("/z", 0, 3, new), after={"/z": ("end", new)})
    verify(message(*PARTS), message(*PARTS[:-1]), root)


@pytest.mark.parametrize(("new", "token"), [("n/m@x.test", "n~1m@x.test"), ("[gone]", "[gone]")])
def test_below_a_member_with_a_new_name_pointers_change(new, token):
    root = edited(Edit("/k@x.test", 0, 8, new, key=True), key=("/k@x.test", new))
    found = [Part(f"/{token}", "value"), Part(f"/{token}/0", "inside"), PARTS[-1]]
    named = Part(f"/{token}", new, "key")
    verify(message(*PARTS), message(*PARTS[:2], named, *found), root)
    if new == "[gone]":
        # A plain name says nothing and is no part.
        verify(message(*PARTS), message(*PARTS[:2], *found), root)
    else:
        with pytest.raises(CannotSplice):
            verify(message(*PARTS), message(*PARTS[:2], *found), root)
    with pytest.raises(CannotSplice):
        verify(message(*PARTS), message(*PARTS), root)
