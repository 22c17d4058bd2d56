"""The desk writes the answers: a page for a person, the vendor's own error for a program, the portal's pages."""

from __future__ import annotations

import time
from typing import Protocol

from mitmproxy import http

from quarterdeck import wire
from quarterdeck.model.decision import Decision
from quarterdeck.model.exchange import Exchange
from quarterdeck.proxy import notices, pages
from quarterdeck.proxy.enforce import Answer, refusal_headers
from quarterdeck.proxy.forbidden import NEVER, NO_DNS
from quarterdeck.proxy.pages import PageContext
from quarterdeck.proxy.runtime import Exchanged, Runtime
from quarterdeck.proxy.visit import Visit
from quarterdeck.wire.refusal import Refusal

# The notice of each reason to refuse a request unasked; the others are of names that disagree.
_UNASKED = {NEVER: "forbidden-destination", NO_DNS: "no-dns"}


class Portal(Protocol):
    """Answers for http://quarterdeck.proxy/: at once, or for a form when its reason is on record."""

    def __call__(self, visit: Visit) -> Answer: ...

    async def take(self, visit: Visit) -> Answer: ...


class Desk:
    """Where the answers come from that no origin gives."""

    def __init__(self, runtime: Runtime, portal: Portal) -> None:
        self.runtime = runtime
        self._portal = portal

    def portal(self, flow: http.HTTPFlow, exchanged: Exchanged) -> Answer:
        """A page of the portal."""
        return self._portal(_visit(flow, exchanged))

    async def form(self, flow: http.HTTPFlow, exchanged: Exchanged) -> Answer:
        """The answer to a form of the portal that has come whole."""
        return await self._portal.take(_visit(flow, exchanged))

    def refusal(self, flow: http.HTTPFlow, exchange: Exchange, exchanged: Exchanged, decision: Decision) -> Answer:
        """The answer to a request that policy refused."""
        context = self._context(flow, exchanged, decision)
        kind = audience(flow)
        if kind == "page":
            headers = refusal_headers(exchanged.incident, pages.HTML) + pages.PAGE_HEADERS
            return Answer(403, headers, pages.block_page(decision, context))
        if kind == "text":
            return Answer(403, refusal_headers(exchanged.incident, pages.TEXT), pages.block_text(decision, context))
        if "sec-fetch-mode" in flow.request.headers:
            # The web app of a chat: whoever typed reads it there, which no error of the vendor's would let them.
            shown = wire.said(decision.format, exchange, in_a_chat(decision, context), exchanged.incident)
            if shown is not None:
                return _answer(shown, exchanged.incident)
        made = wire.refusal(
            decision.format,
            decision.service,
            sentence(decision, context),
            exchanged.incident,
            decision.stream,
            exchange.headers,
            path=exchange.path,
            body=exchange.body,
        )
        return _answer(made, exchanged.incident)

    def sentence(self, flow: http.HTTPFlow, exchanged: Exchanged, decision: Decision) -> str:
        """What a program's error message says."""
        return sentence(decision, self._context(flow, exchanged, decision))

    def frames(
        self, flow: http.HTTPFlow, exchange: Exchange, exchanged: Exchanged, decision: Decision
    ) -> tuple[bytes, ...] | None:
        """The messages that say in a web chat on a WebSocket why one of the client's does not go on, if there are."""
        words = in_a_chat(decision, self._context(flow, exchanged, decision))
        return wire.said_in_frames(decision.format, exchange.body or b"", words, exchanged.incident, exchange.time)

    def disagreement(self, flow: http.HTTPFlow, exchanged: Exchanged, why: str) -> Answer:
        """The answer to a request that is refused before policy is asked."""
        kind = _UNASKED.get(why, "disagreement")
        return self._notice(flow, kind, self._context(flow, exchanged), why)

    def unrecorded(self, flow: http.HTTPFlow, exchanged: Exchanged) -> Answer:
        """The answer when a decision could not be written down."""
        return self._notice(flow, "audit-unavailable", self._context(flow, exchanged))

    def fault(self, flow: http.HTTPFlow, incident: str) -> Answer:
        """The answer when Quarterdeck itself failed."""
        context = PageContext(
            incident, flow.request.host, time=time.time(), organisation=self.runtime.config.organisation
        )
        return self._notice(flow, "fault", context)

    def upstream_failure(self, flow: http.HTTPFlow, exchanged: Exchanged, why: str) -> Answer:
        """The answer when the origin could not be reached, or not be trusted."""
        kind, told = notices.upstream_cause(why)
        return self._notice(flow, kind, self._context(flow, exchanged), told)

    def _notice(self, flow: http.HTTPFlow, kind: str, context: PageContext, detail: str = "") -> Answer:
        status = notices.NOTICES[kind].status
        proxy_status = notices.proxy_status(kind)
        if audience(flow) == "page":
            headers = refusal_headers(context.incident, pages.HTML, proxy_status) + pages.PAGE_HEADERS
            return Answer(status, headers, pages.notice_page(kind, context, detail))
        headers = refusal_headers(context.incident, pages.TEXT, proxy_status)
        return Answer(status, headers, pages.notice_text(kind, context, detail))

    def _context(self, flow: http.HTTPFlow, exchanged: Exchanged, decision: Decision | None = None) -> PageContext:
        destination = exchanged.destination
        return PageContext(
            incident=exchanged.incident,
            host=destination.host,
            url=f"{destination.scheme}://{destination.authority}{flow.request.path}",
            time=exchanged.started,
            owner=self._owner(exchanged, decision),
            organisation=self.runtime.config.organisation,
            services=exchanged.world.kit.catalog.services,
        )

    def _owner(self, exchanged: Exchanged, decision: Decision | None) -> str:
        policy = decision.reasons[0].policy if decision else ""
        return next((file.policy.owner for file in exchanged.world.files if file.policy.policy == policy), "")


