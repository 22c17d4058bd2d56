"""Holds large bodies back until they are judged, when what they say can decide anything."""

from __future__ import annotations

import asyncio

from mitmproxy import http

from quarterdeck.config.compose import World
from quarterdeck.engine import hinges_on_body, reading
from quarterdeck.model.exchange import Exchange
from quarterdeck.policy.hinges import ANYTHING
from quarterdeck.proxy.guard import fail_closed
from quarterdeck.proxy.held import TOO_LARGE, Held
from quarterdeck.proxy.holding import HELD, OVERSIZE
from quarterdeck.proxy.large import Bench
from quarterdeck.proxy.memory import Memory
from quarterdeck.proxy.room import FAILED, Room
from quarterdeck.proxy.runtime import Exchanged, Runtime
from quarterdeck.proxy.spooled import Read, Spooled
from quarterdeck.proxy.translate import exchange_of
from quarterdeck.proxy.uploads import extracted

# What a JSON document tells that is too large to be parsed: its models could stand anywhere in it.
_OF_LARGE_JSON = ("content", "size")


class Holder:
    """The addon that puts bodies on disk."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.room = Room(runtime.config)
        self.memory = Memory(runtime.config.limits.memory_total)
        self._turn = asyncio.Semaphore(1)
        self.room.warn()

    def abort(self, held: Held) -> None:
        """What cannot be held is not read: policy decides on that."""
        held.reason = FAILED

    @fail_closed(abort)
    async def keep(self, held: Held) -> None:
        """Put on disk what has come."""
        await held.keep()

    def hold(self, flow: http.HTTPFlow, exchanged: Exchanged) -> bool:
        """Begin to hold a body that is not to be kept in memory any longer, if the decision depends on it.

        When it does but there is no room, the reason is left with the flow. False also when it can be held no longer.
        """
        if HELD in flow.metadata:
            return False
        exchange = exchange_of(flow, exchanged.incident, exchanged.destination, opaque="too-large")
        world, limits = exchanged.world, self.runtime.config.limits
        told = _OF_LARGE_JSON if flow.metadata[OVERSIZE] == TOO_LARGE and _is_json(exchange) else ANYTHING
        if not hinges_on_body(exchange, world.policy, world.kit, told):
            return False
        if exchange.length is not None and exchange.length > limits.spool_body:
            return False
        spool = self.room.open()
        if isinstance(spool, str):
            flow.metadata[OVERSIZE] = spool
            return False
        del flow.metadata[OVERSIZE]
        flow.metadata[HELD] = Held(spool, self.room, limits.spool_body)
        return True

    async def read(self, flow: http.HTTPFlow, exchange: Exchange, world: World) -> Read:
        """What a request says whose body is in memory, or is held and has come whole."""
        held = _held(flow)
        if held is None or held.reason is not None:
            read = reading(exchange, world.policy, world.kit)
            return Read(read, await extracted(read, world.policy, self.runtime.extractors))
        bench = Bench(world.policy, world.kit.detectors, self.runtime.extractors, self._turn)
        whole = self.runtime.config.limits.memory_body
        return await Spooled(held, exchange, world.policy, world.kit, bench, whole).read()


def length_of(flow: http.HTTPFlow) -> int:
    """Bytes of a request's body that have come."""
    held = _held(flow)
    return len(flow.request.raw_content or b"") if held is None else held.size


def _held(flow: http.HTTPFlow) -> Held | None:
    found: Held | None = flow.metadata.get(HELD)
    return found


def _is_json(exchange: Exchange) -> bool:
    return "json" in (exchange.header("content-type") or "").lower()
