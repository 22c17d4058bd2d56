"""grok.com: what the samples do not show."""

from __future__ import annotations

from ..reading import said


def test_the_last_message_is_read_where_it_differs_from_its_tokens() -> None:
    token = {"result": {"response": {"token": "Hi"}}}
    last = {"result": {"response": {"modelResponse": {"message": "Other", "notes": ["See here"]}}}}
    assert said("grok-web", token, last) == [
        ("/result/response/token", "assistant", "HiOther"),
        ("/result/response/modelResponse/notes/0", "assistant", "See here"),
    ]


def test_an_error_is_read() -> None:
    assert said("grok-web", {"error": {"message": "Too many requests"}}) == [
        ("/error/message", "assistant", "Too many requests")
    ]
