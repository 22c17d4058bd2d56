"""A message of an origin is read in the grammar of its connection, and judged at the time when it comes."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from quarterdeck.model.decision import Coverage
from quarterdeck.proxy.hearing import Hearing, asked_of_answers
from quarterdeck.proxy.runtime import Exchanged, Runtime
from quarterdeck.proxy.translate import exchange_of
from tests.proxy.deck import aboard, asked, awaiting, judged, world

CANARY = "rules: [{id: canary, match: {content: custom.canary, direction: answer}, action: block}]"
RULES = f"policy: p\n{CANARY}\n"


def delta(text: str) -> bytes:
    return json.dumps({"type": "response.output_text.delta", "delta": text}).encode()


@pytest.fixture
def exchanged(tmp_path: Path) -> Exchanged:
    found = awaiting(tmp_path, RULES)
    if found.answer_facts is not None:
        found.answer_facts = replace(found.answer_facts, format="openai-realtime")
    return found


def test_what_lies_across_messages_is_found(exchanged: Exchanged) -> None:
    one = Hearing(exchanged, b"key")
    assert one.hear(delta("CANARY-")) is None
    assert one.hear(b'{"type":"response.output_audio.delta","delta":"UklGRg=="}') is None
    assert one.hear(delta("1")) is None
    refused = one.hear(delta("!"))
    assert refused is not None
    assert (refused.refused, len(refused.findings), one.coverage) == (True, 1, Coverage.WHOLE)


@pytest.mark.parametrize(("content", "why"), [(None, "too-large"), (b"\xff\0\1", "binary")])
def test_what_cannot_be_read_counts_as_matched(exchanged: Exchanged, content: bytes | None, why: str) -> None:
    one = Hearing(exchanged, b"key")
    refused = one.hear(content)
    assert refused is not None
    assert (refused.unread, one.coverage) == ((why,), Coverage.PART)


def test_the_hour_is_that_of_the_message(exchanged: Exchanged) -> None:
    before = time.time()
    Hearing(exchanged, b"key").hear(delta("a"))
    assert exchanged.answer_facts is not None
    assert exchanged.answer_facts.time >= before


def test_an_exchange_of_which_nothing_is_known_is_a_fault(exchanged: Exchanged) -> None:
    exchanged.answer_facts = None
    with pytest.raises(ValueError, match="never was"):
        Hearing(exchanged, b"key").hear(delta("a"))


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("{id: r, match: {opaque: true, direction: answer}, action: block}", True),
        ("{id: r, match: {opaque: true, direction: answer, host: elsewhere.example}, action: block}", False),
        ("{id: r, match: {opaque: true, direction: request}, action: block}", False),
        ("{id: r, match: {model: 'banned-*'}, action: block}", True),
    ],
)
def test_answers_are_asked_about_where_a_rule_could_matter(tmp_path: Path, rule: str, wanted: bool) -> None:
    async def scenario(runtime: Runtime) -> None:
        flow = asked("https://openrouter.ai/api/v1/realtime?model=m")
        found, _ = judged(runtime, flow)
        facts = asked_of_answers(
            exchange_of(flow, "qd-1", found.principal, found.destination, opaque=None),
            world(f"policy: p\nrules: [{rule}]\n"),
        )
        assert (facts is not None) == wanted
        await asyncio.sleep(0)

    aboard(tmp_path, scenario)
