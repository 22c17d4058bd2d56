"""A body is held when the decision depends on it and there is room; otherwise there is a reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from quarterdeck.model.destination import Destination
from quarterdeck.model.principal import Principal
from quarterdeck.proxy.held import Held
from quarterdeck.proxy.holder import Holder, length_of
from quarterdeck.proxy.holding import HELD, OVERSIZE
from quarterdeck.proxy.link import Link
from quarterdeck.proxy.recorder import Recorder
from quarterdeck.proxy.runtime import Exchanged, Runtime
from quarterdeck.proxy.translate import exchange_of
from tests.proxy.deck import aboard, asked, world

RULES = """\
policy: deck
detectors:
  - {id: custom.canary, regex: 'CANARY-[0-9]{6}', hits: [CANARY-123456], misses: [CANARY-12]}
rules:
  - {id: c, match: {host: content.example, content: {detector: custom.canary}}, action: block}
  - {id: m, match: {host: model.example, model: forbidden}, action: block}
"""


def exchanged_of(runtime: Runtime, host: str) -> Exchanged:
    rules = world(RULES, runtime.config)
    return Exchanged("qd-1", rules, Link("192.0.2.7"), 1.7e9, Destination(host, 443), Principal("192.0.2.7"))


def holding(folder: Any, scenario: Callable[[Holder, Runtime], Awaitable[None]], **limits: Any) -> None:
    async def run(runtime: Runtime) -> None:
        await scenario(Holder(runtime, Recorder(runtime)), runtime)

    aboard(folder, run, workers=1, limits={"min_free": 0, **limits})


@pytest.mark.parametrize(
    ("host", "headers", "held"),
    [
        ("content.example", {}, True),
        ("content.example", {"content_type": "application/json"}, True),
        ("model.example", {}, True),
        # The models of a document that is too large to be parsed cannot be known, held or not.
        ("model.example", {"content_type": "application/json"}, False),
        ("other.example", {}, False),
    ],
)
def test_it_is_held_where_the_decision_depends_on_it(tmp_path, host, headers, held):
    async def scenario(holder: Holder, runtime: Runtime) -> None:
        flow = asked(f"https://{host}/upload", "POST", **headers)
        flow.metadata[OVERSIZE] = "too-large"
        assert holder.hold(flow, exchanged_of(runtime, host)) is held
        assert (HELD in flow.metadata) is held
        assert (OVERSIZE in flow.metadata) is not held
        # Once it can be held no longer, the same is asked again.
        flow.metadata[OVERSIZE] = "too-large"
        assert holder.hold(flow, exchanged_of(runtime, host)) is False
        if held:
            flow.metadata[HELD].close()

    holding(tmp_path, scenario)


@pytest.mark.parametrize(
    ("limits", "headers", "reason"),
    [
        ({"min_free": "900TB"}, {}, "spool-full"),
        ({"spool_body": "1MB"}, {"content_length": "1000001"}, "too-large"),
    ],
)
def test_where_there_is_no_room_there_is_a_reason(tmp_path, limits, headers, reason):
    async def scenario(holder: Holder, runtime: Runtime) -> None:
        flow = asked("https://content.example/upload", "POST", **headers)
        flow.metadata[OVERSIZE] = "too-large"
        assert holder.hold(flow, exchanged_of(runtime, "content.example")) is False
        assert flow.metadata[OVERSIZE] == reason

    holding(tmp_path, scenario, **limits)


def test_a_fault_while_holding_is_a_reason(tmp_path):
    class Broken:
        reason: str | None = None

        async def keep(self) -> None:
            raise LookupError("broken")

    async def scenario(holder: Holder, _runtime: Runtime) -> None:
        held: Any = Broken()
        await holder.keep(held)
        assert held.reason == "spool-failed"

    holding(tmp_path, scenario)


@pytest.mark.parametrize("reason", [None, "too-large"])
def test_what_has_come_whole_is_read_and_nothing_else(tmp_path, reason):
    async def scenario(holder: Holder, runtime: Runtime) -> None:
        flow = asked("https://content.example/upload", "POST", content_type="text/plain")
        flow.metadata[OVERSIZE] = "too-large"
        exchanged = exchanged_of(runtime, "content.example")
        assert holder.hold(flow, exchanged)
        held: Held = flow.metadata[HELD]
        held.add(b"CANARY-424242 " + b"nothing to see\n" * 1_200_000)
        held.ended = True
        await holder.keep(held)
        held.reason = reason
        assert length_of(flow) == 18_000_014
        exchange = exchange_of(flow, "qd-1", exchanged.principal, exchanged.destination, opaque=reason)
        read = await holder.read(flow, exchange, exchanged.world)
        assert bool(read.found) is (reason is None)
        assert read.reading.exchange.opaque == reason
        held.close()

    holding(tmp_path, scenario)


def test_what_is_in_memory_is_read_from_there(tmp_path):
    async def scenario(holder: Holder, runtime: Runtime) -> None:
        flow = asked("https://content.example/upload", "POST")
        flow.request.data.content = b"some text"
        assert length_of(flow) == 9
        exchanged = exchanged_of(runtime, "content.example")
        exchange = replace(exchange_of(flow, "qd-1", exchanged.principal, exchanged.destination, opaque=None))
        read = await holder.read(flow, exchange, exchanged.world)
        assert read.reading.exchange.body == b"some text"
        assert read.found == ()

    holding(tmp_path, scenario)