def _answer(made: Refusal, incident: str) -> Answer:
    return Answer(made.status, refusal_headers(incident, made.content_type) + made.headers, made.body)


def _visit(flow: http.HTTPFlow, exchanged: Exchanged) -> Visit:
    request = flow.request
    headers = {name.lower(): value for name, value in request.headers.items()}
    headers["host"] = request.host_header or ""
    # `enforce.answer` makes the answer to HEAD out of the one to GET.
    method = "GET" if request.method == "HEAD" else request.method
    return Visit(method, request.path, exchanged.principal, headers, request.raw_content or b"")


def sentence(decision: Decision, context: PageContext) -> str:
    """What a program's error message says: the reason, the rule, what to use instead, the incident."""
    said = pages.tell(decision, context)
    why = said.reasons[0]
    instead = f" Use instead: {', '.join(option.name for option in said.options)}." if said.options else ""
    unread = f" {said.lead}" if decision.irredactable is not None or pages.stopped_unread(decision) else ""
    go_on = f" To go on, say why at {said.coach}." if said.coach else ""
    told = f"{said.heading}: {why.text} (rule {why.rules[0]}).{unread}{instead}{go_on}"
    return f"{told} Quarterdeck incident {said.incident}"


def in_a_chat(decision: Decision, context: PageContext) -> str:
    """The same as a message that somebody reads where they typed, in paragraphs."""
    said = pages.tell(decision, context)
    rules = [f"{why.text} (rule {', '.join(why.rules)})" for why in said.reasons]
    options = [f"{option.name} ({option.url})" if option.url else option.name for option in said.options]
    instead = [f"You can use instead: {', '.join(options)}."] if options else []
    if said.coach:
        way = f"If you need it for your work, say why at {said.coach}. Then reload the page and send it again."
    else:
        way = f"If you need it for your work, ask {said.owner or 'the people who run this network'} for an exception."
    end = f"This comes from Quarterdeck, not from {said.name}. Incident {said.incident}."
    return "\n\n".join([f"{said.heading}.", said.lead, *rules, *instead, way, end])


def audience(flow: http.HTTPFlow) -> str:
    """Who reads the answer: "page" for a browser, "text", or "api" for a program that expects its vendor's errors."""
    headers = flow.request.headers
    content_type = headers.get("content-type", "").lower()
    accept = headers.get("accept", "").lower()
    if headers.get("sec-fetch-mode") == "navigate" or "text/html" in accept:
        return "page"
    if "upgrade" in headers:
        return "text"
    if accept.startswith("text/plain"):
        return "text"
    programs = ("authorization", "x-api-key", "api-key", "x-goog-api-key", "x-stainless-lang", "sec-fetch-mode")
    if any(name in headers for name in programs) or "json" in accept or "json" in content_type:
        return "api"
    return "page" if flow.request.method in ("GET", "HEAD") and accept in ("", "*/*") else "api"
