"""What a person sees in place of what was refused: what, why, what instead, and whom to ask.

Calm words, no blame, nothing loaded from elsewhere, no script. Each page has a plain-text twin for terminals.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from quarterdeck.model.decision import Action, Decision, Reason
from quarterdeck.model.reasons import UNREAD
from quarterdeck.model.service import Service, members
from quarterdeck.proxy import irredactable, render
from quarterdeck.proxy.notices import NOTICES
from quarterdeck.proxy.render import line, mail_address, mailto, moment, web_link, when

PORTAL = "http://quarterdeck.proxy/"
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
# The pages are inert: no script, no form, no request. Framing is allowed, so that a refused frame still says why.
PAGE_HEADERS = (
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)
_PLACEHOLDER = re.compile(r"\{(service|rule|incident)\}")
_FAMILIES = {
    "secrets": "a credential",
    "pii": "personal data",
    "marking": "a protective marking",
    "source-code": "source code",
    "dictionary": "a listed term",
    "exact-data": "data from a protected record",
    "document": "text from a protected document",
}
_ARTIFACTS = {
    "weights": "Model weights",
    "package": "Package",
    "container": "Container image",
    "extension": "Extension",
    "mobile-app": "Mobile app",
    "desktop-app": "Desktop app",
}


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page knows beside the decision.

    `url` is shown without its query; `time` is seconds since the epoch; `owner` is the e-mail address or the name
    of whoever answers for the rule; `portal` ends in a slash; `services` is the catalogue by id, for suggestions.
    """

    incident: str
    host: str
    url: str = ""
    time: float = 0.0
    owner: str = ""
    organisation: str = ""
    portal: str = PORTAL
    services: Mapping[str, Service] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """Something to use instead; `url` is empty when the catalogue knows no web address."""

    name: str
    url: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """A reason in its own words, and the rules that give it."""

    rules: tuple[str, ...]
    text: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """All that the page of a refusal says, before it is put into HTML or text.

    `name` is the service or the host; `coach` is where one may say why and go on, "" when that is not possible.
    """

    incident: str
    host: str
    name: str
    heading: str
    lead: str
    reasons: tuple[Why, ...]
    options: tuple[Option, ...]
    facts: tuple[tuple[str, str], ...]
    owner: str
    mailto: str | None
    coach: str


def block_page(decision: Decision, context: PageContext) -> bytes:
    """The HTML page of a refusal."""
    return render.fill(
        "block.html",
        said=tell(decision, context),
        signal="kilo" if decision.action is Action.COACH else "lima",
        reviewed=bool(decision.excerpts),
        organisation=context.organisation,
        portal=context.portal,
    )


def block_text(decision: Decision, context: PageContext) -> bytes:
    """The same as plain text."""
    return render.fill("block.txt", said=tell(decision, context), portal=context.portal)


def notice_page(kind: str, context: PageContext, detail: str = "") -> bytes:
    """The HTML page for a fault that no rule decided (see `notices`); `detail` is shown as it stands."""
    notice = NOTICES[kind]
    return render.fill(
        "notice.html",
        notice=notice,
        signal=notice.signal,
        facts=_circumstances(context, detail),
        incident=context.incident,
        host=context.host,
        organisation=context.organisation,
        portal=context.portal,
    )


def notice_text(kind: str, context: PageContext, detail: str = "") -> bytes:
    """The same as plain text."""
    return render.fill(
        "notice.txt",
        notice=NOTICES[kind],
        facts=(("Incident", line(context.incident)), *_circumstances(context, detail)),
        portal=context.portal,
    )


def tell(decision: Decision, context: PageContext) -> Said:
    """What there is to say about a refusal, strictest rule first."""
    speaking = _speaking(decision)
    name = decision.service.name if decision.service else context.host
    return Said(
        incident=line(context.incident),
        host=line(context.host),
        name=line(name),
        heading=line(_heading(decision, name)),
        lead=line(_lead(decision, context)),
        reasons=_reasons(speaking[:5], decision, context),
        options=_options(speaking, context.services),
        facts=_facts(decision, context),
        owner=line(context.owner),
        mailto=_mailto(decision, context, name),
        coach=coach_address(decision, line(context.incident), context.portal),
    )


def coach_address(decision: Decision, incident: str, portal: str = PORTAL) -> str:
    """Where one may say why and go on, "" when that is not possible."""
    return f"{portal}coach/{incident}" if decision.action is Action.COACH else ""


def _speaking(decision: Decision) -> tuple[Reason, ...]:
    return tuple(reason for reason in decision.reasons if reason.action is decision.action) or decision.reasons


def _reasons(speaking: Iterable[Reason], decision: Decision, context: PageContext) -> tuple[Why, ...]:
    """Rules that say the same are heard once."""
    rules: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for reason in speaking:
        said = (_words(reason, decision, context), tuple(map(line, reason.references)))
        rules.setdefault(said, []).append(line(reason.id))
    return tuple(Why(tuple(ids), text, references) for (text, references), ids in rules.items())


