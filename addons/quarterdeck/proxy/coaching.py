"""Where somebody who was coached says why, and may then go on: their reason is on record before anything is granted."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from quarterdeck.model.content import Part
from quarterdeck.model.decision import Action
from quarterdeck.model.grant import Grant
from quarterdeck.model.record import Outcome, Record
from quarterdeck.proxy import coach_form
from quarterdeck.proxy.coach_form import Given
from quarterdeck.proxy.coached import Asked, asked_of, incident_of, lasts
from quarterdeck.proxy.portal import PortalResponse, PortalState, form_of, missing, show
from quarterdeck.proxy.render import lasting, moment, when
from quarterdeck.proxy.runtime import Runtime
from quarterdeck.proxy.visit import Visit

logger = logging.getLogger("quarterdeck.coaching")

# The one page with a form. A browser leaves out where a form came from (Origin) when its page sends no referrer.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}
_NOTHING = (
    "There is no request of yours by this number that waits for a reason. It may be older than a day, or the rules "
    "have changed since: try again what you wanted to do."
)
_ELSEWHERE = "This form was sent by another site, so nothing was done. Open the link of the page that stopped you."
_UNRECORDED = "Your reason could not be recorded, so nothing was granted. Try again in a minute."


class Coach:
    """Answers for `/coach/INCIDENT`. `find` gives the record of an incident."""

    def __init__(self, runtime: Runtime, find: Callable[[str], Mapping[str, Any] | None]) -> None:
        self.runtime = runtime
        self._find = find

    def show(self, visit: Visit, state: PortalState) -> PortalResponse:
        """The form, or how long the visitor may go on."""
        asked, now = self._asked(visit), time.time()
        if asked is None:
            return missing(state, form_of(visit.accept), _NOTHING)
        until = self._until(visit, asked, now)
        return _form(visit, state, asked) if until is None else _granted(visit, state, asked, until)

    async def take(self, visit: Visit, state: PortalState) -> PortalResponse:
        """Take in a form that has been filled in, and grant what it asks for."""
        asked, now = self._asked(visit), time.time()
        if visit.from_elsewhere:
            return missing(state, form_of(visit.accept), _ELSEWHERE, status=403)
        if asked is None:
            return missing(state, form_of(visit.accept), _NOTHING)
        given = self._checked(coach_form.read_form(visit.headers.get("content-type", ""), visit.body, asked.ask))
        if given.problem:
            return _form(visit, state, asked, given, status=422)
        try:
            until = await self._grant(visit, asked, given, now)
        except OSError as error:
            logger.error("a grant cannot be recorded: %s", error)
            return _form(visit, state, asked, replace(given, problem=_UNRECORDED), status=503)
        if form_of(visit.accept) != "html":
            return _granted(visit, state, asked, until)
        # Loading the page again does not send the form again.
        shown = _granted(visit, state, asked, until)
        return PortalResponse(303, (*shown.headers, ("Location", f"/coach/{asked.incident}")), shown.body)

    def _asked(self, visit: Visit) -> Asked | None:
        """What is asked of the visitor; None also when somebody else was stopped."""
        incident = incident_of(visit.path)
        record = self._find(incident) if incident else None
        who = visit.principal
        if record is None or not self.runtime.log.line.theirs(record, who.user, who.client):
            return None
        return asked_of(record, self.runtime.world, time.time(), self.runtime.config.organisation)

    def _until(self, visit: Visit, asked: Asked, now: float) -> float | None:
        """Until when the visitor may go on, None when they may not."""
        grants = self.runtime.grants
        if grants is None:
            return None
        held = grants.ends(visit.principal, now)
        ends = [held.get(rule.name) for rule in asked.rules]
        return None if None in ends else min(end for end in ends if end is not None)

    def _checked(self, given: Given) -> Given:
        """A reason is kept in the log, where no secret may stand."""
        if given.problem:
            return given
        parts = tuple(Part(f"/{name}", text, "user") for name, text in given.texts.items())
        found = sorted({one.detector for one in self.runtime.world.kit.detectors.look(parts, models=False).findings})
        if not found:
            return given
        return replace(given, problem=f"What you wrote holds what should not be recorded ({', '.join(found)}).")

    async def _grant(self, visit: Visit, asked: Asked, given: Given, now: float) -> float:
        """Record the reason, then let all workers know. Raises OSError."""
        grants = self.runtime.grants
        if grants is None:
            raise OSError("this worker has no store of grants")
        who = grants.digest(visit.principal)
        made = [Grant(who, rule.name, asked.incident, now, now + lasts(rule)) for rule in asked.rules]
        until = min(grant.until for grant in made)
        reason, ticket = coach_form.recorded(given)
        record = Record(
            event="grant",
            incident=asked.incident,
            time=now,
            outcome=Outcome.GRANTED,
            action=str(Action.COACH),
            reason=reason,
            ticket=ticket,
            until=until,
            rules=tuple(rule.name for rule in asked.rules),
            policy_version=self.runtime.world.policy.version,
            client=visit.principal.client,
            user=visit.principal.user,
            service=asked.service or None,
            host=asked.host,
        )
        await self.runtime.log.commit(record)
        await asyncio.to_thread(grants.add, made)
        self.runtime.counts[Outcome.GRANTED.value] += 1
        return until


def _form(
    visit: Visit, state: PortalState, asked: Asked, given: Given | None = None, *, status: int = 200
) -> PortalResponse:
    said = asked.said
    data = {
        "incident": asked.incident,
        "heading": said.heading,
        "rules": [name for why in said.reasons for name in why.rules],
        "reasons": [why.text for why in said.reasons],
        "instead": [option.name for option in said.options],
        "ask": asked.ask,
        "lasts": lasting(asked.lasts),
        "problem": given.problem if given else "",
        "post": f"{state.portal}coach/{asked.incident}",
    }
    typed = {name: given.texts.get(name, "") if given else "" for name in ("reason", "ticket")}
    return _as_form(
        show(
            "portal_coach",
            form_of(visit.accept),
            state,
            data,
            status=status,
            said=said,
            typed=typed,
            longest=coach_form.LONGEST,
        )
    )


def _granted(visit: Visit, state: PortalState, asked: Asked, until: float) -> PortalResponse:
    data = {
        "incident": asked.incident,
        "rules": [rule.name for rule in asked.rules],
        "name": asked.said.name,
        "until": when(moment(until)),
        "back": asked.back,
    }
    return _as_form(show("portal_granted", form_of(visit.accept), state, data))


def _as_form(made: PortalResponse) -> PortalResponse:
    headers = {**dict(made.headers), **_HEADERS}
    return replace(made, headers=tuple(headers.items()))
