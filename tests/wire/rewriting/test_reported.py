"""What a grammar reports is found again at the string that it was read from."""

from __future__ import annotations

from quarterdeck.wire.rewriting import strings
from quarterdeck.wire.rewriting.reported import Report, assign


def places(text: str, *reports: Report) -> dict[str, str]:
    return {leaf.path: report[0] for leaf, report in assign(list(strings.read(text).all()), reports).items()}


def test_a_text_equal_to_a_word_of_the_grammar_is_not_taken_for_it() -> None:
    event = '{"role": "text", "type": "text", "delta": "text"}'
    assert places(event, Report("/output/0/text", "text", adds=True)) == {"/delta": "/output/0/text"}


def test_equal_texts_keep_their_order() -> None:
    event = '{"choices": [{"delta": {"content": "a"}}, {"delta": {"content": "a"}}]}'
    first, second = (Report(f"/choices/{index}/message/content", "a", adds=True) for index in (0, 1))
    assert places(event, first, second) == {
        "/choices/0/delta/content": first[0],
        "/choices/1/delta/content": second[0],
    }


def test_of_equal_texts_the_one_of_that_name_is_meant() -> None:
    event = '{"title": "a", "content": "a"}'
    assert places(event, Report("/message/content", "a", adds=True)) == {"/content": "/message/content"}


def test_a_report_of_what_stands_nowhere_is_passed_over() -> None:
    assert places('{"a": "b"}', Report("/c", "d", adds=True)) == {}
