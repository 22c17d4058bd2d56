"""How a refusal reaches the client: as the response of a flow, of a CONNECT, or as plain bytes."""

from __future__ import annotations

from dataclasses import dataclass

from mitmproxy import http
from mitmproxy.net.http import http1

# RFC 9209 section 2.3: the error type for a request that the proxy's own policy denied.
PROXY_STATUS = "quarterdeck; error=http_request_denied"
PROXY_STATUS_INVALID = "quarterdeck; error=http_request_error"
PROXY_STATUS_FAULT = "quarterdeck; error=proxy_internal_error"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response: status, headers in order, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def refusal_headers(incident: str, content_type: str, proxy_status: str = PROXY_STATUS) -> tuple[tuple[str, str], ...]:
    """The headers that every refusal carries."""
    return (
        ("Content-Type", content_type),
        ("Quarterdeck-Incident", incident),
        ("Proxy-Status", proxy_status),
        ("Cache-Control", "no-store"),
    )


def answer(flow: http.HTTPFlow, made: Answer) -> None:
    """Answer a flow ourselves. Nothing of it is sent on."""
    flow.request.stream = False
    # The client waits for leave to send a body that nobody wants.
    flow.request.headers.pop("expect", None)
    flow.response = _response(made)
    if flow.request.method == "HEAD":
        # RFC 9110 section 9.3.2: the head that GET would have, and no body, which the client would take for the
        # start of the next answer.
        flow.response.data.content = b""


def plain_refusal(status: int, why: str, incident: str) -> http.Response:
    """The response to a CONNECT that is refused; browsers show none of it, people with curl do."""
    proxy_status = PROXY_STATUS if status == 403 else PROXY_STATUS_INVALID
    body = f"Refused by Quarterdeck: {why}.\nIncident {incident}\n".encode()
    headers = (*refusal_headers(incident, "text/plain; charset=utf-8", proxy_status), ("Connection", "close"))
    return _response(Answer(status, headers, body))


def too_large() -> Answer:
    """The answer to a form of the portal that is larger than any that is filled in."""
    headers = (("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"))
    return Answer(413, headers, b"The form is too large. Say it in fewer words.\n")


def raw_refusal(status: int, why: str, incident: str) -> bytes:
    """The same as HTTP/1 bytes, for a request that mitmproxy never parsed."""
    assembled: bytes = http1.assemble_response(plain_refusal(status, why, incident))
    return assembled


def _response(made: Answer) -> http.Response:
    headers = http.Headers([(name.encode(), value.encode("latin-1", "replace")) for name, value in made.headers])
    response = http.Response.make(made.status, made.body)
    response.headers = headers
    response.headers["Content-Length"] = str(len(made.body))
    return response
