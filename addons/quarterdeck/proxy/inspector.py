"""The requests of an inspected connection: each is judged whole, recorded, and only then sent on."""

from __future__ import annotations

import logging
import time

from mitmproxy import http

from quarterdeck.engine import answer_facts, decide_on, judge, judge_connection
from quarterdeck.errors import BadHost
from quarterdeck.model.decision import Decision, Obligation, Verdict
from quarterdeck.model.destination import Destination, canonical_host
from quarterdeck.model.principal import Principal
from quarterdeck.model.reasons import TOO_LARGE
from quarterdeck.model.record import Outcome
from quarterdeck.proxy import coach_form, enforce
from quarterdeck.proxy.aside import aside
from quarterdeck.proxy.coached import incident_of
from quarterdeck.proxy.desk import Desk
from quarterdeck.proxy.faults import refuse_fault
from quarterdeck.proxy.gate import Gate
from quarterdeck.proxy.guard import fail_closed
from quarterdeck.proxy.holder import Holder, length_of
from quarterdeck.proxy.holding import OVERSIZE
from quarterdeck.proxy.memory import Share
from quarterdeck.proxy.overheard import Overheard
from quarterdeck.proxy.recorder import Recorder, Requested, decision_record, requested
from quarterdeck.proxy.redactor import Redactor, send
from quarterdeck.proxy.runtime import PORTAL, STATE, Exchanged, Runtime
from quarterdeck.proxy.stream import LIMIT, SHARE
from quarterdeck.proxy.translate import client_address, exchange_of, new_incident
from quarterdeck.proxy.uploads import weight
from quarterdeck.services.agreement import agreed_host, host_of

logger = logging.getLogger("quarterdeck.inspector")

# What a client says to its proxy (RFC 9110 section 11.7.2), which is no business of an origin.
_FOR_PROXIES = frozenset({b"proxy-authorization", b"proxy-connection"})


