"""The portal: how to set a device up, what the policy says, what an incident was. It answers, and changes nothing.

A pure function of a PortalState: GET and HEAD only, no script, no form, nothing loaded from elsewhere. The one page
that takes something in, and so has a form, is in `coaching`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from cryptography.hazmat.primitives.serialization import Encoding

from quarterdeck.config.schema import Audit
from quarterdeck.proxy import render
from quarterdeck.proxy.authority import Authority, fingerprint, pem
from quarterdeck.proxy.crl import empty_crl
from quarterdeck.proxy.pac import CONTENT_TYPE, pac_file
from quarterdeck.proxy.pages import HTML, PORTAL, TEXT
from quarterdeck.proxy.platforms import PLATFORMS
from quarterdeck.proxy.story import recorded, tell_incident

_INCIDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,63}\Z")
_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = (
    ("Content-Security-Policy", _CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)


@dataclass(frozen=True, slots=True)
class PortalAuthority:
    """What devices are to trust. `slot` is "current" or "next"; `own` is False for the organization's CA."""

    slot: str
    subject: str
    sha256: str
    not_after: dt.datetime
    pem: bytes
    der: bytes
    own: bool = True
    crl: Callable[[], bytes | None] = lambda: None


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule in one plain sentence. `action` is the word of the rule; `source` is file:line."""

    policy: str
    rule: str
    action: str
    sentence: str
    source: str = ""
    mode: str = "enforce"


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A policy file in plain words."""

    id: str
    description: str = ""
    owner: str = ""
    references: tuple[str, ...] = ()
    mode: str = "enforce"
    rules: tuple[RuleText, ...] = ()


@dataclass(frozen=True, slots=True)
class PortalState:
    """All that the portal tells.

    `proxy` is "host:port" as devices reach it. `governed` are the hosts for the PAC file, or None for all.
    `incident` finds a record (a mapping of a Record's names) by id. `portal` ends in a slash. `warnings` are
    sentences for those who run this. `recorded` says in sentences what the log keeps.
    """

    proxy: str
    authorities: tuple[PortalAuthority, ...] = ()
    policies: tuple[PolicyText, ...] = ()
    policy_version: str = ""
    governed: tuple[str, ...] | None = None
    fallback: str = "none"
    incident: Callable[[str], Mapping[str, Any] | None] = lambda _: None
    organisation: str = ""
    console: str | None = None
    portal: str = PORTAL
    warnings: tuple[str, ...] = ()
    recorded: tuple[str, ...] = field(default_factory=lambda: recorded(Audit()))


