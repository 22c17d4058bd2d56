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
from quarterdeck.engine import Reading, decide_on, reading
from quarterdeck.model.decision import Decision
from quarterdeck.policy.load import load_policies
from quarterdeck.proxy.redactor import NO_NAMES, NOT_KEPT, TOO_MANY, Redactor, Rewritten, send
from quarterdeck.proxy.vault import Bounds, Conversation, Name, Vault, VaultUnavailable
from quarterdeck.proxy.vault_memory import MemoryVault
from quarterdeck.redact.style import Value

RULES = """\
policy: p
detectors: [{id: custom.project, regex: 'PRJ-[0-9]{4}', hits: [PRJ-1234], misses: [PRJ]}]
rules: [{id: r, match: {content: custom.project}, action: redact}]
"""
WORLD = compose(load_policies(text={"p.yaml": RULES}), Config())
Settled = tuple[Decision, Rewritten | None]
BODY = json.dumps({"model": "m", "messages": [{"role": "user", "content": "of PRJ-1234"}]}).encode()


class Gone(MemoryVault):
    async def assign(
        self,
        key: bytes,
        wanted: Sequence[Value],
        avoid: Collection[Name] = (),
        digests: Collection[bytes] = (),
        *,
        continues: bool = False,
    ) -> Conversation:
        raise VaultUnavailable("gone")

    async def recall(self, key: bytes, digests: Collection[bytes] = ()) -> Conversation:
        raise VaultUnavailable("gone")


def read_of(url: str = "https://api.openai.com/v1/chat/completions", body: bytes = BODY) -> Reading:
    stated = Stated(url, 1000.0, headers=(("content-type", "application/json"),), body=body)
    return reading(exchange_of(stated, WORLD.kit.catalog), WORLD.policy, WORLD.kit)


def redacted(vault: Vault, **changed: object) -> tuple[Decision, Rewritten | None]:
    read = read_of()
    decision = decide_on(read, WORLD.policy, WORLD.kit)
    assert decision.redactions
    assert decision.refused
    read = replace(read, exchange=replace(read.exchange, **changed))
    return asyncio.run(Redactor(vault, b"key").redact(read, decision, WORLD))


def test_it_is_sent_without_what_must_not_leave() -> None:
    decision, made = redacted(MemoryVault())
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
    ("vault", "changed", "reason"),
    [
        (MemoryVault(), {"body": None}, NOT_KEPT),
        (MemoryVault(), {"headers": (("authorization", "AWS4-HMAC-SHA256 x"),)}, "signed"),
        (MemoryVault(Bounds(values=0)), {}, TOO_MANY),
        (Gone(), {}, NO_NAMES),
    ],
)
def test_what_cannot_be_rewritten_stays_refused(vault: Vault, changed: dict[str, object], reason: str) -> None:
    decision, made = redacted(vault, **changed)
    assert made is None
    assert decision.refused
    assert decision.irredactable == reason


def test_what_a_service_remembers_is_recalled_for_its_answers() -> None:
    url = "https://api.openai.com/v1/responses"
    asked = b'{"model": "m", "input": "of PRJ-1234"}'
    redactor = Redactor(MemoryVault(), b"key")

    async def both() -> tuple[Rewritten | None, dict[str, str], dict[str, str]]:
        first = read_of(url, asked)
        _, made = await redactor.redact(first, decide_on(first, WORLD.policy, WORLD.kit), WORLD)
        later = await redactor.recalled(read_of(url, b'{"model": "m", "input": "say it again"}'), WORLD)
        other = await redactor.recalled(read_of(), WORLD)
        return made, dict(later), dict(other)

    made, later, other = asyncio.run(both())
    assert made is not None
    assert list(later.values()) == ["PRJ-1234"]
    assert later == made.originals
    # Where the whole history is sent, what is not in it is no part of the conversation.
    assert other == {}


