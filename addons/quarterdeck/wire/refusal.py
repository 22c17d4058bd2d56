"""A refusal in the caller's own grammar: status 403 and an error that its library turns into its own exception.

Sources: the API references of OpenAI, Anthropic, Google (google.rpc.Status), AWS (restJson1), Ollama, Cohere, Hugging
Face (X-Error-Code), JSON-RPC 2.0, OCI distribution, npm, gRPC over HTTP/2, Connect.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from quarterdeck.model.exchange import Headers
from quarterdeck.wire import json_strict, rpc_refusal
from quarterdeck.wire.settle import clean
from quarterdeck.wire.shorten import shorten

JSON = "application/json"
CODE = "policy_denied"
_FIELD = 1000


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer. `headers` are those that the grammar needs beside the content type, names in lower case."""

    content_type: str
    body: bytes
    headers: Headers = ()
    status: int = 403


def refusal(grammar: str, text: str, incident: str, headers: Headers = (), body: bytes | None = None) -> Refusal:
    """A refusal in one of GRAMMARS; the message names the incident, so that it reaches whoever reads the error."""
    said = sentence(text, incident)
    rpc = rpc_refusal.refusal(said, incident, headers)
    if rpc is not None:
        return Refusal(*rpc)
    if grammar == "mcp":
        return Refusal(JSON, dump(_json_rpc(said, incident, body)))
    if grammar == "aws":
        extra = (("x-amzn-errortype", "AccessDeniedException"), ("x-amzn-requestid", header_text(incident)))
        return Refusal(JSON, dump({"__type": "AccessDeniedException", "message": said}), extra)
    if grammar == "hub":
        extra = (("x-error-code", "PolicyDenied"), ("x-error-message", header_text(said)))
        return Refusal(JSON, dump({"error": said, "incident": incident}), extra)
    if grammar == "text":
        return Refusal("text/plain; charset=utf-8", f"{said}\n".encode())
    if grammar == "anthropic":
        return Refusal(JSON, dump(ERRORS[grammar](said, incident)), (("request-id", header_text(incident)),))
    return Refusal(JSON, dump(ERRORS.get(grammar, ERRORS["generic"])(said, incident)))


def sentence(text: str, incident: str) -> str:
    """The message, with the incident in it."""
    text = clean(text)
    return text if not incident or incident in text else f"{text} (incident {incident})"


def dump(value: Any) -> bytes:
    """JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def header_text(text: str) -> str:
    """Text that may stand in a header field: visible ASCII and blanks, and not more than any library takes."""
    plain = "".join(char if " " <= char <= "~" else "?" if char.isprintable() else " " for char in text)
    return shorten(plain, lambda some: len(some) <= _FIELD)


def _openai(text: str, incident: str) -> Any:
    error = {"message": text, "type": "permission_error", "param": None, "code": CODE, "incident": incident}
    return {"error": error}


def _anthropic(text: str, incident: str) -> Any:
    return {"type": "error", "error": {"type": "permission_error", "message": text}, "request_id": incident}


def _google(text: str, incident: str) -> Any:
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "POLICY_DENIED",
        "domain": "quarterdeck",
        "metadata": {"incident": incident},
    }
    return {"error": {"code": 403, "message": text, "status": "PERMISSION_DENIED", "details": [info]}}


def _oci(text: str, incident: str) -> Any:
    return {"errors": [{"code": "DENIED", "message": text, "detail": {"incident": incident}}]}


def _generic(text: str, incident: str) -> Any:
    return {**_openai(text, incident), "message": text, "incident": incident}


ERRORS: dict[str, Callable[[str, str], Any]] = {
    "openai": _openai,
    "openai-responses": _openai,
    "anthropic": _anthropic,
    "google": _google,
    "aws": lambda text, _: {"message": text},
    "ollama": lambda text, _: {"error": text},
    "cohere": lambda text, incident: {"message": text, "id": incident},
    "hf": lambda text, incident: {"error": text, "incident": incident},
    "message": lambda text, incident: {"message": text, "incident": incident},
    "detail": lambda text, incident: {"detail": text, "incident": incident},
    "deepseek-web": lambda text, incident: {"code": 40300, "msg": text, "data": None, "incident": incident},
    "oci": _oci,
    "npm": lambda text, incident: {"error": text, "incident": incident},
    "generic": _generic,
}


def _json_rpc(text: str, incident: str, body: bytes | None) -> Any:
    error = {"code": -32001, "message": text, "data": {"incident": incident}}
    try:
        values = json_strict.documents((body or b"").decode()).values
    except UnicodeDecodeError:
        values = ()
    asked = values[0] if len(values) == 1 else None
    if type(asked) is list:
        ids = [call["id"] for call in asked if type(call) is dict and _is_id(call.get("id"))]
        return [{"jsonrpc": "2.0", "id": each, "error": error} for each in ids]
    given = asked.get("id") if type(asked) is dict else None
    return {"jsonrpc": "2.0", "id": given if _is_id(given) else None, "error": error}


def _is_id(value: Any) -> bool:
    return type(value) is int or (type(value) is str and clean(value) == value)
