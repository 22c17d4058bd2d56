"""How a record becomes a line: no prompt, no secret, and no name in clear unless the organization says so."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from quarterdeck.audit.canonical import canonical
from quarterdeck.model.finding import Found
from quarterdeck.model.record import Evidence, Record

_TEXT_LIMIT = 2048
_MOST_MODELS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """`key` turns users and client addresses into pseudonyms (HMAC-SHA-256, 16 hex digits); None leaves them
    in clear. `url` is how much of an address is kept: "host", "path" or "full". `worker` names the writer.
    """

    key: bytes | None
    url: str = "path"
    worker: int = 0

    def fields(self, record: Record) -> dict[str, Any]:
        """What one line holds. Empty facts are left out."""
        path = record.path if self.url == "full" else record.path.partition("?")[0] if self.url == "path" else ""
        line = {
            "time": _moment(record.time),
            "event": record.event,
            "incident": record.incident,
            "outcome": record.outcome.value,
            "action": record.action,
            "reason": record.reason,
            "rules": record.rules,
            "shadow": record.shadow,
            "exceptions": record.exceptions,
            "policy_version": record.policy_version,
            "granted": record.granted,
            "until": _moment(record.until) if record.until else None,
            "ticket": record.ticket,
            "principal": self.named(record.user),
            "client": self.named(record.client),
            "service": record.service,
            "vendor": record.vendor,
            "activity": record.activity,
            "models": "unknown" if record.models is None else list(map(_clip, record.models[:_MOST_MODELS])),
            "artifact": record.artifact,
            "format": record.format,
            "findings": dict(record.findings),
            "found": [_found(one) for one in record.found],
            "evidence": _evidence(record.evidence) if record.evidence else None,
            "unread": record.unread,
            "drift": record.drift,
            "scheme": record.scheme,
            "host": record.host,
            "port": record.port,
            "method": record.method,
            "path": path,
            "protocol": record.protocol,
            "status": record.status,
            "request_bytes": record.request_bytes,
            "answer_bytes": record.answer_bytes,
            "judge_ms": round(record.judge_ms, 3),
            "total_ms": round(record.total_ms, 1),
        }
        kept = {key: _clip(value) if isinstance(value, str) else value for key, value in line.items() if value}
        if _is_cut(kept, record):
            kept["truncated"] = True
        kept["coverage"] = record.coverage.value
        kept["worker"] = self.worker
        return kept

    @staticmethod
    def render(fields: dict[str, Any], **_: Any) -> bytes:
        """One canonical JSON document and a line feed; control characters come out escaped (RFC 8785)."""
        return canonical(fields) + b"\n"

    def named(self, name: str | None) -> str | None:
        """What stands in the log for a user or a client address."""
        return name if not name or self.key is None else _pseudonym(self.key, name)


@lru_cache(maxsize=4096)
def _pseudonym(key: bytes, name: str) -> str:
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:16]


def _moment(seconds: float) -> str:
    """RFC 3339 in UTC with milliseconds."""
    whole = int(seconds)
    return f"{_second(whole)}.{int((seconds - whole) * 1000):03d}Z"


@lru_cache(maxsize=4)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _found(one: Found) -> dict[str, Any]:
    """A finding by its place; without a fingerprint where its text was gone."""
    place = {"detector": one.detector, "part": one.part, "start": one.start, "end": one.end}
    return place | ({"fingerprint": one.fingerprint} if one.fingerprint else {})


def _evidence(kept: Evidence) -> dict[str, Any]:
    return {"lost": kept.lost} if kept.lost else {"sha256": kept.sha256, "bytes": kept.bytes}


def _is_cut(kept: dict[str, Any], record: Record) -> bool:
    """Whether a line keeps less of a text than the record has, or not all of its models."""
    models = record.models or ()
    texts = (*kept.values(), *(kept["models"] if isinstance(kept.get("models"), list) else ()))
    return len(models) > _MOST_MODELS or any(isinstance(text, str) and len(text) > _TEXT_LIMIT for text in texts)


def _clip(text: str) -> str:
    """A client may have chosen a text: it is cut, and made fit for UTF-8, so that one request is one short line."""
    if not text.isascii():
        text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= _TEXT_LIMIT else text[:_TEXT_LIMIT] + "...(cut)"
