"""What somebody does at a service when no wire format tells: by method, path and the host's role alone."""

from __future__ import annotations

import re

from quarterdeck.model.content import Artifact
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.service import ServiceMatch
from quarterdeck.wire.format import path_of

LOGIN = "login"
TELEMETRY = "telemetry"

# Whole segments of a path, or the words that a segment is made of; a colon sets off a verb, as Google writes them.
_LOGIN = re.compile(
    r"(?:^|[/_.-])(?:log-?in|sign-?in|sign-?up|log-?out|oauth2?|openid-connect|authorize|authenticate|auth|auths|sso|saml2?|csrf"
    r"|sessions?|callback|register|users/current|accounts?|tokens?|mfa|webauthn|passkeys?|sentinel)(?=[/_.-]|$)"
)
_TELEMETRY = re.compile(
    r"(?:^|/)(?:(?:[a-z_-]*_)?events?(?:_logging|_batch)?|event-logging|telemetry|traces?|analytics|beacon|rum|rgstr|statsc?"
    r"|app_log|log_event|log_events|logs|logging|log|collect|monitor|sentry|envelope|ces|gtm|pixel|track|tracking|report-uri"
    r"|metrics|crash|crashes|intake|abtest_config|deviceprofile|cloudconf|device_register|otlp|experiments|features)(?=/|$)"
)
_UPLOAD = re.compile(r"(?:^|[/_.:-])(?:uploads?|files?|attachments?|pre-sign-url|getststoken)(?=[/_.:-]|$)")
_CHAT = re.compile(
    r"(?:^|[/_.:-])(?:chat|chats|completions?|generate|generations?|ask|conversations?|messages?|prompts?|infer|inference|predict"
    r"|predictions?|invoke|invocations|respond|responses|answer|query|assistant|agent|translate|rephrase|stream)(?=[/_.:-]|$)",
    re.IGNORECASE,
)
_EMBED = re.compile(r"(?:^|[/_.:-])(?:embed|embeddings?|rerank)(?=[/_.:-]|$)")
_WEIGHTS = re.compile(
    r"/resolve/|/blobs/sha256|/manifests/|xet-(?:read-token|bridge)|\.(?:gguf|safetensors|ggml|pth|ckpt|onnx)$"
)
_SENDS = frozenset(("POST", "PUT", "PATCH"))


def classify(exchange: Exchange, match: ServiceMatch, artifact: Artifact | None = None) -> str:
    """The activity: what is fetched, if it is an artifact; else login, telemetry, upload, embed, chat or browse."""
    path = path_of(exchange)
    reads = exchange.method not in _SENDS
    if artifact is not None and (reads or path.endswith(("/batch", "/git-upload-pack"))):
        return "download-weights" if artifact.kind == "weights" else "install"
    if _is_telemetry(path, match):
        return TELEMETRY
    if reads:
        if match.host is not None and match.host.role == "weights" and _WEIGHTS.search(path):
            return "download-weights"
        return LOGIN if _LOGIN.search(path) else "browse"
    if _EMBED.search(path):
        return "embed"
    if _UPLOAD.search(path) or (exchange.header("content-type") or "").lower().startswith(("multipart/", "image/")):
        return "upload"
    if _CHAT.search(path):
        return "chat"
    return LOGIN if _LOGIN.search(path) else "browse"


def _is_telemetry(path: str, match: ServiceMatch) -> bool:
    if match.host is not None and match.host.role == "telemetry":
        return True
    if match.service is not None and match.service.category == "telemetry":
        return True
    return _TELEMETRY.search(path) is not None
