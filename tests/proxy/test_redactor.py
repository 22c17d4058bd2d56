"""What becomes of a request that must not go on as it is; the way through a real proxy is in tests/e2e."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest
from mitmproxy.test import tflow

from quarterdeck.config.compose import compose
from quarterdeck.config.request import Stated, exchange_of
from quarterdeck.config.schema import Config
from quarterdeck.engine import decide_on, reading
from quarterdeck.errors import QuarterdeckError
from quarterdeck.model.decision import Decision
from quarterdeck.policy.load import load_policies
from quarterdeck.proxy.namebook import NameBook
from quarterdeck.proxy.redactor import NO_NAMES, Named, Redactor, Rewritten, send

RULES = """\
policy: p
detectors: [{id: custom.project, regex: 'PRJ-[0-9]{4}', hits: [PRJ-1234], misses: [PRJ]}]
rules: [{id: r, match: {content: custom.project}, action: redact}]
"""
WORLD = compose(load_policies(text={"p.yaml": RULES}), Config())
BODY = json.dumps({"model": "m", "messages": [{"role": "user", "content": "of PRJ-1234"}]}).encode()


class NoKeeper:
    async def assign(
        self,
        conversation: bytes,
        values: Sequence[tuple[str, str]],
        avoid: Collection[str],
        withheld: Collection[tuple[str, str]],
        *,
        continues: bool,
    ) -> Named:
        raise QuarterdeckError("gone")


def redacted(redactor: Redactor, **changed: object) -> tuple[Decision, Rewritten | None]:
    headers = (("content-type", "application/json"),)
    stated = Stated("https://api.openai.com/v1/chat/completions", 1000.0, headers=headers, body=BODY)
    read = reading(exchange_of(stated, WORLD.kit.catalog), WORLD.policy, WORLD.kit)
    decision = decide_on(read, WORLD.policy, WORLD.kit)
    assert decision.redactions
    assert decision.refused
    return asyncio.run(redactor.redact(replace(read, exchange=replace(read.exchange, **changed)), decision))


def test_it_is_sent_without_what_must_not_leave() -> None:
    decision, made = redacted(Redactor(NameBook(), b"key"))
    assert not decision.refused
    assert made is not None
    assert made.body == BODY.replace(b"PRJ-1234", b"<PROJECT_1>")
    assert (made.count, made.originals) == (1, {"PROJECT_1": "PRJ-1234"})
    assert "PRJ" not in repr(made)
    flow = tflow.tflow()
    flow.request.headers["content-length"] = "7"
    send(flow, made)
    assert flow.request.raw_content == made.body
    assert flow.request.headers["content-length"] == str(len(made.body))


@pytest.mark.parametrize(
    ("keeper", "changed", "reason"),
    [
        (NameBook(), {"body": None}, "not-kept"),
        (NameBook(), {"headers": (("authorization", "AWS4-HMAC-SHA256 x"),)}, "signed"),
        (NoKeeper(), {}, NO_NAMES),
    ],
)
def test_what_cannot_be_rewritten_stays_refused(
    keeper: NameBook | NoKeeper, changed: dict[str, object], reason: str
) -> None:
    decision, made = redacted(Redactor(keeper, b"key"), **changed)
    assert made is None
    assert decision.refused
    assert decision.irredactable == reason
