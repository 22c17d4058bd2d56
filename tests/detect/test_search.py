from __future__ import annotations

from collections.abc import Iterator

import pytest

from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.search import Search
from quarterdeck.detect.view import View


def hits(search: Search, text: str) -> list[tuple[str, int, int]]:
    return [(pattern.id, start, end) for pattern, start, end in search.hits(View(text))]


def test_every_pattern_that_matches_is_named() -> None:
    search = Search([Pattern(f"custom.p{n:03}", f"key{n}[a-z]") for n in range(200)])
    assert hits(search, "key7x é key150y") == [("custom.p007", 0, 5), ("custom.p150", 8, 15)]
    assert hits(search, "nothing") == []
    assert not search.anything(View("nothing"))
    assert search.anything(View("key199z"))


def test_patterns_keep_their_own_flags_and_alternatives() -> None:
    search = Search([Pattern("custom.a", "(?i)secret"), Pattern("custom.b", "x|Other")])
    assert hits(search, "SECRET OTHER Other") == [("custom.a", 0, 6), ("custom.b", 13, 18)]


def test_patterns_that_name_a_group_alike_do_not_meet() -> None:
    search = Search([Pattern("custom.a", "(?P<n>a)1"), Pattern("custom.b", "(?P<n>b)1")])
    assert hits(search, "a1 b1") == [("custom.a", 0, 2), ("custom.b", 3, 5)]


@pytest.mark.parametrize(
    ("regex", "joinable"),
    [("^a", False), ("a$", False), (r"\Aa", False), (r"a\z", False), ("[^a]b", True), ("a", True)],
)
def test_what_asks_for_the_ends_of_a_text_cannot_be_asked_of_many_at_once(regex: str, joinable: bool) -> None:
    assert Search([Pattern("custom.a", regex)]).joinable is joinable


def test_some_of_the_patterns_share_what_was_compiled_for_all() -> None:
    search = Search([Pattern("custom.a", "key"), Pattern("pii.b", "door")])
    some = search.only(lambda pattern: pattern.id.startswith("pii."))
    assert some.told is search.told
    assert hits(some, "key door") == [("pii.b", 4, 8)]
    assert not some.anything(View("key"))
    assert some
    assert not search.only(lambda _: False)


class Signed:
    """Finds every text that it is asked about."""

    confidence = 1.0

    def __init__(self, sign: bytes) -> None:
        self.id = f"dictionary.{sign.decode()}"
        self.sign = sign

    def maybe(self, data: bytes) -> bool:
        return True

    def spans(self, text: str, data: bytes) -> Iterator[tuple[int, int]]:
        yield 0, len(text)


def test_a_finder_with_signs_is_asked_where_one_stands() -> None:
    search = Search([], [Signed(b""), Signed(b"$"), Signed(b"{;")])
    found = {text: [id_ for id_, _, _ in hits(search, text)] for text in ("a", "a$", "a;", "{a")}
    assert found == {
        "a": ["dictionary."],
        "a$": ["dictionary.", "dictionary.$"],
        "a;": ["dictionary.", "dictionary.{;"],
        "{a": ["dictionary.", "dictionary.{;"],
    }
    signed = search.only(lambda _: True, [Signed(b"$")])
    assert [signed.anything(View(text)) for text in ("a", "a$")] == [False, True]
