"""Patches: what is left out is as before, -1 is the last of a list, patches hold patches."""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import Said
from quarterdeck.wire.answers.web import patches


def put(*given: dict[str, Any]) -> list[tuple[str, Any, bool]]:
    found: list[tuple[str, Any, bool]] = []
    one = patches.Patches()
    for patch in given:
        one.apply(patch, lambda pointer, value, adds: found.append((pointer, value, adds)))
    return found


def test_a_bare_value_goes_where_the_last_one_went() -> None:
    assert put({"p": "a/b", "o": "APPEND", "v": "x"}, {"v": "y"}) == [("/a/b", "x", True), ("/a/b", "y", True)]


def test_a_new_place_does_not_inherit_an_operation() -> None:
    assert put({"p": "a", "o": "APPEND", "v": "x"}, {"p": "b", "v": "y"})[-1] == ("/b", "y", False)


def test_the_last_of_a_list_is_counted() -> None:
    found = put(
        {"v": {"response": {"fragments": ["0", "1"]}}},
        {"p": "response/fragments", "o": "APPEND", "v": ["2"]},
        {"p": "response/fragments/-1/content", "o": "APPEND", "v": "x"},
    )
    assert found[1:] == [("/response/fragments/2", "2", False), ("/response/fragments/2/content", "x", True)]


def test_the_last_of_a_list_that_nobody_saw_is_the_first() -> None:
    assert put({"p": "list/-1", "v": "x"}) == [("/list/0", "x", False)]


def test_a_batch_is_below_its_place_and_bare_patches_are_from_the_root() -> None:
    inner = [{"p": "b", "o": "APPEND", "v": "x"}, {"v": "y"}]
    assert put({"p": "a", "o": "BATCH", "v": inner}) == [("/a/b", "x", True), ("/a/b", "y", True)]
    assert put({"p": "/q", "o": "append", "v": "z"}, {"v": [{"p": "/b", "o": "append", "v": "x"}]})[-1] == (
        "/b",
        "x",
        True,
    )


def test_after_a_batch_nothing_is_as_before() -> None:
    assert put({"p": "a", "o": "BATCH", "v": []}, {"v": "x"}) == [("", "x", False)]


def test_patches_within_patches_end() -> None:
    deep: dict[str, Any] = {"p": "x", "v": "end"}
    for _ in range(500):
        deep = {"o": "BATCH", "v": [deep]}
    assert put(deep) == []


def test_lists_without_end_fill_no_memory() -> None:
    one = patches.Patches()
    for number in range(10_100):
        one.apply({"p": f"a/{number}", "o": "SET", "v": ["x"]}, lambda *_: None)
    assert len(one._lengths) == 10_000


def test_the_patches_of_an_answer_are_its_own() -> None:
    first, second = Said(), Said()
    assert patches.of(first) is patches.of(first)
    assert patches.of(first) is not patches.of(second)