def _heading(decision: Decision, name: str) -> str:
    if decision.action is Action.COACH:
        return f"Please say why before you use {name}"
    if decision.artifact is not None:
        return f"The download of {decision.artifact.name} was stopped"
    if decision.findings or decision.models or decision.opaque:
        return f"Your request to {name} was stopped"
    return f"{name} is blocked here"


def _lead(decision: Decision, context: PageContext) -> str:
    owner = context.organisation or "your organization"
    if decision.irredactable is not None:
        return f"{irredactable.told(decision.irredactable)} Nothing was sent."
    if stopped_unread(decision):
        cause, known = _cause(decision), UNREAD.get(decision.opaque or "")
        unread = f": {cause}. The" if cause else ", and the"
        remedy = f" {known.remedy}" if known and known.remedy else ""
        return (
            f"Part of the request could not be read{unread} policy of {owner} does not let it pass unread. "
            f"It was not sent on.{remedy}"
        )
    if decision.action is Action.COACH:
        return f"The policy of {owner} asks you for a reason first. Your request was not sent on."
    return f"The policy of {owner} does not allow this. Your request was not sent on."


def stopped_unread(decision: Decision) -> bool:
    """Whether it was stopped for what could not be read, and nothing that was read is forbidden."""
    speaking = _speaking(decision)
    return bool(speaking) and all(reason.unknown for reason in speaking)


def _cause(decision: Decision) -> str:
    known = UNREAD.get(decision.opaque or "")
    return f"{known.means} ({decision.opaque})" if known else decision.opaque or ""


def _words(reason: Reason, decision: Decision, context: PageContext) -> str:
    values = {
        "service": decision.service.name if decision.service else context.host,
        "rule": reason.id,
        "incident": context.incident,
    }
    return line(_PLACEHOLDER.sub(lambda found: values[found[1]], reason.message or reason.text))


def _options(reasons: tuple[Reason, ...], services: Mapping[str, Service]) -> tuple[Option, ...]:
    named = dict.fromkeys(name for reason in reasons for name in reason.suggest)
    options = [option for name in named for option in _suggestion(name, services)]
    return tuple(dict.fromkeys(options))


def _suggestion(name: str, services: Mapping[str, Service]) -> list[Option]:
    link = web_link(name)
    if link:
        return [Option(line(link.split("/")[2]), link, "")]
    found = members(services, name)
    # Of a family people want the part with a page, not its API or its telemetry.
    options = [option for option in map(_option, found) if option.url]
    return options or [Option(line(service.name)) for service in found[:1]] or [Option(line(name))]


def _option(service: Service) -> Option:
    for host in service.hosts:
        link = web_link(f"https://{host.host}/")
        if link and host.role == "web" and host.match != "regex" and not host.shared and not host.uncertain:
            return Option(line(service.name), link, line(host.host))
    return Option(line(service.name))


def _facts(decision: Decision, context: PageContext) -> tuple[tuple[str, str], ...]:
    facts = list(_circumstances(context))
    if decision.service:
        name, vendor = decision.service.name, decision.service.vendor
        facts.append(("Service", name if vendor in ("", name) else f"{name} ({vendor})"))
    if decision.models:
        facts.append(("Model", ", ".join(decision.models[:5])))
    if decision.artifact:
        kind = _ARTIFACTS.get(decision.artifact.kind, "Download")
        facts.append((kind, f"{decision.artifact.name} ({decision.artifact.registry})"))
    if decision.findings:
        facts.append(("Found in it", _found(decision)))
    if decision.opaque is not None:
        facts.append(("Not read", _cause(decision)))
    return tuple((label, line(value)) for label, value in facts)


def _found(decision: Decision) -> str:
    counts = Counter(finding.detector for finding in decision.findings)
    found = []
    for detector, count in sorted(counts.items()):
        what = _FAMILIES.get(detector.partition(".")[0], "protected content")
        found.append(f"{what} ({detector}{f', {count} times' if count > 1 else ''})")
    return ", ".join(found)


def _circumstances(context: PageContext, detail: str = "") -> tuple[tuple[str, str], ...]:
    address = render.without_query(context.url) if context.url else context.host
    facts = [("Time", when(moment(context.time)))]
    if address:
        facts.append(("Address", line(address)))
    if detail:
        facts.append(("Cause", line(detail)))
    return tuple(facts)


def _mailto(decision: Decision, context: PageContext, name: str) -> str | None:
    address = mail_address(context.owner)
    if address is None:
        return None
    rules = ", ".join(reason.id for reason in decision.reasons[:3])
    facts = "\n".join(f"{label}: {value}" for label, value in _facts(decision, context))
    return mailto(
        address,
        f"Request for an exception: {name} ({context.incident})",
        f"I need this for my work because:\n\n\n\nIncident: {context.incident}\nRule: {rules}\n{facts}\n",
    )
