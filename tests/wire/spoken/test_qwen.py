"""chat.qwen.ai: ids, one delta, finished."""

from __future__ import annotations

from .asking import QWEN, QWEN_TURN, WORDS, answered, asked, documents


def test_ids_come_first_and_finished_last() -> None:
    created, said, finished = documents(answered("qwen-web", asked(QWEN, QWEN_TURN)).body)
    assert created["response.created"]["chat_id"] == "abc"
    assert created["response.created"]["parent_id"] == "f-1"
    assert said["choices"][0]["delta"] == {
        "role": "assistant",
        "content": WORDS,
        "phase": "answer",
        "status": "typing",
    }
    assert finished["choices"][0]["delta"]["status"] == "finished"
    assert {one["response_id"] for one in (said, finished)} == {created["response.created"]["response_id"]}


def test_the_chat_is_the_one_that_the_body_names() -> None:
    created = documents(answered("qwen-web", asked(QWEN, {**QWEN_TURN, "chat_id": "def"})).body)[0]
    assert created["response.created"]["chat_id"] == "def"
    created = documents(answered("qwen-web", asked(QWEN.partition("?")[0], QWEN_TURN)).body)[0]
    assert len(created["response.created"]["chat_id"]) == 36
