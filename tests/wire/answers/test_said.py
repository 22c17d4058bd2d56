"""What an answer adds, and what it only repeats."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Part
from quarterdeck.wire.answers.said import Said


def taken(said: Said) -> list[tuple[str, str]]:
    return [(part.pointer, part.text) for part in said.take()]


def test_a_whole_text_after_its_deltas_adds_only_what_is_new() -> None:
    said = Said()
    said.delta("/a", "Hel")
    said.delta("/a", "lo")
    said.whole("/a", "Hello")
    said.whole("/a", "Hello you")
    said.whole("/a", "Hello you")
    assert taken(said) == [("/a", "Hel"), ("/a", "lo"), ("/a", " you")]


@pytest.mark.parametrize("other", ["Help!", "Hel", "H"])
def test_another_text_in_its_place_is_read_whole(other: str) -> None:
    said = Said()
    said.delta("/a", "Hello")
    said.whole("/a", other)
    said.whole("/a", f"{other}?")
    assert taken(said) == [("/a", "Hello"), ("/a", other), ("/a", "?")]


def test_without_deltas_the_whole_is_what_was_said() -> None:
    said = Said()
    said.whole("/a", "All")
    assert said.take() == (Part("/a", "All", "assistant"),)
    assert said.take() == ()


def test_no_texts_and_empty_ones_are_none() -> None:
    said = Said()
    for put in (said.add, said.delta, said.whole):
        for nothing in (None, "", 7, ["x"], {}):
            put("/a", nothing)
    assert said.take() == ()


def test_what_cannot_be_written_down_is_made_safe() -> None:
    said = Said()
    said.delta("/\ud800", "a\ud800")
    said.whole("/\ud800", "a\ud800b")
    assert taken(said) == [("/\ufffd", "a\ufffd"), ("/\ufffd", "b")]


def test_all_takes_every_text_in_order_but_words_of_grammars_and_bytes() -> None:
    said = Said()
    said.all(
        {"type": "text", "id": "x1", "b/c": ["one", {"text": "two"}], "data": "A" * 80, "url": "https://x.test/"}, "/p"
    )
    assert taken(said) == [("/p/b~1c/0", "one"), ("/p/b~1c/1/text", "two")]


def test_a_sentence_is_a_text_whatever_its_place_is_called() -> None:
    said = Said()
    said.all({"type": "the plan is secret", "id": "秘密", "data": "short"}, "")
    assert [text for _, text in taken(said)] == ["the plan is secret", "秘密", "short"]


@pytest.mark.parametrize("name", ["structuredContent", "arguments", "input", "args"])
def test_below_what_the_maker_of_a_tool_named_everything_is_a_text(name: str) -> None:
    said = Said()
    said.all({name: {"id": "IT60X0542811101000000123456", "type": ["internal"]}}, "")
    assert [text for _, text in taken(said)] == ["IT60X0542811101000000123456", "internal"]


def test_prose_is_what_people_would_read() -> None:
    said = Said()
    said.prose({"a": "two words", "b": "id-1", "c": "山", "d": '{"not": "this"}'}, "")
    assert taken(said) == [("/a", "two words"), ("/c", "山")]


def test_the_rest_is_what_a_grammar_does_not_know() -> None:
    said = Said()
    said.rest({"id": "x", "known": "no", "new": "yes", "none": None, "number": 3}, frozenset(("id", "known")))
    assert taken(said) == [("/new", "yes")]


def test_too_deep_and_too_many_are_told() -> None:
    said = Said()
    deep: object = "x"
    for _ in range(300):
        deep = [deep]
    said.all(deep, "")
    assert said.opaque == "too-deep"
    said = Said()
    said.all(["x"] * 100_002, "")
    said.all([["x"]], "")
    assert said.opaque == "too-many-parts"


def test_texts_without_end_fill_no_memory_and_are_not_lost() -> None:
    said = Said()
    for number in range(10_100):
        said.delta(f"/{number}", "x")
    assert len(said._texts) == 10_000
    said.take()
    said.whole("/10050", "x")
    assert taken(said) == [("/10050", "x")]


def test_who_asks_is_told_each_text_as_it_is_written() -> None:
    said = Said()
    said.log = []
    said.add("/a", "one")
    said.delta("/b", "two")
    said.whole("/b", "two three")
    said.add("/c", "")
    said.whole("/b", "other", "tool")
    assert said.log == [
        ("/a", "one", True, 0, "assistant"),
        ("/b", "two", True, 0, "assistant"),
        ("/b", "two three", False, 3, "assistant"),
        ("/b", "other", False, 0, "tool"),
    ]
