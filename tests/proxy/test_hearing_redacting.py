"""What must not be answered over a WebSocket is taken out, in each grammar, however its messages are cut."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quarterdeck import wire
from quarterdeck.proxy.hearing import Hearing
from quarterdeck.proxy.returning import Returning, Said
from quarterdeck.proxy.runtime import Exchanged
from quarterdeck.redact.hiding import CannotHide
from tests.proxy.test_redacting import BIRD, NAME, exchanged_in
from tests.wire.answers.reading import cut, texts

type Messages = list[dict[str, Any]]


class Wire:
    """One connection: what the origin says, and what of it the client is told."""

    def __init__(self, exchanged: Exchanged, name: str | None) -> None:
        facts = exchanged.answer_facts
        self.exchanged = replace(exchanged, answer_facts=facts and replace(facts, format=name))
        self.hearing = Hearing(self.exchanged, b"k")
        self.returning = Returning(name, self.hearing.redacting)
        self.told: list[Said] = []

    def says(self, content: bytes, *, text: bool = True) -> list[Said]:
        """What goes on now."""
        refused = self.hearing.hear(content)
        if refused is not None:
            raise CannotHide("refused")
        told = self.returning.take(content, text)
        self.told += told
        return told

    def all(self, messages: Iterable[dict[str, Any]]) -> list[bytes]:
        """What has gone on when these have been said, and the connection ends."""
        for one in messages:
            self.says(json.dumps(one).encode())
        self.told += self.returning.rest()
        return [one.content for one in self.told]


def realtime(pieces: list[str]) -> Messages:
    place = {"item_id": "i", "output_index": 0, "content_index": 0}
    text = "".join(pieces)
    said: Messages = [{"type": "response.output_text.delta", **place, "delta": piece} for piece in pieces]
    item = {"id": "i", "type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]}
    return [
        *said,
        {"type": "response.output_text.done", **place, "text": text},
        {"type": "conversation.item.done", "item": item},
        {"type": "response.done", "response": {"output": [item]}},
    ]


def live(pieces: list[str]) -> Messages:
    said: Messages = []
    for piece in pieces:
        said += ({"serverContent": {"outputTranscription": {"text": piece}}}, {"serverContent": {"modelTurn": SOUND}})
        said.append({"serverContent": {"modelTurn": {"parts": [{"text": piece}]}}})
    return [*said, {"serverContent": {"turnComplete": True}}]


SOUND = {"parts": [{"inlineData": {"mimeType": "audio/pcm", "data": "AAAA" * 40}}]}


def copilot(pieces: list[str]) -> Messages:
    return [*({"event": "appendText", "messageId": "m", "text": piece} for piece in pieces), {"event": "done"}]


def m365(pieces: list[str]) -> Messages:
    def message(text: str) -> dict[str, Any]:
        return {"messages": [{"text": text, "author": "bot", "messageId": "m"}]}

    whole = ["".join(pieces[: end + 1]) for end in range(len(pieces))]
    said: Messages = [{"type": 1, "target": "update", "arguments": [message(text)]} for text in whole]
    return [*said, {"type": 2, "item": message(whole[-1])}, {"type": 3}]


GRAMMARS = {"openai-realtime": realtime, "gemini": live, "copilot-web": copilot, "m365-copilot": m365}


@pytest.fixture(scope="module")
def exchanged(tmp_path_factory: pytest.TempPathFactory) -> Exchanged:
    return exchanged_in(tmp_path_factory.mktemp("messages"))


@pytest.mark.parametrize("name", GRAMMARS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cut_anywhere_a_text_comes_without_what_was_found(exchanged: Exchanged, name: str, data: Any) -> None:
    text = f"To {BIRD}, not BIRD-47 {BIRD} or BIRD-"
    pieces = [one.decode() for one in cut(text.encode(), data.draw(st.lists(st.integers(1, len(text)), max_size=20)))]
    messages = GRAMMARS[name](pieces)
    one = Wire(exchanged, name)
    came = one.all(messages)
    assert len(came) == len(messages)
    assert not any(BIRD.encode() in message for message in came)
    before, after = wire.answer_frames(name), wire.answer_frames(name)
    wanted = texts(before.read(json.dumps(message).encode()) for message in messages)
    assert texts(after.read(message) for message in came) == [
        (key, role, said.replace(BIRD, NAME)) for key, role, said in wanted
    ]
    assert one.hearing.redacted >= 2
    assert one.hearing.decision is not None
    assert (one.hearing.decision.rewritten, one.hearing.refused) == (True, None)


@pytest.mark.parametrize(("name", "make"), GRAMMARS.items(), ids=GRAMMARS)
def test_a_stream_goes_on_message_by_message_and_ends_with_its_text(
    exchanged: Exchanged, name: str, make: Callable[[list[str]], Messages]
) -> None:
    one = Wire(exchanged, name)
    counts = [len(one.says(json.dumps(message).encode())) for message in make(["word " * 20] * 10)]
    waiting = [sum(counts[: end + 1]) - end - 1 for end in range(len(counts))]
    # Nothing waits for longer than until its text goes on, which is at most three messages later.
    assert min(waiting) >= -3
    assert not one.returning.waiting


def test_what_is_heard_waits_for_nothing_when_all_of_it_has_come(exchanged: Exchanged) -> None:
    one = Wire(exchanged, "openai-realtime")
    kind = "conversation.item.input_audio_transcription."
    assert one.says(json.dumps({"type": f"{kind}delta", "item_id": "i", "delta": f"of {BIRD[:5]}"}).encode()) == []
    told = one.says(json.dumps({"type": f"{kind}completed", "item_id": "i", "transcript": f"of {BIRD}"}).encode())
    assert [json.loads(message.content).get("transcript") for message in told] == [None, f"of {NAME}"]
    assert BIRD[:5] not in json.loads(told[0].content)["delta"]


def test_a_binary_message_in_which_something_is_found_is_never_told(exchanged: Exchanged) -> None:
    for content in (f"\n\x20of {BIRD}, that is".encode(), base64.b64encode(f"of {BIRD}, that is it".encode())):
        one = Wire(exchanged, "openai-realtime")
        with pytest.raises(CannotHide):
            one.says(content, text=False)
        assert one.hearing.torn() is not None
        assert one.hearing.redacted == 0
    clean = Wire(exchanged, "openai-realtime")
    assert clean.says(b"\n\x20of nothing at all, that is it", text=False) != []


def test_what_has_gone_on_in_part_ends_there(exchanged: Exchanged) -> None:
    one = Wire(exchanged, "copilot-web")
    one.says(json.dumps({"event": "appendText", "text": f"of {BIRD[:6]}"}).encode())
    (told,) = one.returning.rest()
    assert json.loads(told.content)["text"] == f"of {BIRD[:6]}"
    with pytest.raises(CannotHide):
        one.says(json.dumps({"event": "appendText", "text": BIRD[6:]}).encode())
    assert one.hearing.refused is not None


def test_what_is_named_and_what_comes_back_are_never_the_same(exchanged: Exchanged) -> None:
    one = Wire(exchanged, "copilot-web")

    def say(text: str) -> str:
        told = [*one.says(json.dumps({"event": "appendText", "text": text}).encode())]
        told += one.says(b'{"event":"done"}')
        return str(json.loads(told[0].content)["text"])

    assert say(f"of {BIRD}.") == f"of {NAME}."
    one.returning.learn({"EAGLE_1": "BIRD-0001!"})
    assert say(f"<EAGLE_1> and {BIRD}.") == "BIRD-0001! and <EAGLE_2>."


def test_new_rules_may_ask_for_more_than_can_be_done(exchanged: Exchanged) -> None:
    one = Wire(exchanged, "copilot-web")
    facts, world = one.exchanged.answer_facts, one.exchanged.world
    assert facts is not None
    assert one.hearing.does(facts, world)
    one.hearing.redacting = None
    assert not one.hearing.does(facts, world)
    quiet = replace(world, policy=replace(world.policy, redacts=False))
    assert one.hearing.does(facts, quiet)


def test_a_message_of_no_known_grammar_stands_alone_and_waits_for_nothing(exchanged: Exchanged) -> None:
    one = Wire(exchanged, None)
    for content in (json.dumps({"text": f"of {BIRD}"}).encode(), f"of {BIRD}".encode()):
        assert [told.content for told in one.says(content)] == [content.replace(BIRD.encode(), NAME.encode())]
