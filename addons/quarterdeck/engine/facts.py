"""What policy may ask of a connection, and of a request that has been read."""

from __future__ import annotations

from dataclasses import replace

from quarterdeck.engine.reading import Kit, Reading
from quarterdeck.model.content import Message, Opaque
from quarterdeck.model.decision import Decision
from quarterdeck.model.destination import Destination
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.facts import Facts, Stage
from quarterdeck.model.principal import Principal
from quarterdeck.services import artifact
from quarterdeck.wire.activity import classify


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


def with_facts(decision: Decision, facts: Facts) -> Decision:
    """The decision, complete with what it was made on."""
    return replace(
        decision,
        service=facts.service,
        activity=facts.activity,
        format=facts.format,
        models=facts.models,
        opaque=facts.opaque[0] if facts.opaque else None,
        unread=facts.opaque,
        findings=facts.findings or (),
    )


def request_facts(reading: Reading, kit: Kit, unread: tuple[str, ...]) -> Facts:
    """What is known of a request but for what detectors find; `unread` are the reasons of `reading.unread`."""
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
