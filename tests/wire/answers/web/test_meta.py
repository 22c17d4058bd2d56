"""meta.ai: what the samples do not show."""

from __future__ import annotations

from ..reading import said


def test_the_rest_of_a_message_is_read() -> None:
    message = {"snippet": "Hi", "action_panel": {"title": "See also"}}
    assert said("meta-web", {"data": {"node": {"bot_response_message": message}}}) == [
        ("/data/node/bot_response_message/snippet", "assistant", "Hi"),
        ("/data/node/bot_response_message/action_panel/title", "assistant", "See also"),
    ]


def test_an_error_is_read() -> None:
    assert said("meta-web", {"errors": [{"message": "A fault"}]}) == [("/errors/0/message", "assistant", "A fault")]
