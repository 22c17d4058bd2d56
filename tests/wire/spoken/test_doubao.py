"""doubao.com: strings within strings."""

from __future__ import annotations

import json

from .asking import DOUBAO, DOUBAO_TURN, WORDS, answered, asked, documents


def test_text_comes_between_who_speaks_and_the_end() -> None:
    said = documents(answered("doubao-web", asked(DOUBAO, DOUBAO_TURN)).body)
    assert [(one["event_id"], one["event_type"]) for one in said] == [
        ("0", 2002), ("1", 2001), ("2", 2001), ("3", 2003)]  # fmt: skip
    begun, text, finished, end = (json.loads(one["event_data"]) for one in said)
    assert json.loads(text["message"]["content"]) == {"text": WORDS}
    assert json.loads(finished["message"]["content"]) == {}
    assert finished["is_finish"] is True
    assert end == {}
    assert text["reply_id"] == begun["message_id"]
    for one in (begun, text, finished):
        assert (one["local_message_id"], one["local_conversation_id"]) == ("l-1", "local_1")
        assert one["conversation_id"].isdigit()
        assert one["conversation_id"] != "0"


def test_a_conversation_that_goes_on_keeps_its_id() -> None:
    said = documents(answered("doubao-web", asked(DOUBAO, {**DOUBAO_TURN, "conversation_id": "123"})).body)
    assert json.loads(said[0]["event_data"])["conversation_id"] == "123"
