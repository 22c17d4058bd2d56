"""chat.deepseek.com: what the samples do not show."""

from __future__ import annotations

from ..reading import said


def test_a_tool_opened_later_speaks_for_itself() -> None:
    opened = {"p": "response/fragments", "o": "APPEND", "v": [{"type": "TOOL_OPEN", "content": "https://x y"}]}
    added = {"p": "response/fragments/-1/content", "o": "APPEND", "v": "z"}
    assert said("deepseek-web", opened, added) == [("/response/fragments/0/content", "tool", "https://x yz")]


def test_found_pages_are_read_and_states_are_not() -> None:
    results = {"p": "response/search_results", "o": "SET", "v": [{"title": "A page", "url": "https://x.test"}]}
    assert said("deepseek-web", results, {"p": "response/status", "o": "SET", "v": "WIP"}) == [
        ("/response/search_results/0/title", "assistant", "A page")
    ]


def test_a_sentence_where_there_should_be_none_is_read() -> None:
    assert said("deepseek-web", ("toast", {"type": "error", "content": "Too many at once"})) == [
        ("/toast/content", "assistant", "Too many at once")
    ]
