"""The straight line from an exchange to a decision: service, message, facts, policy. Pure and synchronous.

Nothing here waits, reads a file or knows of mitmproxy; what cannot be read is a fact that policy rules on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from quarterdeck.engine.answers import answer_facts, judge_answer, judge_answer_head
from quarterdeck.engine.deciding import decided
from quarterdeck.engine.facts import connection_facts, request_facts
from quarterdeck.engine.reading import Kit, Reading, file_types, labels, reading, reading_of_message, texts, unread
from quarterdeck.engine.seen import NOTHING_SEEN, Seen, with_seen
from quarterdeck.model.content import Extracted, Opaque, Part
from quarterdeck.model.decision import Decision, Inspection
from quarterdeck.model.destination import Destination
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.finding import Finding
from quarterdeck.model.principal import Principal
from quarterdeck.policy.compile import PolicySet
from quarterdeck.policy.evaluate import inspect
from quarterdeck.policy.hinges import ANYTHING, hinges
from quarterdeck.wire import beside

__all__ = [
    "Kit",
    "Reading",
    "answer_facts",
    "connection_facts",
    "decide_on",
    "hinges_on_body",
    "judge",
    "judge_answer",
    "judge_answer_head",
    "judge_connection",
    "reading",
    "reading_of_message",
]

_NOTHING: Mapping[str, Extracted] = MappingProxyType({})


def judge_connection(
    destination: Destination, principal: Principal, time: float, policy: PolicySet, kit: Kit
) -> Inspection:
    """The verdict on a connection by its names alone, before any request of it is read."""
    facts = connection_facts(destination, principal, time, kit)
    return inspect(policy, facts, inspect_shared=kit.inspect_shared)


def judge(exchange: Exchange, policy: PolicySet, kit: Kit) -> Decision:
    """The decision on a whole request, when nobody gets the text out of the files in it."""
    return decide_on(reading(exchange, policy, kit), policy, kit)


def hinges_on_body(exchange: Exchange, policy: PolicySet, kit: Kit, told: Iterable[str] = ANYTHING) -> bool:
    """Whether the decision depends on a body that has not been read; `told` are the facts that it could tell."""
    match = kit.catalog.match(exchange.destination.host, exchange.path, exchange.headers)
    head = request_facts(Reading(exchange, match, Opaque("too-large")), kit, ("too-large",))
    connection = connection_facts(exchange.destination, exchange.principal, exchange.time, kit)
    return hinges(policy, replace(head, models=None, makers=None, findings=None), connection, told)


def decide_on(
    reading: Reading,
    policy: PolicySet,
    kit: Kit,
    extracted: Mapping[str, Extracted] = _NOTHING,
    found: Sequence[Finding] = (),
    seen: Seen = NOTHING_SEEN,
) -> Decision:
    """The decision on what was read. `extracted` holds what its files say, by their pointers.

    `found` are the findings in what was too large to be among the parts, and `seen` is what was kept of them.
    """
    facts = request_facts(reading, kit, unread(reading, extracted))
    parts: tuple[Part, ...] = ()
    if policy.reads_content:
        parts = (*texts(reading, extracted), *beside.parts(reading.exchange))
        looked = kit.detectors.look(parts, again=True)
        facts = replace(
            facts,
            findings=(*labels(extracted), *found, *looked.findings),
            file_types=file_types(extracted),
            opaque=tuple(dict.fromkeys((*facts.opaque, *looked.unread))),
        )
    return with_seen(decided(reading, facts, policy), parts, kit, seen)
