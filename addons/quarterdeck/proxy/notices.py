"""The faults that no rule decides, as a visible table: status, RFC 9209 error, and what a person reads.

Every one of them means that the request was not sent on, or that its answer did not come.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quarterdeck.proxy.forbidden import NEVER

_ASK = "If it stays, tell the people who run this network and quote the incident number."
_SITE = "Tell whoever runs that site; it affects everyone who visits it."
_NOT_YOU = "Do not look for a way around this: the connection cannot be trusted."


@dataclass(frozen=True, slots=True)
class Notice:
    """A page's content. `status` is the HTTP status; `error` the proxy error type of RFC 9209 section 2.3."""

    status: int
    error: str
    signal: str
    heading: str
    what: str
    steps: tuple[str, ...]


NOTICES = {
    "bad-request": Notice(
        400,
        "http_request_error",
        "lima",
        "This request could not be understood",
        "The request breaks the rules of HTTP in a way that programs read differently, so it was not sent on.",
        ("Reload the page, or update the program that made the request.", _ASK),
    ),
    "disagreement": Notice(
        421,
        "http_request_error",
        "lima",
        "The request names two different places",
        "The connection was opened for one host and the request asks for another. The policy for the two may differ, "
        "so the request was not sent on.",
        ("Reload the page, or restart the program that made the request.", _ASK),
    ),
    "not-admitted": Notice(
        403,
        "http_request_denied",
        "lima",
        "This device may not use this proxy",
        "The address of your device is not among those that this proxy serves.",
        ("Connect to the network, or the VPN, of your organization and try again.", _ASK),
    ),
    "forbidden-destination": Notice(
        403,
        "destination_ip_prohibited",
        "lima",
        "This address is not reached through the proxy",
        "The request is for an address inside the network or on the proxy itself, which the proxy never connects to.",
        ("Connect to it directly, without the proxy.", _ASK),
    ),
    "no-dns": Notice(
        403,
        "http_request_denied",
        "lima",
        "DNS is not let through the proxy",
        "The request is for a port of DNS. The proxy looks names up itself, so nobody needs to do that through it.",
        ("Use the name servers of your network.", _ASK),
    ),
    "too-large": Notice(
        413,
        "http_request_error",
        "lima",
        "This request is too large to be checked",
        "The policy has to read the whole request before it may go on, and it is larger than the proxy can hold.",
        ("Send less at once, for example a smaller file.", _ASK),
    ),
    "audit-unavailable": Notice(
        503,
        "proxy_internal_error",
        "delta",
        "The proxy cannot keep its log right now",
        "Requests like this one are sent on only when they can be recorded, and at present they cannot. "
        "You did nothing wrong.",
        ("Try again in a few minutes.", _ASK),
    ),
    "policy-unavailable": Notice(
        503,
        "proxy_configuration_error",
        "delta",
        "The proxy has no policy to decide by",
        "Its rules could not be loaded, so nothing that they might forbid is sent on. You did nothing wrong.",
        ("Try again in a few minutes.", _ASK),
    ),
    "fault": Notice(
        502,
        "proxy_internal_error",
        "delta",
        "The proxy failed to handle this request",
        "Something went wrong inside the proxy, so the request was not sent on. You did nothing wrong.",
        ("Try again in a few minutes.", _ASK),
    ),
    "busy": Notice(
        503,
        "proxy_internal_error",
        "delta",
        "The proxy is too busy right now",
        "It has more to do than it can at present, so this request was not sent on.",
        ("Try again in a minute.", _ASK),
    ),
    "tls-expired": Notice(
        502,
        "tls_certificate_error",
        "uniform",
        "The site's certificate has expired",
        "A certificate proves that a site is what it says it is. This one is out of date, so the proxy "
        "did not connect.",
        (_SITE, _NOT_YOU),
    ),
    "tls-not-yet-valid": Notice(
        502,
        "tls_certificate_error",
        "uniform",
        "The site's certificate is not valid yet",
        "A certificate proves that a site is what it says it is. This one begins in the future, so the proxy did not "
        "connect. Either the site or the proxy's clock is wrong.",
        (_ASK, _NOT_YOU),
    ),
    "tls-wrong-host": Notice(
        502,
        "tls_certificate_error",
        "uniform",
        "The site's certificate is for another site",
        "The server answered with a certificate that does not name the address you asked for. It may be misconfigured, "
        "or somebody may be posing as it, so the proxy did not connect.",
        ("Check the address for a typing mistake.", _SITE, _NOT_YOU),
    ),
    "tls-untrusted": Notice(
        502,
        "tls_certificate_error",
        "uniform",
        "The site's certificate is not trusted",
        "Nobody that the proxy trusts vouches for this certificate, so the proxy did not connect.",
        (
            "If it is a site of your own organization, ask the people who run this network to trust its issuer.",
            _NOT_YOU,
        ),
    ),
    "tls-revoked": Notice(
        502,
        "tls_certificate_error",
        "uniform",
        "The site's certificate was withdrawn",
        "Its issuer has revoked the certificate, often because its key was stolen, so the proxy did not connect.",
        (_SITE, _NOT_YOU),
    ),
    "tls-weak": Notice(
        502,
        "tls_protocol_error",
        "uniform",
        "The site's encryption is too weak",
        "The site offers only encryption that can be broken, so the proxy did not connect.",
        (_SITE, _NOT_YOU),
    ),
    "tls-client-certificate": Notice(
        502,
        "tls_protocol_error",
        "delta",
        "The site asks for a certificate of your own",
        "It wants to know you by a certificate on your device, which does not work through this proxy.",
        ("Ask the people who run this network to let this site pass without inspection; quote the incident number.",),
    ),
    "tls-failed": Notice(
        502,
        "tls_protocol_error",
        "delta",
        "No secure connection to the site",
        "The proxy and the site could not agree on a secure connection.",
        ("Try again in a few minutes.", _ASK),
    ),
    "dns": Notice(
        502,
        "dns_error",
        "delta",
        "The site was not found",
        "Its name leads to no address.",
        ("Check the address for a typing mistake.", "Try again in a few minutes.", _ASK),
    ),
    "refused": Notice(
        502,
        "connection_refused",
        "delta",
        "The site does not accept connections",
        "The server is there, and turned the connection down.",
        ("Try again in a few minutes.", _ASK),
    ),
    "timeout": Notice(
        504,
        "connection_timeout",
        "delta",
        "The site does not answer",
        "The proxy waited for the server, and nothing came.",
        ("Try again in a few minutes.", _ASK),
    ),
    "unreachable": Notice(
        502,
        "destination_unavailable",
        "delta",
        "The site cannot be reached",
        "There is no way from the proxy to the server at present.",
        ("Try again in a few minutes.", _ASK),
    ),
    "broken-off": Notice(
        502,
        "connection_terminated",
        "delta",
        "The site broke off the connection",
        "The server closed the connection before its answer was complete.",
        ("Try again in a few minutes.", _ASK),
    ),
    "bad-answer": Notice(
        502,
        "http_protocol_error",
        "delta",
        "The site's answer could not be understood",
        "The answer of the server breaks the rules of HTTP, so it was not passed on.",
        ("Try again in a few minutes.", _ASK),
    ),
}

