"""chat.deepseek.com: numbers of messages, fragments and the end."""

from __future__ import annotations

from typing import Any

import pytest

from .asking import DEEPSEEK, WORDS, answered, asked, documents, sse


def test_one_fragment_holds_the_answer_and_the_response_is_finished() -> None:
    made = answered("deepseek-web", asked(DEEPSEEK, {"prompt": "x", "thinking_enabled": True}))
    assert [name for name, _ in sse(made.body)] == ["ready", "update_session", "", "", "", "finish", "close"]
    begun, filled, finished = documents(made.body)[2:5]
    assert begun["v"]["response"]["fragments"] == []
    assert begun["v"]["response"]["thinking_enabled"] is True
    (fragment,) = next(one["v"] for one in filled["v"] if one["p"] == "fragments")
    assert (fragment["type"], fragment["content"]) == ("RESPONSE", WORDS)
    assert {"v": "FINISHED", "p": "status"} in finished["v"]
    assert {one["o"] for one in (filled, finished)} == {"BATCH"}


@pytest.mark.parametrize(
    ("said", "asked_number"),
    [
        ({"parent_message_id": None}, 1),
        ({}, 1),
        ({"parent_message_id": 4}, 5),
        ({"parent_message_id": True}, 1),
        ({"parent_message_id": "4"}, 1),
        ({"parent_message_id": 1 << 40}, 1),
        ({"message_id": 3}, 1003),
    ],
)
def test_messages_are_numbered_as_the_server_would(said: dict[str, Any], asked_number: int) -> None:
    path = DEEPSEEK.replace("completion", "edit_message") if "message_id" in said else DEEPSEEK
    ready = documents(answered("deepseek-web", asked(path, {"prompt": "x", **said})).body)[0]
    assert ready == {"request_message_id": asked_number, "response_message_id": asked_number + 1}