@dataclass(frozen=True, slots=True)
class PortalResponse:
    """A whole response."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)


def portal_authority(authority: Authority, slot: str = "current") -> PortalAuthority:
    """What the portal says of an authority: of the certificate that devices are to trust, the root if we hold it."""
    anchor = authority.anchor
    return PortalAuthority(
        slot=slot,
        subject=anchor.subject.rfc4514_string(),
        sha256=fingerprint(anchor),
        not_after=anchor.not_valid_after_utc,
        pem=pem(anchor),
        der=anchor.public_bytes(Encoding.DER),
        own=authority.own,
        crl=lambda: empty_crl(authority),
    )


def respond(method: str, path: str, state: PortalState, *, accept: str | None = None) -> PortalResponse:
    """The answer to a request for a path (its query does not matter).

    `accept` chooses the form of `/`, `/ca`, `/policy` and `/incident/ID`: HTML for browsers, JSON for who asks for
    it, plain text for the rest. Without it, HTML.
    """
    if method not in ("GET", "HEAD"):
        body = b"The portal only shows things: use GET or HEAD.\n"
        return PortalResponse(405, (("Allow", "GET, HEAD"), *_headers(TEXT, "no-store")), body)
    response = _route(path.partition("?")[0].partition("#")[0], state, form_of(accept))
    return response if method == "GET" else PortalResponse(response.status, _length(response), b"")


def _length(response: PortalResponse) -> tuple[tuple[str, str], ...]:
    """HEAD tells the length that GET would have (RFC 9110 section 9.3.2)."""
    return (*response.headers, ("Content-Length", str(len(response.body))))


def _route(path: str, state: PortalState, form: str) -> PortalResponse:
    if len(path) > 1:
        path = path.rstrip("/")
    if path in ("", "/"):
        return show("portal_home", form, state, _status(state))
    if path == "/ca":
        return show("portal_ca", form, state, _authorities(state), platforms=_platforms(state))
    if path == "/policy":
        return show("portal_policy", form, state, _policy(state))
    if path in ("/proxy.pac", "/wpad.dat"):
        host = state.portal.split("/")[2]
        body = pac_file(state.proxy, state.governed, fallback=state.fallback, portal=host.partition(":")[0])
        return PortalResponse(200, _headers(CONTENT_TYPE, "max-age=300"), body)
    if path.startswith("/incident/"):
        return _incident(path.removeprefix("/incident/"), state, form)
    return _file(path, state) or missing(state, form, "There is nothing at this address.")


def _file(path: str, state: PortalState) -> PortalResponse | None:
    """The certificates: `ca.pem` all in one, `ca.crt` and `ca.der` the current one, `ca-SLOT.*` each of its own."""
    if path == "/ca.pem" and state.authorities:
        return _download("quarterdeck-ca.pem", b"".join(authority.pem for authority in state.authorities))
    for authority in state.authorities:
        names = [f"/ca-{authority.slot}"] + (["/ca"] if authority.slot == "current" else [])
        stem, _, ending = path.rpartition(".")
        if stem not in names:
            continue
        if ending in ("crt", "der"):
            return _download(f"quarterdeck-{authority.slot}.{ending}", authority.der)
        if ending == "pem":
            return _download(f"quarterdeck-{authority.slot}.pem", authority.pem)
        if ending == "crl" and (crl := authority.crl()) is not None:
            return PortalResponse(200, _headers("application/pkix-crl", "max-age=3600"), crl)
    return None


def _download(name: str, body: bytes) -> PortalResponse:
    # With this type iOS, Android and Firefox offer to install what others save as a file.
    headers = _headers("application/x-x509-ca-cert", "no-cache")
    return PortalResponse(200, (*headers, ("Content-Disposition", f'attachment; filename="{name}"')), body)


def _incident(id_: str, state: PortalState, form: str) -> PortalResponse:
    record = state.incident(id_) if _INCIDENT.match(id_) else None
    if record is None:
        why = "There is no incident of this number here. Check the number; very old ones are no longer kept."
        return missing(state, form, why)
    return show("portal_incident", form, state, tell_incident(id_, record))


def missing(state: PortalState, form: str, why: str, *, status: int = 404) -> PortalResponse:
    """The page that says, in a sentence, why there is nothing to show."""
    return show("portal_missing", form, state, {"message": why}, status=status)


def show(
    template: str, form: str, state: PortalState, data: dict[str, Any], status: int = 200, **more: Any
) -> PortalResponse:
    """A page in one of its forms ("html", "text", "json"): JSON is `data`, the templates may have `more`."""
    if form == "json":
        return PortalResponse(status, _headers("application/json", "no-store"), orjson.dumps(data))
    kind, ending = (TEXT, "txt") if form == "text" else (HTML, "html")
    body = render.fill(f"{template}.{ending}", state=state, data=data, organisation=state.organisation, **more)
    return PortalResponse(status, _headers(kind, "no-store"), body)


def _headers(content_type: str, cache: str) -> tuple[tuple[str, str], ...]:
    return (("Content-Type", content_type), ("Cache-Control", cache), ("Vary", "Accept"), *_HEADERS)


def form_of(accept: str | None) -> str:
    """The form of a page that an Accept header asks for."""
    if not accept or "text/html" in accept.lower() or "application/xhtml" in accept.lower():
        return "html"
    return "json" if "json" in accept.lower() else "text"


def _authorities(state: PortalState) -> dict[str, Any]:
    return {
        "authorities": [
            {
                "slot": authority.slot,
                "subject": authority.subject,
                "sha256": authority.sha256,
                "not_after": authority.not_after,
                "own": authority.own,
            }
            for authority in state.authorities
        ]
    }


def _status(state: PortalState) -> dict[str, Any]:
    return {
        "proxy": state.proxy,
        "pac": f"{state.portal}proxy.pac",
        "policy_version": state.policy_version,
        "policies": [policy.id for policy in state.policies],
        "warnings": list(state.warnings),
        **_authorities(state),
    }


def _policy(state: PortalState) -> dict[str, Any]:
    return {
        "policy_version": state.policy_version,
        "policies": list(state.policies),
        "recorded": list(state.recorded),
    }


def _platforms(state: PortalState) -> list[dict[str, Any]]:
    slots = [authority.slot for authority in state.authorities] or ["current"]
    return [
        {
            "id": platform.id,
            "name": platform.name,
            "steps": [{"text": step.text, "commands": step.told(state.proxy, slots)} for step in platform.steps],
        }
        for platform in PLATFORMS
    ]
