"""A request as somebody states it (a case, the options of `explain`), judged as the proxy would judge it on the wire.

What the proxy refuses before any rule is asked (a host that cannot be compared, names that disagree) is refused here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from urllib.parse import quote

from quarterdeck.config.files import extracted
from quarterdeck.engine import Kit, decide_on, judge_connection, reading
from quarterdeck.engine.redaction import CannotRedact, redacting
from quarterdeck.errors import BadHost, QuarterdeckError, UsageError
from quarterdeck.model.decision import Action, Decision, Inspection, Reason, Verdict
from quarterdeck.model.destination import Destination, canonical_host, host_from_text, is_address
from quarterdeck.model.exchange import Exchange, Headers
from quarterdeck.model.principal import Principal
from quarterdeck.policy.compile import PolicySet
from quarterdeck.redact.names import names_of
from quarterdeck.services.agreement import agreed_host, agreed_name, same_service
from quarterdeck.services.match import Catalog
from quarterdeck.services.paths import normalize

_SCHEMES = {"http": "http", "https": "https", "ws": "http", "wss": "https"}
_URL = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/\\?#]*)([^#]*)", re.DOTALL)
_AUTHORITY = re.compile(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?\Z")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+\Z")
_NOT_IN_A_TARGET = re.compile(r"[^\x21-\x7e]+")


class Refused(QuarterdeckError):
    """The proxy refuses the request whatever the rules say; `rule` names why in one word."""

    def __init__(self, rule: str, text: str) -> None:
        super().__init__(text)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Stated:
    """A request in a person's words. `time` is in seconds since the epoch.

    `url` is https when it names no scheme; `method` is GET when None, or POST when there is a body. A user that is
    named has the `groups` given and no others; a user that is not is unknown, and so are then the groups, unless
    there are some. `sni` and `connect_host` are the URL's host when None, and not sent when "".
    """

    url: str
    time: float
    method: str | None = None
    headers: Headers = ()
    body: bytes | None = None
    user: str | None = None
    groups: tuple[str, ...] | None = None
    client: str = "127.0.0.1"
    sni: str | None = None
    connect_host: str | None = None


def exchange_of(stated: Stated, catalog: Catalog) -> Exchange:
    """The exchange that the proxy would make of the request.

    Raises UsageError when it is no HTTP request at all, Refused when the proxy would not take it.
    """
    match = _URL.match(stated.url.strip())
    scheme = (match[1] or "https").lower() if match else ""
    authority = _AUTHORITY.match(match[2].rpartition("@")[2]) if match else None
    if not match or not authority or not authority[1] or (not match[1] and "@" in match[2]):
        raise UsageError(f"{stated.url!r} is not a URL; write one as https://chat.example.com/path")
    if scheme not in _SCHEMES:
        raise UsageError(f"{stated.url!r} is not an http, https, ws or wss URL")
    port = int(authority[2]) if authority[2] else 443 if _SCHEMES[scheme] == "https" else 80
    if not 1 <= port <= 65535:
        raise UsageError(f"{port} is not a port (1 to 65535)")
    headers = tuple((_header_name(name).lower(), _header_value(value)) for name, value in stated.headers)
    target = _NOT_IN_A_TARGET.sub(lambda found: quote(found[0], safe="", errors="replace"), match[3])
    if not target.startswith("/"):
        target = "/" + target.removeprefix("\\")
    path, query = normalize(target)
    host = _agreed(authority[1], _SCHEMES[scheme], headers, stated, catalog)
    upgrade = next((value for name, value in headers if name == "upgrade"), "")
    websocket = scheme in ("ws", "wss") or upgrade.lower() == "websocket"
    return Exchange(
        id="",
        time=stated.time,
        principal=_principal(stated),
        destination=Destination(host, port, _SCHEMES[scheme]),
        method=_method(stated),
        target=target,
        path=path,
        query=query,
        headers=headers,
        body=stated.body or None,
        protocol="websocket" if websocket else "http/1.1",
    )


# The pseudonyms of a request that is only explained are of no worth to anybody.
_NO_KEY = b"explained"


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a stated request. `exchange` is None when the proxy would not have made one of it.

    `body_after` is what would be sent instead of its body, where something was taken out of it.
    """

    decision: Decision
    inspection: Inspection
    exchange: Exchange | None = None
    body_after: bytes | None = field(default=None, repr=False)


