"""What was refused once in a conversation is not refused again for standing in its history: there it is taken out.

Clients keep what was refused, and send it again with every message. Which texts are old only decides who is refused:
whatever is excused is taken out, so nothing of it leaves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from quarterdeck.engine.conversation import Conversation, conversation_of
from quarterdeck.engine.deciding import decided
from quarterdeck.engine.facts import request_facts
from quarterdeck.engine.reading import Kit, Reading
from quarterdeck.model.content import Extracted, Message, Part
from quarterdeck.model.decision import Action, Decision, Reason, Redaction
from quarterdeck.model.finding import Finding
from quarterdeck.policy.compile import PolicySet

WIDTH = 16
"""Bytes of a digest."""

OLD = Reason(
    "old-findings",
    "quarterdeck",
    Action.REDACT,
    "What was refused before in this conversation was taken out of its history.",
    "quarterdeck",
)

_CHAT, _SPEAKS = "chat", "user"
_SECRETS = "secrets."
# The messages of a conversation, as bodies list them, and where one list holds all but the newest, which stands beside.
_TURN = re.compile(r"((?:/request)?/(?:messages|contents|input|chat_history))/([0-9]{1,6})(?:/|\Z)")
_BESIDE = {"/chat_history": "/message"}
# Where what a tool said is sent as if the user had.
_TOOLS = "/toolResult/"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a request is refused for. Digests are of texts, and tell nothing of them without the conversation.

    `marks` are those of all texts that it is refused for, to be kept if it stays refused. `asks` are those of old texts
    without which it would not be: () when it would be all the same.
    """

    conversation: Conversation
    marks: frozenset[bytes] = frozenset()
    asks: frozenset[bytes] = frozenset()
    _old: Mapping[Finding, bytes] = field(default_factory=dict, repr=False)

    def excused(self, seen: Collection[bytes]) -> frozenset[Finding]:
        """What stands only in old texts that were refused before."""
        return frozenset(finding for finding, digest in self._old.items() if digest in seen)


def refusal(
    reading: Reading, decision: Decision, policy: PolicySet, kit: Kit, extracted: Mapping[str, Extracted]
) -> Refusal:
    """What a decision refuses a request for, as far as that is in the turns of a conversation."""
    talk = conversation_of(reading)
    texts = _texts(reading)
    newest = _newest(texts)
    if not newest or decision.action <= Action.REDACT or reading.exchange.body is None:
        return Refusal(talk)
    digests = {
        finding: _digest(talk, texts[finding.part].text)
        for finding in _blamed(decision, policy, _types(extracted))
        if finding.part in texts
    }
    old = {finding: digest for finding, digest in digests.items() if _is_old(finding.part, newest)}
    marks = frozenset(digests.values())
    if not old or _without(reading, decision, policy, kit, extracted, frozenset(old)) is None:
        return Refusal(talk, marks)
    return Refusal(talk, marks, frozenset(old.values()), old)


def overlooking(
    reading: Reading,
    decision: Decision,
    policy: PolicySet,
    kit: Kit,
    extracted: Mapping[str, Extracted],
    excused: frozenset[Finding],
) -> Decision | None:
    """The decision that takes out what is excused and judges the rest; None when the request stays refused."""
    again = _without(reading, decision, policy, kit, extracted, excused) if excused else None
    if again is None:
        return None
    old = tuple(
        Redaction(finding, restore=not finding.detector.startswith(_SECRETS))
        for finding in decision.findings
        if finding in excused
    )
    spoke = () if again.default else again.reasons
    return replace(
        again,
        action=max(again.action, Action.REDACT),
        reasons=tuple(sorted((*spoke, OLD), key=lambda reason: -reason.action)),
        default=False,
        findings=decision.findings,
        redactions=(*again.redactions, *old),
    )


def _without(
    reading: Reading,
    decision: Decision,
    policy: PolicySet,
    kit: Kit,
    extracted: Mapping[str, Extracted],
    excused: frozenset[Finding],
) -> Decision | None:
    """The decision on the rest; None when it is refused."""
    facts = replace(
        request_facts(reading, kit, decision.unread),
        findings=tuple(finding for finding in decision.findings if finding not in excused),
        file_types=_types(extracted),
    )
    again = decided(reading, facts, policy)
    return None if again.refused and not again.redactions else again


def _blamed(decision: Decision, policy: PolicySet, types: tuple[tuple[str, str], ...]) -> Iterator[Finding]:
    """The findings that the refusing rules are about."""
    rules = [policy.rule(reason.id) for reason in decision.reasons if reason.action > Action.REDACT]
    selects = [rule.selects for rule in rules if rule is not None and rule.selects is not None]
    for finding in decision.findings:
        if any(select(finding, types) for select in selects):
            yield finding


def _types(extracted: Mapping[str, Extracted]) -> tuple[tuple[str, str], ...]:
    return tuple((pointer, file.kind) for pointer, file in extracted.items())


def _texts(reading: Reading) -> dict[str, Part]:
    """The texts of a chat that have a pointer of their own."""
    message = reading.message
    parts = message.parts if isinstance(message, Message) and message.activity == _CHAT else ()
    texts: dict[str, Part] = {}
    twice = set()
    for part in parts:
        if texts.setdefault(part.pointer, part) is not part:
            twice.add(part.pointer)
    return {pointer: part for pointer, part in texts.items() if pointer not in twice}


def _newest(texts: Mapping[str, Part]) -> dict[str, int]:
    """Where the newest turn begins in each list of messages: with the last that the user wrote.

    What tools said comes after it, and what models did.
    """
    newest: dict[str, int] = {}
    for pointer, part in texts.items():
        turn = _TURN.match(pointer)
        if turn is not None and part.role == _SPEAKS and _TOOLS not in pointer:
            newest[turn[1]] = max(int(turn[2]), newest.get(turn[1], 0))
    for turns, beside in _BESIDE.items():
        if beside in texts:
            newest[turns] = 1_000_000
    return newest


def _is_old(pointer: str, newest: Mapping[str, int]) -> bool:
    turn = _TURN.match(pointer)
    return turn is not None and int(turn[2]) < newest.get(turn[1], 0)


def _digest(talk: Conversation, text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=WIDTH, key=talk.key).digest()
