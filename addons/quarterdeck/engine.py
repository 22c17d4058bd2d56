"""The straight line from an exchange to a decision: service, message, facts, policy. Pure and synchronous.

Nothing here waits, reads a file or knows of mitmproxy; what cannot be read is a fact that policy rules on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from quarterdeck.model.content import Message, Opaque
from quarterdeck.model.decision import Decision, Inspection
from quarterdeck.model.destination import Destination
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.facts import Facts, Stage
from quarterdeck.model.principal import Principal
from quarterdeck.model.service import ServiceMatch
from quarterdeck.policy.compile import PolicySet
from quarterdeck.policy.evaluate import decide, inspect
from quarterdeck.services import artifact
from quarterdeck.services.makers import Makers
from quarterdeck.services.match import Catalog
from quarterdeck.wire import read, read_frame
from quarterdeck.wire.activity import classify


@dataclass(frozen=True, slots=True)
class Kit:
    """The tables that judging looks things up in. `inspect_shared` is the configuration's."""

    catalog: Catalog
    makers: Makers
    inspect_shared: frozenset[str] = frozenset()


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


def judge(exchange: Exchange, policy: PolicySet, kit: Kit) -> Decision:
    """The decision on a whole request."""
    match = kit.catalog.match(exchange.destination.host, exchange.path, exchange.headers)
    return _decide(exchange, match, read(exchange, match), policy, kit)


def judge_message(exchange: Exchange, policy: PolicySet, kit: Kit) -> Decision | None:
    """The decision on one WebSocket message of the client: `exchange` is the handshake with the message as its body.

    None when the message says nothing that a rule could be about.
    """
    match = kit.catalog.match(exchange.destination.host, exchange.path, exchange.headers)
    message = read_frame(exchange, match, exchange.body or b"")
    return None if message is None else _decide(exchange, match, message, policy, kit)


def _decide(
    exchange: Exchange, match: ServiceMatch, message: Message | Opaque | None, policy: PolicySet, kit: Kit
) -> Decision:
    facts = _request_facts(exchange, match, message, kit)
    return replace(
        decide(policy, facts),
        service=facts.service,
        activity=facts.activity,
        format=facts.format,
        models=facts.models,
        artifact=facts.artifact,
        opaque=facts.opaque,
        stream=message.stream if isinstance(message, Message) else False,
    )


def _request_facts(exchange: Exchange, match: ServiceMatch, message: Message | Opaque | None, kit: Kit) -> Facts:
    fetched = artifact.recognize(exchange.method, exchange.destination.host, exchange.path, exchange.query)
    models: tuple[str, ...] | None = ()
    opaque = exchange.opaque
    format_ = doing = tool = None
    if isinstance(message, Message):
        models = message.models if message.models_known else None
        format_, doing, tool = message.format, message.activity, message.tool
        opaque = opaque or message.opaque
    elif isinstance(message, Opaque):
        opaque, format_ = message.reason, message.format
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
        opaque=opaque,
        size=len(exchange.body) if exchange.body is not None else None,
    )