def judged(
    stated: Stated,
    policy: PolicySet,
    kit: Kit,
    *,
    forbidden: Callable[[Destination], str | None] = lambda _: None,
    body_limit: int | None = None,
) -> Judged:
    """The decision on a request, as if it were intercepted, and the verdict on its connection.

    `forbidden` says why a destination is never reached, None when it may be; a body of more than `body_limit` bytes is
    not read.
    Raises UsageError when it is no HTTP request.
    """
    try:
        exchange = exchange_of(stated, kit.catalog)
    except Refused as refused:
        return _refused(refused.rule, str(refused), policy)
    why = forbidden(exchange.destination)
    if why is not None:
        return _refused("never-reached", why, policy)
    if body_limit is not None and len(exchange.body or b"") > body_limit:
        exchange = replace(exchange, body=None, opaque="too-large")
    inspection = judge_connection(exchange.destination, exchange.principal, exchange.time, policy, kit)
    read = reading(exchange, policy, kit)
    decision = decide_on(read, policy, kit, extracted(read, policy))
    if not decision.redactions:
        return Judged(decision, inspection, exchange)
    try:
        wanted = redacting(read, decision)
        placeholders = names_of(wanted.named, wanted.avoid)
        body = wanted.rewritten(placeholders, _NO_KEY)
    except CannotRedact as error:
        return Judged(replace(decision, irredactable=error.reason), inspection, exchange)
    return Judged(replace(decision, rewritten=True), inspection, exchange, body)


def _refused(rule: str, text: str, policy: PolicySet) -> Judged:
    reason = Reason(rule, "quarterdeck", Action.BLOCK, text, "quarterdeck")
    return Judged(Decision(Action.BLOCK, (reason,), policy.version), Inspection(Verdict.REFUSE, text, reason))


def _agreed(text: str, scheme: str, headers: Headers, stated: Stated, catalog: Catalog) -> str:
    """The one host that URL, CONNECT, SNI and Host stand for. Raises Refused."""
    try:
        host = host_from_text(text)
        target = canonical_host(_without_port(stated.connect_host)) if stated.connect_host else host
    except BadHost as error:
        raise Refused("bad-host", str(error)) from None
    if scheme == "https":
        sni = stated.sni if stated.sni is not None else None if is_address(host) else host
        name = agreed_name(target, sni or None, target != sni and same_service(catalog, target, sni))
        if name is None:
            raise Refused("names-disagree", "the CONNECT target and the TLS server name disagree")
        target = name
    if host != target or not all(agreed_host(target, value) for name, value in headers if name == "host"):
        raise Refused("names-disagree", "the connection and the Host of the request disagree")
    return target


def _without_port(authority: str) -> str:
    match = _AUTHORITY.match(authority)
    return match[1] if match else authority


def _principal(stated: Stated) -> Principal:
    try:
        client = ip_address(stated.client.strip())
    except ValueError:
        raise UsageError(f"{stated.client!r} is not an IP address of a client") from None
    known = stated.user is not None or bool(stated.groups)
    groups = frozenset(stated.groups or ()) if known else None
    return Principal(str(client), stated.user, groups, source="stated" if known else "address")


def _method(stated: Stated) -> str:
    method = stated.method or ("POST" if stated.body else "GET")
    if not _TOKEN.match(method):
        raise UsageError(f"{method!r} is not an HTTP method")
    return method.upper()


def _header_name(name: str) -> str:
    if not _TOKEN.match(name):
        raise UsageError(f"{name!r} is not a header name; write a header as 'Name: value'")
    return name


def _header_value(value: str) -> str:
    if any(letter in value for letter in "\r\n\0"):
        raise UsageError("a header's value is one line")
    return value.strip(" \t")