# Sentences of ours and of mitmproxy's, whole: they are told as they stand.
_OURS = {
    "Client disconnected.": "broken-off",
    "Connection killed.": "broken-off",
    "server closed connection": "broken-off",
    NEVER: "unreachable",
    "the destination could not be checked": "unreachable",
    "the origin demands a client certificate": "tls-client-certificate",
    "the origin refused the TLS handshake": "tls-failed",
    "TLS could not be set up towards the origin": "tls-failed",
    "the frames break the HTTP/2 protocol": "bad-answer",
    "a trailer names a field that may not come so late": "bad-answer",
    "a chunk size is not plain hexadecimal": "bad-answer",
    "a chunk does not end in CR LF": "bad-answer",
    "a line of a chunked body is too long": "bad-answer",
    "a trailer is malformed, or names a field that may not come so late": "bad-answer",
    "the connection ended within a chunked body": "broken-off",
    "the head of the answer is too large": "bad-answer",
    "the head of the answer breaks the rules of HTTP": "bad-answer",
    "the client sent too much before it had its answer": "broken-off",
}

# What mitmproxy says before it repeats what was sent: nothing after it may be looked at.
_QUOTING = (
    ("unexpected server response", "bad-answer"),
    ("cannot parse http response", "bad-answer"),
    ("refusing to prevent request smuggling", "bad-answer"),
    ("without sending complete message body", "broken-off"),
    ("protocol error", "bad-answer"),
    ("http/2 connection closed", "broken-off"),
)

