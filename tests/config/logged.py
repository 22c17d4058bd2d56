"""Lines of a deck log as the proxy writes them of exchanges, over the small catalogue of the policy tests."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import yaml
from tests.policy.catalogue import SERVICES, TUESDAY

from quarterdeck.audit.line import Line
from quarterdeck.config.compose import Exempt, World
from quarterdeck.config.request import Stated, exchange_of
from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.engine import Kit, decide_on, reading
from quarterdeck.model.decision import Decision
from quarterdeck.model.record import Outcome, Record
from quarterdeck.policy.compile import compile_policies
from quarterdeck.policy.load import load_policies
from quarterdeck.proxy.link import Link
from quarterdeck.proxy.recorder import Requested, decision_record
from quarterdeck.proxy.runtime import Exchanged
from quarterdeck.services.catalog import load_makers
from quarterdeck.services.match import Catalog

KIT = Kit(
    Catalog(SERVICES.values()), load_makers(), detectors=Detectors((Pattern("secrets.canary", "CANARY-[0-9]+!"),))
)


def world(policy: str | dict[str, Any], **more: Any) -> World:
    """What one policy makes, with one detector: `secrets.canary` finds CANARY-, digits and "!"."""
    text = policy if isinstance(policy, str) else yaml.safe_dump(policy, allow_unicode=True)
    compiled = compile_policies(load_policies(text={"p.yaml": text}), SERVICES)
    return World(compiled, KIT, (), Exempt(()), **more)


def decision(stated: Stated, under: World) -> Decision:
    """What the engine decides."""
    return decide_on(reading(exchange_of(stated, KIT.catalog), under.policy, KIT), under.policy, KIT)


def logged(stated: Stated, under: World, line: Line | None = None) -> dict[str, Any]:
    """The line of the decision on a request, written and read again."""
    exchange = exchange_of(stated, KIT.catalog)
    exchanged = Exchanged("qd-1", under, Link(stated.client), stated.time, exchange.destination, exchange.principal)
    exchanged.request_bytes = len(exchange.body or b"")
    decided = decision(stated, under)
    outcome = Outcome.REFUSED if decided.refused else Outcome.FORWARDED
    record = decision_record(exchanged, decided, outcome, Requested(exchange.method, exchange.target, "h2"))
    return written(record, line)


def written(record: Record, line: Line | None = None) -> dict[str, Any]:
    """A record as its line reads."""
    line = line or Line(None)
    read: dict[str, Any] = json.loads(line.render(line.fields(record)))
    return read


def tunnel(host: str, **more: Any) -> dict[str, Any]:
    """The line of a connection that was let through unread."""
    record = Record(
        "connection", "qd-2", TUESDAY, Outcome.TUNNELLED, client="10.0.0.7", host=host, port=443, unread=("tunnelled",)
    )
    return written(replace(record, **more))


def asked(url: str, body: str = "", **more: Any) -> Stated:
    """A request of 10.0.0.7 on a Tuesday, at ten."""
    return Stated(url, more.pop("time", TUESDAY), body=body.encode() or None, client="10.0.0.7", **more)
