"""Holds large bodies back until they are judged, when what they say can decide anything."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from mitmproxy import http

from quarterdeck.config.compose import World
from quarterdeck.engine import decide_on, hinges_on_body, reading
from quarterdeck.model.content import Message, Opaque
from quarterdeck.model.decision import Action
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.reasons import TOO_LARGE
from quarterdeck.model.record import Outcome
from quarterdeck.policy.hinges import ANYTHING
from quarterdeck.proxy.aside import aside
from quarterdeck.proxy.guard import fail_closed
from quarterdeck.proxy.held import Held
from quarterdeck.proxy.holding import HELD, OVERSIZE, WATCH
from quarterdeck.proxy.large import Bench
from quarterdeck.proxy.memory import Memory
from quarterdeck.proxy.recorder import Recorder, Requested, requested
from quarterdeck.proxy.room import FAILED, Room
from quarterdeck.proxy.runtime import STATE, Exchanged, Runtime
from quarterdeck.proxy.spooled import Read, Spooled
from quarterdeck.proxy.translate import exchange_of, new_incident
from quarterdeck.proxy.uploads import extracted
from quarterdeck.proxy.watch import Watch
from quarterdeck.wire import body, charset
from quarterdeck.wire.windows import encoding_of

# What a JSON document tells that is too large to be parsed: its models could stand anywhere in it.
_OF_LARGE_JSON = ("content", "size")


class Holder:
    """The addon that puts bodies on disk."""

    def __init__(self, runtime: Runtime, recorder: Recorder) -> None:
        self.runtime = runtime
        self.recorder = recorder
        self.room = Room(runtime.config)
        self.memory = Memory(runtime.config.limits.memory_total)
        self._turn = asyncio.Semaphore(1)
        self.room.warn()

    def abort(self, _data: object) -> None:
        """There is nothing left to do: both refusals only say that there is a fault."""

    def _failed(self, held: Held) -> None:
        """What cannot be held is not read: policy decides on that."""
        held.reason = FAILED

    @fail_closed(_failed)
    async def keep(self, held: Held) -> None:
        """Put on disk what has come."""
        await held.keep()

    def hold(self, flow: http.HTTPFlow, exchanged: Exchanged) -> bool:
        """Begin to hold a body that is not to be kept in memory any longer, if the decision depends on it.

        When it does but there is no room, the reason is left with the flow. False also when it can be held no longer.
        """
        if HELD in flow.metadata:
            return False
        exchange = exchange_of(flow, exchanged.incident, exchanged.principal, exchanged.destination, opaque=TOO_LARGE)
        world, limits = exchanged.world, self.runtime.config.limits
        told = _OF_LARGE_JSON if flow.metadata[OVERSIZE] == TOO_LARGE and _is_json(exchange) else ANYTHING
        if not hinges_on_body(exchange, world.policy, world.kit, told):
            return False
        windows = limits.past_spool == "window"
        if not windows and exchange.length is not None and exchange.length > limits.spool_body:
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
        if held is not None and held.reason is not None and self._windows(exchange):
            return await self._watched(flow, held, exchange, world)
        if held is None or held.reason is not None:
            read = await aside(len(exchange.body or b""), reading, exchange, world.policy, world.kit)
            return Read(read, await extracted(read, world.policy, self.runtime.extractors))
        bench = Bench(world.policy, world.kit, self.runtime.extractors, self._turn)
        whole = self.runtime.config.limits.memory_body
        return await Spooled(held, exchange, world.policy, world.kit, bench, whole).read()

    def _windows(self, exchange: Exchange) -> bool:
        """Whether what cannot be held is looked at as it goes on; coded bodies cannot be cut where they are read."""
        return self.runtime.config.limits.past_spool == "window" and not body.codings(exchange)

    async def _watched(self, flow: http.HTTPFlow, held: Held, exchange: Exchange, world: World) -> Read:
        """What a body says as far as it has come. What is still to come is watched, unless this is refused."""
        reason = held.reason or TOO_LARGE
        unread = reading(replace(exchange, body=None, opaque=reason), world.policy, world.kit)
        decision = decide_on(unread, world.policy, world.kit)
        if any(one.action >= Action.REDACT and not one.unknown for one in decision.reasons):
            return Read(unread, {})
        message = unread.message
        if isinstance(message, Opaque):
            own = unread.match.service is not None and unread.match.service.models != "any"
            message = Message(message.format or "unread", "", models_known=own)
        known = replace(unread, exchange=replace(exchange, body=None, opaque=None), message=message)
        types = [value for name, value in exchange.headers if name == "content-type"]
        head = await held.read(0, 4)
        watch = Watch(known, world.policy, world.kit, encoding_of(head, charset.declared(types)) or "utf-8")
        async for piece in held.pieces(0, held.stored):
            watch.add(piece)
            await watch.look()
        watch.take()
        watch.passed_elsewhere()
        watch.add(held.take_waiting())
        await watch.look()
        flow.metadata[WATCH] = watch
        return Read(known, {}, watch.found, watch.seen, beyond=reason)

    def _lost(self, flow: http.HTTPFlow) -> None:
        flow.metadata[WATCH].cut = True
        exchanged: Exchanged = flow.metadata[STATE]
        if not exchanged.refused:
            exchanged.refused = True
            self.runtime.flows.discard(flow.id)
            self.recorder.failed(exchanged, requested(flow))

    @fail_closed(_lost)
    async def watch(self, flow: http.HTTPFlow) -> None:
        """Look at what comes of a body that was too large to be held; record it when that ends the exchange."""
        watch: Watch = flow.metadata[WATCH]
        await watch.look()
        if watch.refusal is None:
            return
        exchanged: Exchanged = flow.metadata[STATE]
        exchanged.refused = True
        self.runtime.flows.discard(flow.id)
        exchange = watch.reading.exchange
        self.recorder.ended(exchanged, Outcome.CUT, None, watch.refusal.reasons[0].text)
        of_rest = replace(exchanged, incident=new_incident(), request_bytes=watch.size)
        named = Requested(exchange.method, exchange.target, exchange.protocol)
        await self.recorder.decided(of_rest, watch.refusal, Outcome.CUT, named)


def length_of(flow: http.HTTPFlow) -> int:
    """Bytes of a request's body that have come."""
    held = _held(flow)
    return len(flow.request.raw_content or b"") if held is None else held.size


def _held(flow: http.HTTPFlow) -> Held | None:
    found: Held | None = flow.metadata.get(HELD)
    return found


def _is_json(exchange: Exchange) -> bool:
    return "json" in (exchange.header("content-type") or "").lower()
