"""How a record becomes a line: no prompt, no secret, and no name in clear unless the organization says so."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from quarterdeck.audit.canonical import canonical
from quarterdeck.audit.people import Named, People
from quarterdeck.model.finding import Found
from quarterdeck.model.record import Evidence, Record

_TEXT_LIMIT = 2048
_MOST_MODELS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """`people` knows the pseudonyms of users and client addresses. Without it `key` makes them (HMAC-SHA-256, 16 hex
    digits); where that is None too, names stay in clear. `url` is how much of an address is kept: "host", "path" or
    "full". `worker` names the writer.
    """

    key: bytes | None
    url: str = "path"
    worker: int = 0
    people: People | None = None

    def fields(self, record: Record) -> dict[str, Any]:
        """What one line holds. Empty facts are left out. Raises OSError where whoever is new cannot be kept."""
        named = self._named(record)
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
            "principal": named.principal,
            "client": named.client,
            "by_key": record.by_key,
            "subject": record.subject,
            "affected": record.affected,
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
        if named.tenant:
            kept["tenant"] = named.tenant
        if self.people is not None and self.people.hidden:
            self._hide(self.people, kept, record, named)
        return kept

    @staticmethod
    def render(fields: dict[str, Any], **_: Any) -> bytes:
        """One canonical JSON document and a line feed; control characters come out escaped (RFC 8785)."""
        return canonical(fields) + b"\n"

    def theirs(self, line: Mapping[str, Any], user: str | None, client: str) -> bool:
        """Whether a line of the log is about this user at this address, by the names that they had at its time."""
        stands = (line.get("principal"), line.get("client"))
        if self.people is None:
            return stands == (_name(self.key, user), _name(self.key, client))
        known = self.people.known(user, client, _seconds(line.get("time")))
        return any(known) and stands == known

    def settle(self) -> None:
        """Have durable what the records so far hang on, before they are written themselves. Raises OSError."""
        if self.people is not None:
            self.people.settle()

    def refresh(self) -> None:
        """Take notice of whoever has been erased since."""
        if self.people is not None:
            self.people.refresh()

    def _named(self, record: Record) -> Named:
        if self.people is None:
            return _pair(self.key, record.user, record.client)
        return self.people.named(record.user, record.client, record.time)

    @staticmethod
    def _hide(people: People, kept: dict[str, Any], record: Record, named: Named) -> None:
        """Seal what is to be read by few. A name is so kept besides its pseudonym, a path in its own place."""
        facts = {"principal": record.user, "client": record.client, "path": kept.get("path")}
        if sealed := people.sealed(named, {key: _clip(fact) for key, fact in facts.items() if fact}):
            kept["sealed"] = sealed
        if "path" in people.hidden:
            kept.pop("path", None)


@lru_cache(maxsize=4096)
def _pair(key: bytes | None, user: str | None, client: str) -> Named:
    return Named(_name(key, user), _name(key, client))


def _name(key: bytes | None, name: str | None) -> str | None:
    if not name or key is None:
        return name or None
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:16]


def _moment(seconds: float) -> str:
    """RFC 3339 in UTC with milliseconds."""
    whole = int(seconds)
    return f"{_second(whole)}.{int((seconds - whole) * 1000):03d}Z"


@lru_cache(maxsize=4)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _seconds(moment: object) -> float:
    """Of a time as the log writes it; 0 for what is none."""
    try:
        return datetime.fromisoformat(str(moment)).timestamp()
    except ValueError:
        return 0.0


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
