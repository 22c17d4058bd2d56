"""PERMISSION_DENIED as gRPC, gRPC-Web and Connect say it, told apart by the request's content type.

Sources: gRPC over HTTP/2 (trailers-only responses, Percent-Encoded grpc-message), gRPC-Web, connectrpc.com protocol.
"""

from __future__ import annotations

import json
from urllib.parse import quote

from quarterdeck.model.exchange import Headers
from quarterdeck.wire import frames
from quarterdeck.wire.shorten import shorten

PERMISSION_DENIED = "7"

# Percent-encoding of grpc-message leaves all of visible ASCII but the percent sign.
_PLAIN = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")
# Libraries refuse an answer whose fields take more than 8 KB, all of them together.
_FIELD = 4000

Answer = tuple[str, bytes, Headers, int]


def refusal(text: str, incident: str, headers: Headers) -> Answer | None:
    """Content type, body, headers and status; None when the request is no RPC of these kinds."""
    sent = next((value for key, value in headers if key == "content-type"), "")
    kind = sent.partition(";")[0].strip().lower()
    if kind.startswith("application/grpc"):
        return grpc(text, kind)
    if kind.startswith("application/connect+"):
        end = {"error": _connect(text, incident)}
        return kind, frames.join(frames.END, json.dumps(end).encode()), (), 200
    if any(key == "connect-protocol-version" for key, _ in headers):
        return "application/json", json.dumps(_connect(text, incident)).encode(), (), 403
    return None


def grpc(text: str, content_type: str = "application/grpc") -> Answer:
    """A response of trailers only: the status stands in the header fields and there is no body."""
    said = shorten(text, lambda some: len(quote(some, safe=_PLAIN)) <= _FIELD)
    return content_type, b"", (("grpc-status", PERMISSION_DENIED), ("grpc-message", quote(said, safe=_PLAIN))), 200


def _connect(text: str, incident: str) -> dict[str, object]:
    info = {"type": "google.rpc.RequestInfo", "value": "", "debug": {"requestId": incident}}
    return {"code": "permission_denied", "message": text, "details": [info]}