@pytest.mark.parametrize(
    ("rules", "url", "method", "restored"),
    [
        (RULES, "https://api.openai.com/v1/responses/resp_1", "GET", ["PRJ-1234"]),
        (RULES, "https://api.openai.com/v1/containers/c/files/f/content", "GET", ["PRJ-1234"]),
        (RULES, "https://api.openai.com/v1/responses/resp_1", "DELETE", []),
        (RULES, "https://api.mistral.ai/v1/files/f/content", "GET", []),
        (RULES, "https://unknown.example/v1/responses/resp_1", "GET", []),
        (RULES.replace("redact}", "redact, redact: {restore: false}}"), "https://api.openai.com/v1/files/f", "GET", []),
    ],
)
def test_what_is_fetched_later_has_its_originals_too(rules: str, url: str, method: str, restored: list[str]) -> None:
    world = compose(load_policies(text={"p.yaml": rules}), Config())
    redactor = Redactor(MemoryVault(), b"key")
    first = read_of("https://api.openai.com/v1/responses", b'{"model": "m", "input": "of PRJ-1234"}')
    fetched = reading(exchange_of(Stated(url, 1000.0, method=method), world.kit.catalog), world.policy, world.kit)

    async def both() -> dict[str, str]:
        decision, _ = await redactor.redact(first, decide_on(first, world.policy, world.kit), world)
        assert decision.rewritten
        return dict(await redactor.recalled(fetched, world))

    assert list(asyncio.run(both()).values()) == restored


def test_without_the_store_an_answer_is_not_restored() -> None:
    read = read_of("https://api.openai.com/v1/responses", b'{"model": "m", "input": "hello"}')
    assert asyncio.run(Redactor(Gone(), b"key").recalled(read, WORLD)) == {}


SECRET = """\
policy: p
detectors: [{id: secrets.key, regex: 'key-[a-z]{8}', hits: [key-abcdefgh], misses: [key]}]
rules: [{id: r, match: {content: secrets.key}, action: redact%s}]
"""


@pytest.mark.parametrize(
    ("options", "originals"), [("", {}), (", redact: {restore_secrets: true}", {"KEY_1": "key-abcdefgh"})]
)
def test_secrets_are_withheld_unless_the_rule_says_otherwise(options: str, originals: dict[str, str]) -> None:
    world = compose(load_policies(text={"p.yaml": SECRET % options}), Config())
    read = read_of(body=BODY.replace(b"PRJ-1234", b"key-abcdefgh"))
    decision = decide_on(read, world.policy, world.kit)
    _, made = asyncio.run(Redactor(MemoryVault(), b"key").redact(read, decision, world))
    assert made is not None
    assert made.originals == originals


def test_what_stands_in_an_address_is_not_called_too_large() -> None:
    stated = Stated("https://chatgpt.com/?q=PRJ-1234", 1000.0)
    read = reading(exchange_of(stated, WORLD.kit.catalog), WORLD.policy, WORLD.kit)
    decision = decide_on(read, WORLD.policy, WORLD.kit)
    assert decision.redactions
    decision, made = asyncio.run(Redactor(MemoryVault(), b"key").redact(read, decision, WORLD))
    assert made is None
    assert decision.irredactable == "beside-the-body"


BLOCK = RULES.replace("action: redact", "action: block").replace("custom.project", "pii.project")
BLOCK = BLOCK.replace("}]", "}, {id: custom.mark, regex: MARKED, hits: [MARKED], misses: [no]}]", 1)
BLOCK = BLOCK.replace("{content: pii.project}", "{content: {detector: [pii.project, custom.mark]}}")
BLOCKING = compose(load_policies(text={"p.yaml": BLOCK}), Config())
FIRST = [{"role": "user", "content": "of PRJ-1234"}]
LATER = [*FIRST, {"role": "assistant", "content": "refused"}, {"role": "user", "content": "and now?"}]


def settled(vault: Vault, *messages: object, url: str = "https://api.openai.com/v1/chat/completions") -> Settled:
    """What becomes of the last of several requests, one after the other."""

    async def all_of_them() -> Settled:
        redactor = Redactor(vault, b"key")
        for each in messages:
            read = read_of(url, json.dumps({"model": "m", "messages": each}).encode())
            decision = decide_on(read, BLOCKING.policy, BLOCKING.kit)
            last = await redactor.settle(read, decision, BLOCKING)
        return last

    return asyncio.run(all_of_them())


