"""poe.com: what the samples do not show."""

from __future__ import annotations

from ..reading import said


def test_messages_of_other_kinds_are_read() -> None:
    assert said("poe-web", {"messages": ["not json here", '{"payload":{"title":"A chat"}}', 7]}) == [
        ("/messages", "assistant", "not json here"),
        ("/messages/payload/title", "assistant", "A chat"),
    ]


def test_the_answer_to_a_query_is_read_string_by_string() -> None:
    assert said("poe-web", {"data": {"bot": {"bio": "Knows it all"}}}) == [
        ("/data/bot/bio", "assistant", "Knows it all")
    ]