class Inspector:
    """The addon for requests."""

    def __init__(
        self, runtime: Runtime, recorder: Recorder, desk: Desk, gate: Gate, holder: Holder, redactor: Redactor
    ) -> None:
        self.runtime = runtime
        self.recorder = recorder
        self.desk = desk
        self.gate = gate
        self.holder = holder
        self.redactor = redactor
        self._overheard = Overheard()

    def abort(self, flow: http.HTTPFlow) -> None:
        """Cut the connection: the last resort of the guard."""
        self.gate.abort(flow)

    def _fault(self, flow: http.HTTPFlow) -> None:
        refuse_fault(flow, self.desk, self.recorder)

    # -- the head -----------------------------------------------------------------------------------------

    @fail_closed(_fault)
    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Settle what the head alone decides, and how much of the body will be kept."""
        link = self.runtime.links[flow.client_conn.id]
        exchanged = Exchanged(
            incident=new_incident(),
            world=self.runtime.world,
            link=link,
            started=flow.request.timestamp_start,
            destination=link.destination or link.target or Destination("invalid", 0),
            principal=Principal(client_address(flow.client_conn.peername)),
        )
        flow.metadata[STATE] = exchanged
        self.runtime.flows.add(flow.id)
        why = self._name(flow, exchanged)
        if why is not None:
            self._refuse(flow, exchanged, why)
        elif self._for_portal(flow, exchanged.destination):
            exchanged.refused = True
            self._show(flow, exchanged)
        elif link.refusal is not None:
            self._refuse(flow, exchanged, link.refusal)
        else:
            self._head(flow, exchanged)

    def _name(self, flow: http.HTTPFlow, exchanged: Exchanged) -> str | None:
        """Set the destination that the request names; the reason to refuse when its names disagree."""
        request, link = flow.request, exchanged.link
        if not self._inside(flow):
            named = request.headers.get("host") if self.runtime.config.mode == "transparent" else None
            try:
                host = canonical_host(host_of(named) if named else request.host)
            except BadHost:
                # Its text repeats what the client sent.
                return "the request does not name a valid host"
            if named:
                # As with TLS, what is dialled is what was judged.
                request.data.host = host
            exchanged.destination = Destination(host, request.port, request.scheme)
        elif link.destination is None and link.target is not None:
            # Plain HTTP inside a CONNECT.
            exchanged.destination = Destination(link.target.host, link.target.port, "http")
        names = [request.headers[name] for name in ("host",) if name in request.headers]
        if request.authority:
            names.append(request.authority)
        if any(not agreed_host(exchanged.destination.host, name) for name in names):
            return "the connection and the Host of the request disagree"
        return None

    def _inside(self, flow: http.HTTPFlow) -> bool:
        """Whether the request came inside a tunnel, and so inherits its destination."""
        return flow.client_conn.tls or self.runtime.links[flow.client_conn.id].target is not None

    def _for_portal(self, flow: http.HTTPFlow, destination: Destination) -> bool:
        if destination.host == PORTAL:
            return True
        sockname = flow.client_conn.sockname
        ours = sockname is not None and (destination.host, destination.port) == (sockname[0], sockname[1])
        return ours and (flow.request.method in ("GET", "HEAD") or is_form(flow))

    def _show(self, flow: http.HTTPFlow, exchanged: Exchanged) -> None:
        """Answer for the portal; a form comes whole first."""
        if is_form(flow):
            flow.metadata[LIMIT] = coach_form.MOST
        else:
            exchanged.decided = True
            enforce.answer(flow, self.desk.portal(flow, exchanged))

    def _head(self, flow: http.HTTPFlow, exchanged: Exchanged) -> None:
        runtime, destination, world = self.runtime, exchanged.destination, exchanged.world
        why = runtime.never_reached(destination)
        if why is not None:
            self._refuse(flow, exchanged, why)
            return
        if exchanged.link.inspection is not None:
            inspection = exchanged.link.inspection
        else:
            inspection = judge_connection(destination, exchanged.principal, exchanged.started, world.policy, world.kit)
        exchanged.governed = inspection.verdict is Verdict.INSPECT
        self._strip(flow)
        if not exchanged.governed and runtime.config.inspect != "all":
            exchanged.decided = True
            runtime.counts["ungoverned"] += 1
            flow.request.stream = True
            if runtime.config.audit.scope == "all":
                self._note(flow, exchanged)
            return
        limit = runtime.config.limits.memory_body
        flow.metadata[LIMIT] = limit
        flow.metadata[SHARE] = Share(self.holder.memory)
        length = flow.request.headers.get("content-length", "")
        if length.isdigit() and int(length) > limit:
            flow.metadata[OVERSIZE] = TOO_LARGE

    def _note(self, flow: http.HTTPFlow, exchanged: Exchanged) -> None:
        """Record a request that no rule is about, by its head; how it ends is then recorded too."""
        world = exchanged.world
        exchange = exchange_of(flow, exchanged.incident, exchanged.principal, exchanged.destination, opaque=None)
        exchanged.decision = judge(exchange, world.policy, world.kit)
        named = Requested(exchange.method, exchange.target, exchange.protocol)
        self.runtime.log.note(decision_record(exchanged, exchanged.decision, Outcome.FORWARDED, named))

    def _strip(self, flow: http.HTTPFlow) -> None:
        """Take out what is said to a proxy, and the offer to leave HTTP/1.1 for a protocol that could not be read."""
        headers = flow.request.headers
        kept = tuple(field for field in headers.fields if field[0].lower() not in _FOR_PROXIES)
        if len(kept) < len(headers.fields):
            headers.fields = kept
        if headers.get("upgrade", "").lower() == "h2c":
            for name in ("upgrade", "connection", "http2-settings"):
                headers.pop(name, None)

    # -- the whole ----------------------------------------------------------------------------------------

    @fail_closed(_fault)
    async def request(self, flow: http.HTTPFlow) -> None:
        """Judge a request that has arrived whole, or has outgrown what is kept of it."""
        exchanged: Exchanged = flow.metadata[STATE]
        if exchanged.decided:
            return
        if exchanged.refused:
            await self._take(flow, exchanged)
            return
        # What has been granted counts when a request is judged, which may be long after its head came.
        exchanged.principal = self.runtime.principal(exchanged.principal.client, time.time())
        if OVERSIZE in flow.metadata and self.holder.hold(flow, exchanged):
            return
        await self._judge(flow, exchanged, opaque=flow.metadata.get(OVERSIZE))

    async def _take(self, flow: http.HTTPFlow, exchanged: Exchanged) -> None:
        """Answer a form of the portal."""
        exchanged.decided = True
        if OVERSIZE in flow.metadata:
            enforce.answer(flow, enforce.too_large())
        else:
            enforce.answer(flow, await self.desk.form(flow, exchanged))

    async def _judge(self, flow: http.HTTPFlow, exchanged: Exchanged, *, opaque: str | None) -> None:
        exchanged.decided = True
        exchanged.request_bytes = length_of(flow)
        exchange = exchange_of(flow, exchanged.incident, exchanged.principal, exchanged.destination, opaque=opaque)
        # A body may take its time; what is not sent on yet is judged by the rules of now.
        world = exchanged.world = self.runtime.world
        began = time.perf_counter()
        whole = await self.holder.read(flow, exchange, world)
        read = whole.reading
        before = self._overheard.of(read, exchange.time) if world.policy.reads_content else None
        reaching = () if before is None else before.reaching(read, world.kit.detectors)
        decision = whole.told(
            await aside(
                weight(read, whole.extracted, world.kit.detectors),
                decide_on,
                read,
                world.policy,
                world.kit,
                whole.extracted,
                (*whole.found, *reaching),
                whole.seen,
            )
        )
        decision, rewritten = await self.redactor.settle(read, decision, world, whole.extracted)
        if before is not None and not decision.refused:
            before.add(read)
        exchanged.judge_ms = (time.perf_counter() - began) * 1000
        unasked = not exchanged.governed and self.runtime.config.audit.scope != "all"
        if unasked and decision.default and not decision.shadow:
            self.runtime.counts["ungoverned"] += 1
            return
        outcome = Outcome.REFUSED if decision.refused else Outcome.REWRITTEN if rewritten else Outcome.FORWARDED
        try:
            named = Requested(exchange.method, exchange.target, exchange.protocol)
            await self.recorder.decided(exchanged, decision, outcome, named)
        except OSError as error:
            logger.error("the deck log cannot be written: %s", error)
            if self.runtime.config.on_fault.audit == "block":
                exchanged.refused = True
                enforce.answer(flow, self.desk.unrecorded(flow, exchanged))
                return
        # From here on an outcome is owed.
        exchanged.decision = decision
        if decision.refused:
            exchanged.refused = True
            enforce.answer(flow, self.desk.refusal(flow, exchange, exchanged, decision))
            return
        self._oblige(flow, decision)
        if rewritten is not None:
            exchanged.redacted, exchanged.originals = rewritten.count, rewritten.originals
            send(flow, rewritten)
        else:
            exchanged.originals = await self.redactor.recalled(read, world)
        if world.policy.reads_answers:
            exchanged.answer_facts = answer_facts(read, world.kit)
            exchanged.kept_body = exchange.body if decision.format == "mcp" else None

    def _oblige(self, flow: http.HTTPFlow, decision: Decision) -> None:
        for obligation in decision.obligations:
            if obligation.kind == "set-header":
                set_header(flow, obligation)

    def _refuse(self, flow: http.HTTPFlow, exchanged: Exchanged, why: str) -> None:
        exchanged.decided = exchanged.refused = True
        self.recorder.refused(exchanged, why, requested(flow))
        enforce.answer(flow, self.desk.disagreement(flow, exchanged, why))


def is_form(flow: http.HTTPFlow) -> bool:
    """Whether a request to the portal is a form that it takes."""
    return flow.request.method == "POST" and incident_of(flow.request.path) is not None


def set_header(flow: http.HTTPFlow, obligation: Obligation) -> None:
    """Set a header, in place of every copy that the client sent."""
    flow.request.headers.pop(obligation.name, None)
    flow.request.headers[obligation.name] = obligation.value
