"""What the deck log keeps of a decision: never a prompt, never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from quarterdeck.model.decision import Coverage
from quarterdeck.model.finding import Found


class Outcome(Enum):
    """What was done with an exchange or a connection."""

    FORWARDED = "forwarded"
    REWRITTEN = "rewritten"
    HELD = "held"
    REFUSED = "refused"
    CUT = "cut"
    TUNNELLED = "tunnelled"
    FAILED = "failed"
    GRANTED = "granted"
    REQUESTED = "requested"
    REVEALED = "revealed"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Evidence:
    """An encrypted file beside the log, by its SHA-256 and its size; or why there is none, `lost`: "quota", "disk"."""

    sha256: str = ""
    bytes: int = 0
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the log. Times are seconds since the epoch and milliseconds; sizes are bytes.

    `event` is "decision" (a request), "connection" (refused, tunnelled or failed before a request was read),
    "policy" (loaded, rejected), "grant" (somebody who was coached may go on: `reason` is theirs, and `rules` only
    monitor them `until` then), "reveal" (somebody wants to know, or has been told, who the pseudonym `subject` is),
    "erase" (`affected` pseudonyms are nobody's any more) or "log" (started, stopped).
    `rules`, `shadow` and `granted`, those of `rules` that would have coached without a grant, are `policy/rule` ids.
    `findings` pairs detectors with how often each found something; `found` says where, of the first that the rules
    are about, and `evidence` what was kept of the text round them, None when nothing was to be.
    `coverage` says how much was read of what the record is about, and `unread` why the rest was not: a reason of the
    reader ("encrypted", "too-large"), "tunnelled", "pinned" (the client does not trust the CA), or "not-asked" (no rule
    depends on it). `by_key` is the fingerprint of the key with which a person did what is recorded.
    """

    event: str
    incident: str
    time: float
    outcome: Outcome
    action: str = ""
    reason: str = ""
    policy_version: str = ""
    rules: tuple[str, ...] = ()
    shadow: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    granted: tuple[str, ...] = ()
    until: float = 0.0
    ticket: str = ""
    client: str = ""
    user: str | None = None
    by_key: str = ""
    subject: str = ""
    affected: int = 0
    host: str = ""
    port: int = 0
    scheme: str = ""
    method: str = ""
    path: str = ""
    protocol: str = ""
    service: str | None = None
    vendor: str | None = None
    activity: str | None = None
    format: str | None = None
    models: tuple[str, ...] | None = ()
    artifact: str | None = None
    findings: tuple[tuple[str, int], ...] = ()
    found: tuple[Found, ...] = ()
    evidence: Evidence | None = None
    coverage: Coverage = Coverage.WHOLE
    unread: tuple[str, ...] = ()
    drift: bool = False
    status: int | None = None
    request_bytes: int = 0
    answer_bytes: int = 0
    judge_ms: float = 0.0
    total_ms: float = 0.0
