"""The addon for answers: they stream through at once, but where a rule depends on what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mitmproxy import http

from quarterdeck import wire
from quarterdeck.engine import judge_answer_head
from quarterdeck.engine.holding import held_back
from quarterdeck.model.decision import Decision
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.record import Outcome
from quarterdeck.policy.evaluate import inspects_answer
from quarterdeck.proxy import enforce
from quarterdeck.proxy.answer_stream import ANSWERING, MOST_OF_ANSWER, PASSING, STOPPED, Coming, as_decoded
from quarterdeck.proxy.answering import Answering
from quarterdeck.proxy.aside import in_thread
from quarterdeck.proxy.desk import Desk
from quarterdeck.proxy.faults import refuse_fault
from quarterdeck.proxy.gate import Gate
from quarterdeck.proxy.guard import fail_closed
from quarterdeck.proxy.notices import upstream_cause
from quarterdeck.proxy.recorder import Recorder, requested
from quarterdeck.proxy.redacting import CODE, RedactingBody
from quarterdeck.proxy.restoring import Pass, Restoring
from quarterdeck.proxy.runtime import STATE, Exchanged, Runtime
from quarterdeck.proxy.translate import exchange_of
from quarterdeck.wire import coding

_GONE = "the client went away before all of its request had come"
_BODYLESS = frozenset((101, 204, 304))
# Answers that come piece by piece; the others are kept whole until they have been judged.
_STREAMS = ("event-stream", "ndjson", "jsonl", "json-seq", "eventstream", "connect+", "grpc", "stream+json")


class Answers:
    """Judges answers, and records how an exchange came out."""

    def __init__(self, runtime: Runtime, recorder: Recorder, desk: Desk, gate: Gate, key: bytes) -> None:
        """`key` (1 to 64 bytes, one for all workers) makes pseudonyms."""
        self._key = key
        self.runtime = runtime
        self.recorder = recorder
        self.desk = desk
        self.gate = gate

    def abort(self, flow: http.HTTPFlow | Coming) -> None:
        """Cut the connection: the last resort of the guard. What has come of an answer has been failed by then."""
        if not isinstance(flow, Coming):
            self.gate.abort(flow)

    def _fault(self, flow: http.HTTPFlow) -> None:
        refuse_fault(flow, self.desk, self.recorder)

    def _fault_at_head(self, flow: http.HTTPFlow) -> None:
        # Else the body that the origin sends would take the place of ours.
        flow.metadata[STOPPED] = True
        self._fault(flow)

    @fail_closed(_fault_at_head)
    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Settle whether the answer is read, and keep the client from moving to HTTP/3 past us."""
        exchanged: Exchanged | None = flow.metadata.get(STATE)
        if exchanged is None or exchanged.refused or flow.response is None:
            return
        flow.response.headers.pop("alt-svc", None)
        if exchanged.redacted:
            flow.response.headers["Quarterdeck-Redacted"] = str(exchanged.redacted)
            flow.response.headers["Quarterdeck-Incident"] = exchanged.incident
        if self._stopped(flow, exchanged):
            return
        if not _gives_back(flow.request, flow.response):
            exchanged.originals = {}
        bodyless = flow.request.method == "HEAD" or flow.response.status_code in _BODYLESS
        if not self._wanted(exchanged):
            flow.response.stream = exchanged.count
            if exchanged.originals and not bodyless:
                self._restore(flow, exchanged, exchanged.count)
            return
        if bodyless:
            # In HTTP/2 an origin can send one all the same.
            flow.response.stream = _nothing
            return
        answering = self._answering(flow, exchanged)
        flow.metadata[ANSWERING] = answering
        if _comes_in_pieces(flow, exchanged):
            as_decoded(flow, answering.decodes)
            flow.response.stream = answering.pass_on
            if exchanged.originals:
                self._restore(flow, exchanged, answering.pass_on)
        else:
            flow.metadata[MOST_OF_ANSWER] = self.runtime.config.limits.memory_body
            if exchanged.originals:
                codings = () if answering.decodes else _codings(flow.response)
                restoring = _restoring(flow.response, exchanged, answering.pass_on, codings)
                flow.metadata[PASSING] = restoring.pass_on

    def _restore(self, flow: http.HTTPFlow, exchanged: Exchanged, before: Pass) -> None:
        """Give an answer that streams its originals back; `before` says what of it may pass."""
        if flow.response is None:
            return
        restoring = _restoring(flow.response, exchanged, before, _codings(flow.response))
        as_decoded(flow, restoring.decodes)
        flow.response.stream = restoring.pass_on

    def _stopped(self, flow: http.HTTPFlow, exchanged: Exchanged) -> bool:
        """Refuse an answer whose head says enough."""
        facts, policy, response = exchanged.answer_facts, exchanged.world.policy, flow.response
        if facts is None or response is None or not policy.answer_heads:
            return False
        facts = exchanged.answer_facts = replace(facts, size=_length(flow))
        decision = judge_answer_head(facts, policy)
        if not decision.refused:
            return False
        self.recorder.ended(exchanged, Outcome.CUT, response.status_code, stopped=decision)
        exchanged.refused = True
        flow.metadata[STOPPED] = True
        enforce.answer(flow, self.desk.refusal(flow, self._exchange(flow, exchanged), exchanged, decision))
        return True

    def _wanted(self, exchanged: Exchanged) -> bool:
        facts = exchanged.answer_facts
        return facts is not None and inspects_answer(exchanged.world.policy, facts)

    def _answering(self, flow: http.HTTPFlow, exchanged: Exchanged) -> Answering:
        decision = exchanged.decision
        named = decision.format if decision else None
        kind = flow.response.headers.get("content-type", "") if flow.response else ""
        codings = coding.named(flow.response.headers.get_all("content-encoding") if flow.response else ())

        def cut(refused: Decision) -> bytes:
            said = self.desk.sentence(flow, exchanged, refused)
            return wire.error_in_stream(named, said, exchanged.incident, kind)

        facts, world = exchanged.answer_facts, exchanged.world
        window = held_back(facts, world.policy, world.kit) if facts is not None else None
        redacting = None
        if window is not None:
            redacting = RedactingBody(named, kind, taken=exchanged.originals, key=self._key, window=window)
        reader = wire.answer(named, kind, codings)
        return Answering(exchanged, reader, cut, coded=bool(codings), redacting=redacting)

    def _unheard(self, coming: Coming) -> None:
        coming.answering.failed = True

    @fail_closed(_unheard)
    async def answer(self, coming: Coming) -> None:
        """Judge so much of an answer that it takes a while."""
        work = coming.answering.hear if coming.whole else coming.answering.prepare
        await in_thread(work, coming.data)

    @fail_closed(_fault)
    def response(self, flow: http.HTTPFlow) -> None:
        """Judge an answer that was kept whole, and record how an exchange that was let through came out."""
        self.runtime.flows.discard(flow.id)
        exchanged: Exchanged | None = flow.metadata.get(STATE)
        if exchanged is None or exchanged.decision is None or exchanged.refused or not flow.response:
            return
        if flow.websocket is not None:
            # It has only begun.
            return
        answering: Answering | None = flow.metadata.get(ANSWERING)
        status = flow.response.status_code
        if answering is not None and not flow.response.stream:
            self._whole(flow, exchanged, answering)
        outcome = Outcome.FORWARDED
        if answering is not None and (answering.ended or answering.redacted):
            outcome = Outcome.CUT if answering.ended else Outcome.REWRITTEN
        self.recorder.ended(exchanged, outcome, status, answering=answering)

    def _whole(self, flow: http.HTTPFlow, exchanged: Exchanged, answering: Answering) -> None:
        answering.hear((flow.response.raw_content if flow.response else None) or b"")
        if answering.failed:
            enforce.answer(flow, self.desk.fault(flow, exchanged.incident))
        elif answering.refused is not None:
            exchange = self._exchange(flow, exchanged)
            enforce.answer(flow, self.desk.refusal(flow, exchange, exchanged, answering.refused))
        elif flow.response is not None and (answering.made is not None or exchanged.originals):
            self._remade(flow.response, exchanged, answering)

    def _remade(self, response: http.Response, exchanged: Exchanged, answering: Answering) -> None:
        """Send the answer without what was taken out of it, and with what its request was without."""
        content, decodes = response.raw_content or b"", False
        codings: tuple[str, ...] = _codings(response)
        if answering.made is not None:
            content, decodes, codings = answering.made, answering.decodes, ()
            response.headers["Quarterdeck-Redacted"] = str(exchanged.redacted + answering.redacted)
            response.headers["Quarterdeck-Incident"] = exchanged.incident
        if exchanged.originals:
            restoring = _restoring(response, exchanged, lambda chunk: [chunk], codings)
            content = b"".join((*restoring.pass_on(content), *restoring.pass_on(b"")))
            decodes = decodes or restoring.decodes
        response.raw_content = content
        if decodes:
            response.headers.pop("content-encoding", None)
        if "content-length" in response.headers:
            response.headers["content-length"] = str(len(content))

    def _exchange(self, flow: http.HTTPFlow, exchanged: Exchanged) -> Exchange:
        """The request, for the grammar of its refusal; its body is gone by now, but for what names the call."""
        exchange = exchange_of(flow, exchanged.incident, exchanged.principal, exchanged.destination, opaque=None)
        return replace(exchange, body=exchanged.kept_body)

    @fail_closed(_fault)
    def error(self, flow: http.HTTPFlow) -> None:
        """Record an exchange that broke off, and answer in the origin's place while the client still waits."""
        self.runtime.flows.discard(flow.id)
        exchanged: Exchanged | None = flow.metadata.get(STATE)
        if exchanged is None or exchanged.refused:
            return
        error = flow.server_conn.error or (flow.error.msg if flow.error else "")
        _, why = upstream_cause(error)
        answering: Answering | None = flow.metadata.get(ANSWERING)
        if exchanged.decision is not None:
            status = flow.response.status_code if flow.response else None
            self.recorder.ended(exchanged, Outcome.FAILED, status, why, answering=answering)
        elif exchanged.governed or not exchanged.decided:
            self.recorder.refused(exchanged, _GONE, requested(flow))
        exchanged.refused = True
        if flow.response is None:
            enforce.answer(flow, self.desk.upstream_failure(flow, exchanged, error))


