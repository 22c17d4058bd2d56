"""copilot.microsoft.com: what the samples do not show."""

from __future__ import annotations

from ..reading import said


def test_a_replaced_text_is_read_only_where_it_is_new() -> None:
    assert said(
        "copilot-web", {"event": "appendText", "text": "Old"}, {"event": "replaceText", "text": "Old pond"}
    ) == [("/text", "assistant", "Old pond")]
    assert (
        said("copilot-web", {"event": "appendText", "text": "Old"}, {"event": "replaceText", "text": "New"})[0][2]
        == "OldNew"
    )


def test_sentences_of_other_events_are_read() -> None:
    assert said("copilot-web", {"event": "citation", "title": "A page", "url": "https://x.test"}) == [
        ("/citation/title", "assistant", "A page")
    ]
