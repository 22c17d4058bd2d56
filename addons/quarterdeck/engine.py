"""The straight line from an exchange to a decision: service, message, facts, policy. Pure and synchronous.

Nothing here waits, reads a file or knows of mitmproxy; what cannot be read is a fact that policy rules on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from quarterdeck.detect import NO_DETECTORS, NOTHING_FOUND, Detectors
from quarterdeck.model.content import Extracted, Message, Opaque, Part, Upload
from quarterdeck.model.decision import Coverage, Decision, Inspection
from quarterdeck.model.destination import Destination
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.facts import Facts, Stage
from quarterdeck.model.finding import Finding
from quarterdeck.model.principal import Principal
from quarterdeck.model.service import ServiceMatch
from quarterdeck.policy.compile import PolicySet
from quarterdeck.policy.evaluate import decide, inspect
from quarterdeck.policy.hinges import ANYTHING, hinges
from quarterdeck.services import artifact
from quarterdeck.services.makers import Makers
from quarterdeck.services.match import Catalog
from quarterdeck.wire import beside, read, read_any, read_any_frame, read_frame
from quarterdeck.wire.activity import classify


@dataclass(frozen=True, slots=True)
class Kit:
    """The tables that judging looks things up in. `inspect_shared` is the configuration's."""

    catalog: Catalog
    makers: Makers
    inspect_shared: frozenset[str] = frozenset()
    detectors: Detectors = NO_DETECTORS


@dataclass(frozen=True, slots=True)
class Reading:
    """An exchange and what was read of it. `message` is None when nothing in it is meant for a model."""

    exchange: Exchange
    match: ServiceMatch
    message: Message | Opaque | None

    @property
    def files(self) -> tuple[Upload, ...]:
        """The files whose text somebody must get out before it can be judged what they say."""
        return self.message.files if isinstance(self.message, Message) else ()


# A body in which a known format finds nothing where it must find something.
DRIFT = "unexpected-shape"
_NOTHING: Mapping[str, Extracted] = MappingProxyType({})


def judge_connection(
    destination: Destination, principal: Principal, time: float, policy: PolicySet, kit: Kit
) -> Inspection:
    """The verdict on a connection by its names alone, before any request of it is read."""
    facts = connection_facts(destination, principal, time, kit)
    return inspect(policy, facts, inspect_shared=kit.inspect_shared)


def connection_facts(destination: Destination, principal: Principal, time: float, kit: Kit) -> Facts:
    """What is known of a connection when only its names are."""
    match = kit.catalog.match(destination.host)
    return Facts(
        stage=Stage.CONNECTION,
        time=time,
        principal=principal,
        destination=destination,
        candidates=match.candidates,
        artifact_host=any(artifact.serves_artifacts(service) for service, _ in match.candidates),
    )


def reading(exchange: Exchange, policy: PolicySet, kit: Kit) -> Reading:
    """A whole request, read as far as the policy needs it."""
    match = kit.catalog.match(exchange.destination.host, exchange.path, exchange.headers)
    message = read(exchange, match)
    if message is None and exchange.body and policy.reads_content:
        message = read_any(exchange, match)
    return Reading(exchange, match, message)


def reading_of_message(exchange: Exchange, policy: PolicySet, kit: Kit) -> Reading:
    """One WebSocket message of the client: `exchange` is the handshake with the message as its body."""
    match = kit.catalog.match(exchange.destination.host, exchange.path, exchange.headers)
    data = exchange.body or b""
    message = read_frame(exchange, match, data)
    if message is None and data and policy.reads_content:
        message = read_any_frame(exchange, match, data)
    return Reading(exchange, match, message)


def judge(exchange: Exchange, policy: PolicySet, kit: Kit) -> Decision:
    """The decision on a whole request, when nobody gets the text out of the files in it."""
    return decide_on(reading(exchange, policy, kit), policy, kit)


def hinges_on_body(exchange: Exchange, policy: PolicySet, kit: Kit, told: Iterable[str] = ANYTHING) -> bool:
    """Whether the decision depends on a body that has not been read; `told` are the facts that it could tell."""
    match = kit.catalog.match(exchange.destination.host, exchange.path, exchange.headers)
    head = _request_facts(Reading(exchange, match, Opaque("too-large")), kit, ("too-large",))
    connection = connection_facts(exchange.destination, exchange.principal, exchange.time, kit)
    return hinges(policy, replace(head, models=None, makers=None, findings=None), connection, told)


def decide_on(
    reading: Reading,
    policy: PolicySet,
    kit: Kit,
    extracted: Mapping[str, Extracted] = _NOTHING,
    found: Sequence[Finding] = (),
) -> Decision:
    """The decision on what was read. `extracted` holds what its files say, by their pointers.

    `found` are the findings in what was too large to be among the parts.
    """
    facts = _request_facts(reading, kit, _unread(reading, extracted))
    if policy.reads_content:
        labels = _labels(extracted)
        looked = kit.detectors.look((*_texts(reading, extracted), *beside.parts(reading.exchange)))
        facts = replace(
            facts,
            findings=(*labels, *found, *looked.findings),
            file_types=tuple((pointer, file.kind) for pointer, file in extracted.items()),
            opaque=tuple(dict.fromkeys((*facts.opaque, *looked.unread))),
        )
    return replace(
        decide(policy, facts),
        service=facts.service,
        activity=facts.activity,
        format=facts.format,
        models=facts.models,
        artifact=facts.artifact,
        opaque=facts.opaque[0] if facts.opaque else None,
        unread=facts.opaque,
        coverage=_coverage(reading, facts.opaque),
        drift=isinstance(reading.message, Opaque) and reading.message.reason == DRIFT,
        findings=facts.findings or (),
        stream=reading.message.stream if isinstance(reading.message, Message) else False,
    )


