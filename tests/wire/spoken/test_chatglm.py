"""chatglm.cn: one event, finished."""

from __future__ import annotations

from .asking import CHATGLM, CHATGLM_TURN, WORDS, answered, asked, documents


def test_one_event_holds_the_whole_finished_part() -> None:
    (said,) = documents(answered("chatglm-web", asked(CHATGLM, {**CHATGLM_TURN, "conversation_id": "c-1"})).body)
    assert (said["status"], said["conversation_id"], said["assistant_id"], said["last_error"]) == (
        "finish",
        "c-1",
        "a1",
        {},
    )
    (part,) = said["parts"]
    assert part["content"] == [{"type": "text", "text": WORDS, "status": "finish"}]
    assert (part["role"], part["status"]) == ("assistant", "finish")
    (new,) = documents(answered("chatglm-web", asked(CHATGLM, CHATGLM_TURN)).body)
    assert len(new["conversation_id"]) == 24