def test_what_was_refused_is_taken_out_of_the_history_from_then_on() -> None:
    vault = MemoryVault()
    decision, made = settled(vault, FIRST)
    assert decision.refused
    assert made is None
    for more in (LATER, [*LATER, {"role": "user", "content": "and?"}]):
        decision, made = settled(vault, more)
        assert (decision.refused, decision.reasons[0].id) == (False, "quarterdeck/old-findings")
        assert made is not None
        assert made.body == json.dumps({"model": "m", "messages": more}).encode().replace(b"PRJ-1234", b"<PROJECT_1>")
        assert made.originals == {"PROJECT_1": "PRJ-1234"}


def test_what_was_split_over_an_old_and_a_new_text_is_refused() -> None:
    vault = MemoryVault()
    began = {"role": "user", "content": "of PRJ-1234, and of PRJ-5"}
    assert settled(vault, [began])[0].refused
    assert not settled(vault, [began, {"role": "user", "content": "and now?"}])[0].refused
    assert settled(vault, [began, {"role": "user", "content": "678"}])[0].refused


def test_of_a_turn_that_was_marked_nothing_is_sent_later() -> None:
    vault = MemoryVault()
    marked = [{"role": "user", "content": "MARKED: the plan"}]
    assert settled(vault, marked)[0].refused
    later = [*marked, *LATER[1:]]
    decision, made = settled(vault, later)
    assert not decision.refused
    assert made is not None
    assert made.body == json.dumps({"model": "m", "messages": later}).encode().replace(b"MARKED: the plan", b"*" * 16)
    assert made.originals == {}


def test_what_was_never_refused_is_and_then_it_was() -> None:
    vault = MemoryVault()
    assert settled(vault, LATER)[0].refused
    assert not settled(vault, LATER)[0].refused


def test_only_what_is_refused_is_kept_as_such() -> None:
    vault = MemoryVault()
    assert not settled(vault, [{"role": "user", "content": "hello"}])[0].refused
    assert len(vault) == 0
    settled(vault, FIRST)
    assert vault.size < 1000


@pytest.mark.parametrize("lost", ["recall", "assign"])
def test_without_the_store_what_was_refused_stays_so(lost: str) -> None:
    vault = MemoryVault()
    settled(vault, FIRST)
    setattr(vault, lost, getattr(Gone(), lost))
    decision, made = settled(vault, LATER)
    assert made is None
    assert decision.refused
    assert decision.reasons[0].id == "p/r"


def test_an_old_finding_that_cannot_be_taken_out_is_refused_as_before() -> None:
    url = "https://openrouter.ai/api/v1/chat/completions"
    read = read_of(url, json.dumps({"model": "m", "messages": LATER}).encode())
    signed = replace(read, exchange=replace(read.exchange, headers=(("authorization", "AWS4-HMAC-SHA256 x"),)))
    decision = decide_on(signed, BLOCKING.policy, BLOCKING.kit)

    async def both() -> list[Settled]:
        redactor = Redactor(MemoryVault(), b"key")
        return [await redactor.settle(signed, decision, BLOCKING) for _ in range(2)]

    assert asyncio.run(both()) == [(decision, None)] * 2


def test_any_other_decision_is_settled_as_it_says() -> None:
    read = read_of()
    decision = decide_on(read, WORLD.policy, WORLD.kit)
    redactor = Redactor(MemoryVault(), b"key")
    assert asyncio.run(redactor.settle(read, decision, WORLD))[1] is not None
    quiet = read_of(body=BODY.replace(b"PRJ-1234", b"nothing"))
    allowed = decide_on(quiet, WORLD.policy, WORLD.kit)
    assert asyncio.run(redactor.settle(quiet, allowed, WORLD)) == (allowed, None)
