"""Takes out of a request what must not leave; where that cannot be done safely, the request stays refused."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from mitmproxy import http

from quarterdeck.config.compose import World
from quarterdeck.engine.conversation import conversation_of
from quarterdeck.engine.history import refusal
from quarterdeck.engine.reading import Reading
from quarterdeck.engine.redaction import CannotRedact, Redacting, redacting
from quarterdeck.model.content import Extracted, Message
from quarterdeck.model.decision import Action, Decision
from quarterdeck.proxy.aside import aside
from quarterdeck.proxy.vault import Conversation, Vault, VaultFull, VaultUnavailable
from quarterdeck.redact.placeholder import key as named
from quarterdeck.redact.placeholder import name_of, type_of, written

logger = logging.getLogger("quarterdeck.redactor")

# Reasons of our own, beside those of the engine.
NOT_KEPT = "not-kept"
NO_NAMES = "names-unavailable"
TOO_MANY = "too-many-values"

_NO_FILES: Mapping[str, Extracted] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A request without what must not leave: how much was taken out, and what its answer gets back, by its key."""

    body: bytes = field(repr=False)
    count: int
    originals: Mapping[str, str] = field(repr=False)


class Redactor:
    """`vault` names values, and `key` (1 to 64 bytes, one for all workers) makes pseudonyms."""

    def __init__(self, vault: Vault, key: bytes) -> None:
        self._vault = vault
        self.key = key

    async def settle(
        self, reading: Reading, decision: Decision, world: World, extracted: Mapping[str, Extracted] = _NO_FILES
    ) -> tuple[Decision, Rewritten | None]:
        """What becomes of any decision on a request: one that refuses may go on without what was refused before."""
        if decision.action > Action.REDACT:
            return await self._refused(reading, decision, world, extracted)
        if decision.redactions:
            return await self.redact(reading, decision, world)
        return decision, None

    async def redact(self, reading: Reading, decision: Decision, world: World) -> tuple[Decision, Rewritten | None]:
        """What becomes of a decision that asks for redactions; None beside it when the request must be refused."""
        body = reading.exchange.body
        try:
            wanted = await aside(len(body or b""), redacting, reading, decision)
            if body is None:
                return replace(decision, irredactable=NOT_KEPT), None
            known = await self._names(reading, wanted)
            placeholders = {(kind, text): written(named(kind, number)) for (kind, number), text in known.names.items()}
            made = await aside(len(body), wanted.rewritten, placeholders, self.key)
        except CannotRedact as error:
            return replace(decision, irredactable=error.reason), None
        except VaultFull:
            return replace(decision, irredactable=TOO_MANY), None
        except VaultUnavailable as error:
            logger.error("a request is refused because what is in it cannot be named: %s", error)
            return replace(decision, irredactable=NO_NAMES), None
        originals = restorable(known, _withheld(decision, world))
        return replace(decision, rewritten=True), Rewritten(made, wanted.count, originals)

    async def recalled(self, reading: Reading, world: World) -> Mapping[str, str]:
        """What the answer to a request gets back in which nothing was found: the service may remember earlier ones."""
        if not world.policy.redacts or not (isinstance(reading.message, Message) or _fetches(reading)):
            return {}
        talk = conversation_of(reading)
        if not talk.continues:
            return {}
        try:
            known = await self._vault.recall(talk.key)
        except VaultUnavailable as error:
            logger.warning("an answer is not restored: %s", error)
            return {}
        return restorable(known, world.withheld) if known.names else {}

    async def _refused(
        self, reading: Reading, decision: Decision, world: World, extracted: Mapping[str, Extracted]
    ) -> tuple[Decision, Rewritten | None]:
        kept = len(reading.exchange.body or b"")
        about = await aside(kept, refusal, reading, decision, world.policy, world.kit, extracted)
        talk = about.conversation
        try:
            if about.asks:
                seen = (await self._vault.recall(talk.key, about.asks)).seen
                milder = await aside(kept, about.overlooking, seen)
                if milder is not None:
                    settled, made = await self.redact(reading, milder, world)
                    if made is not None:
                        return settled, made
            if about.marks:
                await self._vault.assign(talk.key, (), (), about.marks, continues=talk.continues)
        except (VaultFull, VaultUnavailable) as error:
            logger.warning("a refusal is not remembered: %s", error)
        return decision, None

    async def _names(self, reading: Reading, wanted: Redacting) -> Conversation:
        if not wanted.named:
            return Conversation()
        talk = conversation_of(reading)
        avoid = [name_of(one) for one in wanted.avoid]
        return await self._vault.assign(talk.key, wanted.named, avoid, continues=talk.continues)


def _fetches(reading: Reading) -> bool:
    """Whether a request may ask a service for what was said before, or for a file that was made of it."""
    fetches = reading.exchange.method == "GET" and reading.message is None
    return fetches and reading.match.service is not None


def restorable(known: Conversation, withheld: Iterable[str]) -> dict[str, str]:
    """The values of a conversation by their keys, but for those of kinds that are withheld."""
    kept = frozenset(withheld)
    return {named(kind, number): text for (kind, number), text in known.names.items() if kind not in kept}


def _withheld(decision: Decision, world: World) -> frozenset[str]:
    """The kinds that this answer does not get back: those of the world, unless all rules that found them say so."""
    said: dict[str, bool] = {}
    for one in decision.redactions:
        kind = type_of(one.finding.detector)
        said[kind] = one.restore and said.get(kind, True)
    allowed = {kind for kind, restore in said.items() if restore}
    return (world.withheld - allowed) | (said.keys() - allowed)


def send(flow: http.HTTPFlow, rewritten: Rewritten) -> None:
    """Put the body in the place of the one that came."""
    flow.request.raw_content = rewritten.body
    if "content-length" in flow.request.headers:
        flow.request.headers["content-length"] = str(len(rewritten.body))
