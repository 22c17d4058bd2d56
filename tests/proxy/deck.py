"""A runtime with real rules and a real deck log, for the parts of a worker that are proven without its sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from mitmproxy import http
from mitmproxy.test import tflow, tutils

from quarterdeck.audit.line import Line
from quarterdeck.audit.log import DeckLog
from quarterdeck.config.compose import World, compose
from quarterdeck.config.schema import Config
from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.engine import answer_facts, judge, reading
from quarterdeck.model.decision import Decision
from quarterdeck.model.destination import Destination
from quarterdeck.model.principal import Principal
from quarterdeck.policy.compile import compile_policies
from quarterdeck.policy.load import load_policies
from quarterdeck.proxy.enforce import Answer
from quarterdeck.proxy.link import Link
from quarterdeck.proxy.runtime import Exchanged, Runtime
from quarterdeck.proxy.translate import exchange_of
from quarterdeck.proxy.visit import Visit
from tests.audit.shards import KEY, records

POLICY = """\
policy: deck
owner: infosec@example.org
ban:
  - domain: banned.example
    reason: This domain is banned here.
    suggest: [openai-api]
  - service: deepseek
    reason: DeepSeek may not be used.
"""


def world(text: str = POLICY, config: Config | None = None) -> World:
    """What a policy makes under a configuration."""
    return compose(load_policies(text={"deck.yaml": text}), config or Config())


def aboard(folder: Path, scenario: Callable[[Runtime], Awaitable[None]], **config: Any) -> list[dict[str, Any]]:
    """Runs a scenario with a runtime in an event loop; returns the lines of the deck log when it has closed."""
    settings = Config.model_validate({"state": folder, **config})

    async def run() -> None:
        log = DeckLog(settings.audit_dir, Line(None), KEY)
        try:
            await scenario(Runtime(settings, world(config=settings), log))
        finally:
            await log.close()

    asyncio.run(run())
    return [json.loads(line) for line in records(settings.audit_dir / "deck-0")]


class EchoPortal:
    """A portal that answers with what it was asked."""

    def __call__(self, visit: Visit) -> Answer:
        return Answer(200, (), f"{visit.method} {visit.path} {visit.accept}".encode())

    async def take(self, visit: Visit) -> Answer:
        return Answer(200, (), visit.body)


def asked(url: str = "https://banned.example/page?token=abc", method: str = "GET", **headers: str) -> http.HTTPFlow:
    """A flow with a request of a client at 192.0.2.7, and no answer."""
    flow = tflow.tflow(req=tutils.treq(content=b"", headers=http.Headers()))
    flow.request.url = url
    flow.request.method = method
    for name, value in headers.items():
        flow.request.headers[name.replace("_", "-")] = value
    flow.client_conn.peername = ("192.0.2.7", 50_000)
    return flow


def judged(runtime: Runtime, flow: http.HTTPFlow, incident: str = "qd-1") -> tuple[Exchanged, Decision]:
    """The exchange of a flow and what the engine decides on it."""
    request = flow.request
    destination = Destination(request.host, request.port, request.scheme)
    principal = Principal("192.0.2.7")
    exchanged = Exchanged(incident, runtime.world, Link("192.0.2.7"), 1_700_000_000.0, destination, principal)
    exchange = exchange_of(flow, incident, principal, destination, opaque=None)
    exchanged.decision = judge(exchange, runtime.world.policy, runtime.world.kit)
    return exchanged, exchanged.decision


def awaiting(folder: Path, rules: str) -> Exchanged:
    """An exchange with a gateway whose answer these rules are about; `custom.canary` finds CANARY-, digits and "!"."""
    kept: list[Exchanged] = []

    async def scenario(runtime: Runtime) -> None:
        flow = asked("https://openrouter.ai/api/v1/chat/completions", "POST")
        found, _ = judged(runtime, flow)
        kit = replace(found.world.kit, detectors=Detectors((Pattern("custom.canary", "CANARY-[0-9]+!"),)))
        policy = compile_policies(load_policies(text={"p.yaml": rules}), kit.catalog.services)
        found.world = replace(found.world, policy=policy, kit=kit)
        asking = exchange_of(flow, "qd-1", found.principal, found.destination, opaque=None)
        found.answer_facts = answer_facts(reading(asking, policy, kit), kit)
        kept.append(found)
        await asyncio.sleep(0)

    aboard(folder, scenario)
    return kept[0]
