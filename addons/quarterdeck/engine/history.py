"""What was refused once in a conversation is not refused again for standing in its history: there it is taken out.

Clients keep what was refused, and send it again with every message. Which texts are old only decides who is refused:
whatever is excused is taken out. Where a finding only tells of what is said around it, all of the turn is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from quarterdeck.engine.conversation import Conversation, conversation_of
from quarterdeck.engine.deciding import decided
from quarterdeck.engine.facts import request_facts
from quarterdeck.engine.reading import Kit, Reading, file_types
from quarterdeck.engine.turns import Turns, is_inside, turns
from quarterdeck.model.content import Extracted, Part
from quarterdeck.model.decision import Action, Decision, Reason, Redaction
from quarterdeck.model.finding import SECRETS, Excerpt, Finding
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

# What these find is itself what must not leave. What others find tells it of all that is said there.
_THEMSELVES = (SECRETS, "pii.", "exact-data.")
# Whole texts become a mask: nobody has to keep them, and no answer gets them back.
_WHOLE, _MASK = "quarterdeck.refused", "mask"


@dataclass(frozen=True, slots=True)
class _Refused:
    """A request that a decision refuses, and by what it was judged."""

    reading: Reading
    decision: Decision
    policy: PolicySet
    kit: Kit
    extracted: Mapping[str, Extracted]
    turns: Turns

    def without(self, excused: frozenset[Finding]) -> Decision | None:
        """The decision on the rest; None when it is refused."""
        facts = replace(
            request_facts(self.reading, self.kit, self.decision.unread),
            findings=tuple(finding for finding in self.decision.findings if finding not in excused),
            file_types=file_types(self.extracted),
        )
        again = decided(self.reading, facts, self.policy)
        return None if again.refused and not again.redactions else again


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a request is refused for. Digests are of texts, and tell nothing of them without the conversation.

    `marks` are those of the texts that it is refused for, to be kept if it stays refused. `asks` are those of old texts
    without which it would not be: () when it would be all the same.
    """

    conversation: Conversation
    marks: frozenset[bytes] = frozenset()
    _old: Mapping[Finding, bytes] = field(default_factory=dict, repr=False)
    _refused: _Refused | None = field(default=None, repr=False)

    @property
    def asks(self) -> frozenset[bytes]:
        return frozenset(self._old.values())

    def overlooking(self, seen: Collection[bytes]) -> Decision | None:
        """The decision that takes out what stands only in old texts that were refused before, and judges the rest.

        None when the request stays refused.
        """
        excused = frozenset(finding for finding, digest in self._old.items() if digest in seen)
        again = self._refused.without(excused) if self._refused is not None and excused else None
        return None if self._refused is None or again is None else _milder(self._refused, again, excused)


def refusal(
    reading: Reading, decision: Decision, policy: PolicySet, kit: Kit, extracted: Mapping[str, Extracted]
) -> Refusal:
    """What a decision refuses a request for, as far as that is in the turns of a conversation."""
    talk, said = conversation_of(reading), turns(reading)
    if not said.newest or decision.action <= Action.REDACT or reading.exchange.body is None:
        return Refusal(talk)
    digests = {
        finding: _digest(talk, said.texts[finding.part].text)
        for finding in _blamed(decision, policy, file_types(extracted))
        if finding.part in said.texts
    }
    old = {
        finding: digest
        for finding, digest in digests.items()
        if said.is_old(finding.part) and (_is_itself(finding) or is_inside(finding.part, said.whole(finding.part)))
    }
    # What a marking in an old text is about may stand in a newer one, for which it is refused as well.
    marks = frozenset(
        digest
        for finding, digest in digests.items()
        if _is_itself(finding) or not said.is_old(finding.part) or said.is_alone(finding.part)
    )
    refused = _Refused(reading, decision, policy, kit, extracted, said)
    if not old or refused.without(frozenset(old)) is None:
        return Refusal(talk, marks)
    return Refusal(talk, marks, old, refused)


def _milder(refused: _Refused, again: Decision, excused: frozenset[Finding]) -> Decision:
    """The decision on the rest, with what is excused taken out."""
    found = refused.decision.findings
    whole: dict[str, Part] = {}
    for finding in excused:
        if not _is_itself(finding):
            whole |= refused.turns.whole(finding.part)
    # A WebSocket whose answers get nothing back need not be told anew for what is old.
    style = _MASK if refused.reading.exchange.protocol == "websocket" else "placeholder"
    wanted = [
        Redaction(finding, style, restore=style != _MASK and not finding.detector.startswith(SECRETS))
        for finding in found
        if finding in excused
    ]
    redactions = [one for one in (*again.redactions, *wanted) if not is_inside(one.finding.part, whole)]
    redactions += [
        Redaction(Finding(_WHOLE, pointer, 0, len(part.text)), _MASK) for pointer, part in sorted(whole.items())
    ]
    spoke = () if again.default else again.reasons
    return replace(
        again,
        action=max(again.action, Action.REDACT),
        reasons=tuple(sorted((*spoke, OLD), key=lambda reason: -reason.action)),
        default=False,
        findings=found,
        redactions=tuple(redactions),
        found=refused.decision.found,
        excerpts=_still(refused.decision, again),
    )


def _still(before: Decision, again: Decision) -> tuple[Excerpt, ...]:
    """The evidence for which the rules ask that speak on the rest. What is old was kept when it was new."""
    asked = {(one.detector, one.start, one.end) for one in again.about.excerpts}
    return tuple(
        one for one in before.excerpts if any((found.detector, found.start, found.end) in asked for found in one.found)
    )


def _blamed(decision: Decision, policy: PolicySet, types: tuple[tuple[str, str], ...]) -> Iterator[Finding]:
    """The findings that the refusing rules are about."""
    rules = [policy.rule(reason.id) for reason in decision.reasons if reason.action > Action.REDACT]
    selects = [rule.selects for rule in rules if rule is not None and rule.selects is not None]
    for finding in decision.findings:
        if any(select(finding, types) for select in selects):
            yield finding


def _is_itself(finding: Finding) -> bool:
    return finding.detector.startswith(_THEMSELVES)


def _digest(talk: Conversation, text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=WIDTH, key=talk.key).digest()
