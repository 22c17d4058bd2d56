"""Microsoft 365 Copilot: what the samples do not show."""

from __future__ import annotations

from ..reading import said


def test_suggestions_are_read_and_cards_are_not() -> None:
    reply = {
        "text": "Hi",
        "author": "bot",
        "adaptiveCards": [{"text": "Hi you"}],
        "suggestedResponses": [{"text": "Tell me more"}],
    }
    assert said("m365-copilot", {"type": 1, "arguments": [{"messages": [reply]}, "loose words"]}) == [
        ("/messages/0/text", "assistant", "Hi"),
        ("/messages/0/suggestedResponses/0/text", "assistant", "Tell me more"),
        ("/arguments", "assistant", "loose words"),
    ]


def test_an_error_is_read() -> None:
    assert said("m365-copilot", {"type": 3, "error": "It broke down"}) == [("/error", "assistant", "It broke down")]
    assert said("m365-copilot", {"messages": ["odd"]}) == []