def _codings(response: http.Response) -> tuple[str, ...]:
    return tuple(coding.named(response.headers.get_all("content-encoding")))


def _restoring(response: http.Response, exchanged: Exchanged, before: Pass, codings: Sequence[str]) -> Restoring:
    named = exchanged.decision.format if exchanged.decision else None
    return Restoring(exchanged.originals, named, response.headers.get("content-type", ""), codings, before)


def _gives_back(request: http.Request, response: http.Response) -> bool:
    """Whether placeholders in an answer stand for values. In what a page is made of, words like them are its own.

    A part of a file (RFC 9110 section 15.3.7) must have the length that it says.
    """
    kind = response.headers.get("content-type", "").lower()
    return request.method != "GET" or not (response.status_code == 206 or any(word in kind for word in CODE))


def _nothing(_chunk: bytes) -> list[bytes]:
    return []


def _length(flow: http.HTTPFlow) -> int | None:
    """How long the body is, or that of what a hub's answer leads to; 0 when there is none, None when nobody says."""
    headers = flow.response.headers if flow.response else http.Headers()
    said = [headers[name] for name in ("content-length", "x-linked-size") if name in headers]
    known = [int(value) for value in said if value.isdecimal()]
    if known:
        return max(known)
    bodyless = flow.request.method == "HEAD" or (flow.response is not None and flow.response.status_code in _BODYLESS)
    return 0 if bodyless else None


def _comes_in_pieces(flow: http.HTTPFlow, exchanged: Exchanged) -> bool:
    kind = flow.response.headers.get("content-type", "").lower() if flow.response else ""
    asked = exchanged.decision is not None and exchanged.decision.stream
    return asked or any(name in kind for name in _STREAMS)