def answer_facts(reading: Reading, kit: Kit) -> Facts:
    """What is known of an answer before it comes. Its model is unknown where the models of others are served."""
    facts = _request_facts(reading, kit, ())
    open_ = facts.service is None or facts.service.models == "any"
    return replace(
        facts,
        stage=Stage.ANSWER,
        models=None if open_ else (),
        makers=None if open_ else (),
        findings=None,
        size=None,
    )


def judge_answer_head(facts: Facts, size: int | None, policy: PolicySet) -> Decision:
    """The decision on an answer by its head alone. `size` is its body's length in bytes, None when it does not say."""
    facts = replace(facts, size=size, findings=())
    decision = decide(policy, facts, policy.answer_heads)
    return replace(
        decision, service=facts.service, activity=facts.activity, format=facts.format, artifact=facts.artifact
    )


def judge_answer(
    facts: Facts, models: tuple[str, ...], parts: Sequence[Part], unread: tuple[str, ...], policy: PolicySet, kit: Kit
) -> Decision:
    """The decision on an answer as far as it has come; `facts` are those of `answer_facts`."""
    looked = kit.detectors.look(parts) if policy.reads_content else NOTHING_FOUND
    unread = tuple(dict.fromkeys((*unread, *looked.unread)))
    facts = replace(
        facts, models=models, makers=kit.makers.of(models, facts.service), opaque=unread, findings=looked.findings
    )
    decision = decide(policy, facts)
    return replace(
        decision,
        service=facts.service,
        activity=facts.activity,
        format=facts.format,
        models=models,
        opaque=unread[0] if unread else None,
        unread=unread,
        findings=facts.findings or (),
    )


def _texts(reading: Reading, extracted: Mapping[str, Extracted]) -> tuple[Part, ...]:
    parts = reading.message.parts if isinstance(reading.message, Message) else ()
    inside = tuple(
        Part(f"{pointer}!{path}" if path else pointer, text, "file")
        for pointer, file in extracted.items()
        for path, text in file.texts
    )
    return parts + inside


def _labels(extracted: Mapping[str, Extracted]) -> tuple[Finding, ...]:
    """Sensitivity labels are findings of what whoever made a file says of it."""
    return tuple(
        Finding(f"marking.mip.{label.id}", f"{pointer}!{path}" if path else pointer, 0, 0)
        for pointer, file in extracted.items()
        for path, label in file.labels
    )


def _coverage(reading: Reading, unread: tuple[str, ...]) -> Coverage:
    if not unread:
        return Coverage.WHOLE
    return Coverage.PART if isinstance(reading.message, Message) else Coverage.NONE


def _unread(reading: Reading, extracted: Mapping[str, Extracted]) -> tuple[str, ...]:
    """All reasons why something of the exchange could not be read, each once."""
    message = reading.message
    reasons = [reading.exchange.opaque]
    if isinstance(message, Opaque):
        reasons.append(message.reason)
    elif isinstance(message, Message):
        reasons.append(message.opaque)
        for file in message.files:
            said = extracted.get(file.pointer)
            reasons += ["file"] if said is None else [reason for _, reason in said.opaque]
    return tuple(dict.fromkeys(reason for reason in reasons if reason))


def _request_facts(reading: Reading, kit: Kit, unread: tuple[str, ...]) -> Facts:
    exchange, match, message = reading.exchange, reading.match, reading.message
    fetched = artifact.recognize(exchange.method, exchange.destination.host, exchange.path, exchange.query)
    models: tuple[str, ...] | None = ()
    format_ = doing = tool = None
    if isinstance(message, Message):
        models = message.models if message.models_known else None
        format_, doing, tool = message.format, message.activity, message.tool
    elif isinstance(message, Opaque):
        format_ = message.format
        # What could not be read may name any model, where any may be served.
        models = None if match.service is None or match.service.models == "any" else ()
    return Facts(
        stage=Stage.REQUEST,
        time=exchange.time,
        principal=exchange.principal,
        destination=exchange.destination,
        candidates=match.candidates,
        service=match.service,
        method=exchange.method,
        path=exchange.path,
        query=exchange.query,
        headers=exchange.headers,
        activity=doing or classify(exchange, match, fetched),
        format=format_,
        models=models,
        makers=None if models is None else kit.makers.of(models, match.service),
        artifact=fetched,
        artifact_host=fetched is not None,
        tool=tool,
        opaque=unread,
        size=_size(exchange),
    )


def _size(exchange: Exchange) -> int | None:
    """The body's length in bytes: none of it is none, unless it is only not here."""
    if exchange.body is not None:
        return len(exchange.body)
    return exchange.length if exchange.length is not None or exchange.opaque else 0
