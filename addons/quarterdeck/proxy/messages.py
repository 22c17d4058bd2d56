"""The messages of a WebSocket: each is judged like a request or an answer; a refused one closes the connection.

Where rules take something out of requests, they do so of messages, and the origin's get it back. When the rules have
changed, the handshake is judged again before anything more of the client goes on.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace

from mitmproxy import http
from mitmproxy.websocket import WebSocketMessage
from wsproto.frame_protocol import CloseReason, Opcode

from quarterdeck.engine import Reading, decide_on, judge, judge_connection, reading, reading_of_message
from quarterdeck.engine.before import Before
from quarterdeck.model.content import Message
from quarterdeck.model.decision import Action, Decision, Reason, Verdict
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.reasons import TOO_LARGE
from quarterdeck.model.record import Outcome
from quarterdeck.policy.evaluate import inspects_answer
from quarterdeck.proxy.aside import aside
from quarterdeck.proxy.desk import Desk
from quarterdeck.proxy.guard import fail_closed
from quarterdeck.proxy.hearing import Hearing, asked_of_answers
from quarterdeck.proxy.pages import coach_address
from quarterdeck.proxy.recorder import Recorder, Requested
from quarterdeck.proxy.redactor import Redactor, Rewritten
from quarterdeck.proxy.returning import Returning, Said
from quarterdeck.proxy.runtime import STATE, Exchanged, Runtime
from quarterdeck.proxy.translate import exchange_of, new_incident
from quarterdeck.proxy.uploads import extracted, weight
from quarterdeck.proxy.websocket import CLOSE, HEARING, INSTEAD, MAY_TELL, MOST, RETURNING, refuse
from quarterdeck.redact.hiding import CannotHide
from quarterdeck.redact.placeholder import type_of

logger = logging.getLogger("quarterdeck.messages")

# Why a message was not rewritten, beside the reasons of the engine: what looks like text may count its bytes.
BINARY = "binary"
_EXCHANGE = "quarterdeck.handshake"
_BEFORE = "quarterdeck.before"
_LARGE = Reason(
    "message-too-large", "quarterdeck", Action.BLOCK, "The message is too large to be checked.", "quarterdeck"
)
_UNRECORDED = "Quarterdeck cannot write its log; the message was not sent"
_UNREADABLE = "The rules have changed, and now ask to read what this connection carries; connect again."


class Messages:
    """The addon for WebSocket messages."""

    def __init__(self, runtime: Runtime, recorder: Recorder, redactor: Redactor, desk: Desk) -> None:
        self.runtime = runtime
        self.desk = desk
        self.recorder = recorder
        self.redactor = redactor

    def abort(self, flow: http.HTTPFlow) -> None:
        """Close the WebSocket: the last resort of the guard."""
        flow.kill()

    def _fault(self, flow: http.HTTPFlow) -> None:
        refuse(flow, "Quarterdeck failed; the message was not sent", CloseReason.INTERNAL_ERROR)

    @fail_closed(_fault)
    async def websocket_start(self, flow: http.HTTPFlow) -> None:
        """Say how much of a message may be kept, and whose are read; what is not governed is not, unless all is."""
        exchanged: Exchanged = flow.metadata[STATE]
        exchange = exchange_of(flow, exchanged.incident, exchanged.principal, exchanged.destination, opaque=None)
        flow.metadata[_EXCHANGE] = exchange
        config = self.runtime.config
        flow.metadata[MOST] = config.limits.memory_body if exchanged.governed or config.inspect == "all" else None
        facts = exchanged.answer_facts
        if facts is not None and inspects_answer(exchanged.world.policy, facts):
            flow.metadata[HEARING] = Hearing(exchanged, self.redactor.key)
        if flow.metadata[MOST] is not None and exchanged.world.policy.redacts:
            read = reading(exchange, exchanged.world.policy, exchanged.world.kit)
            named = read.message.format if isinstance(read.message, Message) else None
            hearing: Hearing | None = flow.metadata.get(HEARING)
            returning = Returning(named, None if hearing is None else hearing.redacting)
            returning.learn(await self.redactor.recalled(read, exchanged.world))
            flow.metadata[RETURNING] = returning

    @fail_closed(_fault)
    async def websocket_message(self, flow: http.HTTPFlow) -> None:
        """Judge a message of the client, and take out of it what must not leave."""
        if flow.websocket is None or not await self._allowed_still(flow):
            return
        world, message = self.runtime.world, flow.websocket.messages[-1]
        content = message.content
        exchange = replace(self._handshake(flow), body=content)
        read = await aside(len(content), reading_of_message, exchange, world.policy, world.kit)
        said = await extracted(read, world.policy, self.runtime.extractors)
        before: Before = flow.metadata.setdefault(_BEFORE, Before())
        found = before.reaching(read, world.kit.detectors) if world.policy.reads_content else ()
        heavy = weight(read, said, world.kit.detectors)
        decision = await aside(heavy, decide_on, read, world.policy, world.kit, said, found)
        rewritten = None
        if decision.redactions and not message.is_text and _counts_perhaps(read):
            decision = replace(decision, irredactable=BINARY)
        elif message.is_text or not _counts_perhaps(read):
            decision, rewritten = await self.redactor.settle(read, decision, world, said)
        if not decision.refused:
            before.add(read)
        if decision.refused:
            if not await self._told(flow, decision, exchange):
                await self._cut(flow, decision, _of(exchange), size=len(content))
        elif rewritten is not None:
            await self._rewrite(flow, decision, rewritten, _of(exchange))
        elif RETURNING in flow.metadata:
            flow.metadata[RETURNING].learn(await self.redactor.recalled(read, world))

    async def _told(self, flow: http.HTTPFlow, decision: Decision, exchange: Exchange) -> bool:
        """Say it in the chat where somebody typed, if that can be done; the connection stays open for what is next."""
        # A browser names the page that opens a WebSocket (RFC 6455 section 4.1); programs read how it is closed.
        if exchange.header("origin") is None or not flow.metadata[MAY_TELL]:
            return False
        of_message = _of_message(flow, len(exchange.body or b""))
        frames = self.desk.frames(flow, exchange, of_message, decision)
        if frames is None:
            return False
        await self.recorder.decided(of_message, decision, Outcome.REFUSED, _of(exchange))
        flow.metadata[INSTEAD] = frames
        return True

    async def _rewrite(
        self, flow: http.HTTPFlow, decision: Decision, rewritten: Rewritten, requested: Requested
    ) -> None:
        """Send on a message without what must not leave, when that is on record."""
        if flow.websocket is None:
            raise TypeError("not a WebSocket flow")
        message = flow.websocket.messages[-1]
        of_message = _of_message(flow, len(message.content))
        try:
            await self.recorder.decided(of_message, decision, Outcome.REWRITTEN, requested)
        except OSError as error:
            logger.error("the deck log cannot be written: %s", error)
            if self.runtime.config.on_fault.audit == "block":
                refuse(flow, _UNRECORDED, CloseReason.INTERNAL_ERROR, of_message.incident)
                return
        if RETURNING in flow.metadata:
            returning: Returning = flow.metadata[RETURNING]
            withheld = {type_of(one.finding.detector) for one in decision.redactions if not one.restore}
            returning.learn(rewritten.originals, withheld)
        message.content = rewritten.body

    @fail_closed(_fault)
    async def websocket_answer(self, flow: http.HTTPFlow) -> None:
        """Judge a message of the origin, and give back what it may."""
        if flow.websocket is None or not await self._allowed_still(flow):
            return
        messages = flow.websocket.messages
        content = messages[-1].content if messages else None
        if HEARING in flow.metadata and not await self._heard(flow, flow.metadata[HEARING], content):
            return
        if RETURNING in flow.metadata:
            text = bool(messages) and messages[-1].is_text
            await self._give_back(flow, None if content is None else Said(content, text))

    @fail_closed(_fault)
    async def websocket_rest(self, flow: http.HTTPFlow) -> None:
        """Give back what waits."""
        await self._give_back(flow, None)

    async def _give_back(self, flow: http.HTTPFlow, said: Said | None) -> None:
        """Put the messages that may go on now in the place of the one that came; None: all that wait may."""
        if flow.websocket is None:
            raise TypeError("not a WebSocket flow")
        returning: Returning = flow.metadata[RETURNING]
        try:
            told = returning.rest() if said is None else await aside(len(said.content), returning.take, *said)
        except CannotHide:
            hearing: Hearing | None = flow.metadata.get(HEARING)
            decision = hearing.torn() if hearing is not None else None
            if hearing is None or decision is None:
                raise
            await self._cut_answer(flow, decision, hearing)
            return
        flow.websocket.messages = [
            WebSocketMessage(Opcode.TEXT if one.text else Opcode.BINARY, False, one.content) for one in told
        ]

    async def _heard(self, flow: http.HTTPFlow, hearing: Hearing, content: bytes | None) -> bool:
        """Whether a message of the origin may pass."""
        decision = await aside(len(content or b""), hearing.hear, content)
        if decision is not None:
            await self._cut_answer(flow, decision, hearing)
        return decision is None

    async def _cut_answer(self, flow: http.HTTPFlow, decision: Decision, hearing: Hearing) -> None:
        exchange = self._handshake(flow)
        decision = replace(decision, coverage=hearing.coverage)
        await self._cut(flow, decision, Requested("ANSWER", exchange.target, exchange.protocol))

    def websocket_end(self, flow: http.HTTPFlow) -> None:
        """Record how an exchange that was let through came out, and how far its answers were read."""
        exchanged: Exchanged = flow.metadata[STATE]
        if exchanged.decision is not None:
            hearing: Hearing | None = flow.metadata.get(HEARING)
            outcome = Outcome.REWRITTEN if hearing is not None and hearing.redacted else Outcome.FORWARDED
            self.recorder.ended(exchanged, Outcome.CUT if CLOSE in flow.metadata else outcome, 101, answering=hearing)

    @fail_closed(_fault)
    async def websocket_too_large(self, flow: http.HTTPFlow) -> None:
        """Refuse a message that cannot be read whole."""
        world = self.runtime.world
        exchange = replace(self._handshake(flow), body=None, opaque=TOO_LARGE)
        decision = judge(exchange, world.policy, world.kit)
        if not decision.refused:
            decision = replace(decision, action=Action.BLOCK, reasons=(_LARGE,), default=False)
        await self._cut(flow, decision, _of(exchange), code=CloseReason.MESSAGE_TOO_BIG)

    @fail_closed(_fault)
    async def websocket_unread(self, flow: http.HTTPFlow) -> None:
        """See whether what goes on unread still may."""
        await self._allowed_still(flow)

    def _handshake(self, flow: http.HTTPFlow) -> Exchange:
        """The request that opened the WebSocket, as if it were made now, with what has been granted since."""
        exchange: Exchange = flow.metadata[_EXCHANGE]
        now = time.time()
        return replace(exchange, time=now, principal=self.runtime.principal(exchange.principal.client, now))

    async def _allowed_still(self, flow: http.HTTPFlow) -> bool:
        """Judge the handshake again, once for each change of the rules."""
        exchanged: Exchanged = flow.metadata[STATE]
        world = self.runtime.world
        if world is exchanged.world:
            return True
        exchange = self._handshake(flow)
        decision = judge(exchange, world.policy, world.kit)
        if decision.refused:
            await self._cut(flow, decision, _of(exchange))
            return False
        verdict = judge_connection(exchange.destination, exchange.principal, exchange.time, world.policy, world.kit)
        exchanged.world = world
        if flow.metadata[MOST] is None:
            unread = verdict.verdict is not Verdict.TUNNEL
        else:
            facts = asked_of_answers(exchange, world)
            hearing: Hearing | None = flow.metadata.get(HEARING)
            unread = facts is not None and (hearing is None or not hearing.does(facts, world))
            unread = unread or (world.policy.redacts and RETURNING not in flow.metadata)
            exchanged.answer_facts = facts or exchanged.answer_facts
        if not unread:
            return True
        # What a compressed message refers back to has passed unread, and so cannot be read from here on.
        incident = new_incident()
        refuse(flow, _UNREADABLE, CloseReason.SERVICE_RESTART, incident)
        self.recorder.refused(replace(exchanged, incident=incident, started=exchange.time), _UNREADABLE, _of(exchange))
        return False

    async def _cut(
        self,
        flow: http.HTTPFlow,
        decision: Decision,
        requested: Requested,
        *,
        size: int = 0,
        code: int = CloseReason.POLICY_VIOLATION,
    ) -> None:
        """Close the connection, and record that under an incident of its own."""
        of_message = _of_message(flow, size)
        coach = coach_address(decision, of_message.incident)
        refuse(flow, decision.reasons[0].text, code, of_message.incident, coach)
        await self.recorder.decided(of_message, decision, Outcome.CUT, requested)


def _counts_perhaps(read: Reading) -> bool:
    """Whether the bytes of a binary message may have lengths written before them, as those of protobuf have."""
    return not isinstance(read.message, Message) or read.message.format == "text"


def _of_message(flow: http.HTTPFlow, size: int) -> Exchanged:
    """A message as an exchange of its own, under an incident of its own."""
    exchanged: Exchanged = flow.metadata[STATE]
    return replace(exchanged, incident=new_incident(), started=time.time(), request_bytes=size)


def _of(exchange: Exchange) -> Requested:
    return Requested("MESSAGE", exchange.target, "websocket")
