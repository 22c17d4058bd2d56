"""kimi.com, as a client of Connect reads its frames, and as older clients read events."""

from __future__ import annotations

import json
from typing import Any

from .asking import KIMI_TURN, TURNS, WORDS, answered, documents, kimi


def framed(body: bytes) -> list[tuple[int, dict[str, Any]]]:
    found = []
    while body:
        size = int.from_bytes(body[1:5])
        found.append((body[0], json.loads(body[5 : 5 + size])))
        body = body[5 + size :]
    return found


def test_frames_set_a_message_its_text_and_its_end() -> None:
    made = answered("kimi-web", kimi({**KIMI_TURN, "chat_id": "chat-1"}))
    assert made.content_type == "application/connect+json"
    found = framed(made.body)
    assert [flags for flags, _ in found] == [0, 0, 0, 0, 0, 2]
    chat, message, block, status, done, end = (frame for _, frame in found)
    assert chat["chat"] == {"id": "chat-1"}
    assert (message["message"]["role"], message["message"]["scenario"]) == ("assistant", "SCENARIO_K2D5")
    assert (block["op"], block["mask"], block["block"]["text"]["content"]) == ("set", "block.text", WORDS)
    assert block["block"]["messageId"] == message["message"]["id"] == status["message"]["id"]
    assert status["message"]["status"] == "MESSAGE_STATUS_COMPLETED"
    assert done["done"] == {}
    assert end == {}
    assert [frame["eventOffset"] for _, frame in found[:-1]] == [1, 2, 3, 4, 5]


def test_a_new_chat_is_given_an_id() -> None:
    assert len(framed(answered("kimi-web", kimi(KIMI_TURN)).body)[0][1]["chat"]["id"]) == 20


def test_older_clients_read_events() -> None:
    made = answered(*TURNS["kimi-events"])
    said = documents(made.body)
    assert [one["event"] for one in said] == ["req", "resp", "cmpl", "all_done"]
    assert said[2]["text"] == WORDS