# What OpenSSL and the operating system say, in small letters; the first that is contained wins.
_CAUSES = (
    ("certificate has expired", "tls-expired"),
    ("crl has expired", "tls-untrusted"),
    ("certificate is not yet valid", "tls-not-yet-valid"),
    ("certificate revoked", "tls-revoked"),
    ("hostname mismatch", "tls-wrong-host"),
    ("ip address mismatch", "tls-wrong-host"),
    ("ca md too weak", "tls-weak"),
    ("key too small", "tls-weak"),
    ("key too weak", "tls-weak"),
    ("dh key too small", "tls-weak"),
    ("self-signed certificate", "tls-untrusted"),
    ("unable to get local issuer certificate", "tls-untrusted"),
    ("unsuitable certificate purpose", "tls-untrusted"),
    ("certificate verify failed", "tls-untrusted"),
    ("certificate required", "tls-client-certificate"),
    ("client certificate", "tls-client-certificate"),
    ("protocol version", "tls-weak"),
    ("tls version", "tls-weak"),
    ("unsupported protocol", "tls-weak"),
    ("does not speak tls", "tls-failed"),
    ("openssl", "tls-failed"),
    ("ssl", "tls-failed"),
    ("tls", "tls-failed"),
    ("name or service not known", "dns"),
    ("no address associated", "dns"),
    ("nodename nor servname", "dns"),
    ("name resolution", "dns"),
    ("getaddrinfo", "dns"),
    ("refused", "refused"),
    ("errno 111", "refused"),
    ("errno 110", "timeout"),
    ("errno 113", "unreachable"),
    ("errno 101", "unreachable"),
    ("timed out", "timeout"),
    ("timeout", "timeout"),
    ("unreachable", "unreachable"),
    ("no route to host", "unreachable"),
    ("stream reset", "broken-off"),
    ("reset", "broken-off"),
    ("closed", "broken-off"),
    ("disconnected", "broken-off"),
    ("broken pipe", "broken-off"),
    ("invalid", "bad-answer"),
)
_PREFIX = "HTTP/1 protocol error: "

# RFC 8446 section 6.2, and what older versions add to it, in OpenSSL's spelling.
_ALERT = re.compile(
    r"alert (unexpected message|bad record mac|record overflow|handshake failure|bad certificate|"
    r"unsupported certificate|certificate revoked|certificate expired|certificate unknown|illegal parameter|unknown ca|"
    r"access denied|decode error|decrypt error|protocol version|insufficient security|internal error|"
    r"inappropriate fallback|user cancell?ed|missing extension|unsupported extension|unrecognized name|"
    r"bad certificate status response|certificate required|no application protocol)\b"
)


def upstream_cause(message: str) -> tuple[str, str]:
    """The notice for an error of an exchange, from the error's text, and the cause in words that may be kept and shown.

    An origin's or a client's bytes may stand in the text, so no part of it is passed on, only what was found in it.
    """
    message = message.removeprefix(_PREFIX)
    if message in _OURS:
        return _OURS[message], message
    message = message.lower()
    quoting = next((kind for sign, kind in _QUOTING if sign in message), None)
    if quoting is not None:
        return quoting, NOTICES[quoting].heading
    found, kind = next((cause for cause in _CAUSES if cause[0] in message), ("", "unreachable"))
    if kind.startswith("tls-") and (alert := _ALERT.search(message)):
        return kind, f"TLS alert: {alert[1]}"
    # A single word is a sign of a cause, and not its name.
    return kind, found if " " in found else NOTICES[kind].heading


def proxy_status(kind: str) -> str:
    """The Proxy-Status header of a notice (RFC 9209)."""
    return f"quarterdeck; error={NOTICES[kind].error}"
