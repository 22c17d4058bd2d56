"""A turn: what its request says, and ids for it."""

from __future__ import annotations

import re
import uuid

from quarterdeck.wire.spoken import turn
from quarterdeck.wire.spoken.turn import Turn

from ..build import exchange
from .asking import INCIDENT, KIMI_TURN, asked, gemini, kimi


def test_a_turn_holds_the_path_the_query_and_the_document() -> None:
    found = turn.of(asked("https://Chat.Example.test/API/Chat/?chat_id=Abc", {"prompt": "x", "n": 1}), INCIDENT)
    assert (found.path, found.query, found.value) == ("/api/chat", "chat_id=Abc", {"prompt": "x", "n": 1})
    assert turn.of(gemini(), INCIDENT).value["at"] == "token"
    assert turn.of(kimi(KIMI_TURN), INCIDENT).value == KIMI_TURN
    assert turn.of(asked("https://x.test/", [1, {"a": 2}]), INCIDENT).value == {}
    assert turn.of(exchange("https://x.test/"), INCIDENT).value == {}


def test_only_what_may_be_an_id_is_taken_from_a_request() -> None:
    said = Turn(INCIDENT, value={"a": [{"id": "m-1"}], "long": "x" * 201, "words": "two words", "n": 7, "e": "é"})
    assert said.key("a", -1, "id") == "m-1"
    assert [said.key(name) for name in ("long", "words", "n", "e", "missing")] == [""] * 5
    assert said.get("n") == 7
    assert said.get("a", 1, "id") is None


def test_ids_have_the_forms_that_apps_expect_and_differ() -> None:
    said, other = Turn(INCIDENT), Turn("another \ud800")
    assert uuid.UUID(said.uuid("a")).version == 4
    assert uuid.UUID(said.uuid("a")).variant == uuid.RFC_4122
    assert re.fullmatch(r"[0-9a-f]{20}", said.digits("a", 20))
    assert re.fullmatch(r"9[0-9]{16}", said.number("a"))
    assert len({said.uuid("a"), said.uuid("b"), other.uuid("a"), other.uuid("b")}) == 4
    assert said.uuid("a") == Turn(INCIDENT).uuid("a")


def test_a_moment_is_in_utc() -> None:
    assert Turn(INCIDENT, time=1_700_000_000.25).moment == "2023-11-14T22:13:20.250000Z"
