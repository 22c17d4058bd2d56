"""Evidence: redacted excerpts, a file a record, that only the reviewers can read. The log holds the hash of each.

A file is on disk before the record that vouches for it. It can be erased by itself: the log stays as it was signed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from quarterdeck.audit import layout
from quarterdeck.audit.age import SecretKey, check_keys, encrypted
from quarterdeck.audit.files import Files
from quarterdeck.model.finding import Excerpt
from quarterdeck.model.record import Evidence

MOST = 64 << 10
"""Bytes of the excerpts of one record, before they are encrypted."""

QUOTA = "quota"
ANSWER = "-answer"
"""What the name of a file ends with that belongs to an answer, whose record shares the incident of its request."""

_SUFFIX = ".age"
# Seconds that a record may be older than those before it: an exchange may take its time.
_LATE = 86_400.0
_INCIDENT = re.compile(r"qd-(?P<milliseconds>[0-9a-f]{11})-[0-9a-f]{10}")


class Locker:
    """Keeps evidence in `folder`, encrypted to `reviewers` ("age1..."), up to `total` bytes. Safe to share by threads.

    One worker's own, so that nobody else adds to what it has counted. Raises ValueError when a key is none.
    """

    def __init__(self, folder: Path, reviewers: Sequence[str], total: int, files: Files | None = None) -> None:
        check_keys(reviewers)
        self._folder = folder
        self._reviewers = tuple(reviewers)
        self._total = total
        self._files = files or Files()
        self._lock = Lock()
        self._used: int | None = None

    def keep(self, name: str, facts: dict[str, Any], excerpts: Sequence[Excerpt]) -> Evidence:
        """Keep excerpts under a name, and return when they are on disk. Raises OSError."""
        sealed = encrypted(document(facts, excerpts), self._reviewers)
        with self._lock:
            if not self._fits(len(sealed)):
                return Evidence(lost=QUOTA)
            self._files.put(self._folder / f"{name}{_SUFFIX}", sealed)
            self._used = (self._used or 0) + len(sealed)
        return Evidence(sha256(sealed).hexdigest(), len(sealed))

    def _fits(self, more: int) -> bool:
        """Whether there is room; what seems full is counted again, since others erase what is old."""
        if self._used is None or self._used + more > self._total:
            self._used = self._stored()
        return self._used + more <= self._total

    def _stored(self) -> int:
        if not self._folder.is_dir():
            return 0
        for left in self._folder.glob(".*.tmp"):
            # Of a worker that was killed while it wrote.
            left.unlink(missing_ok=True)
        return sum(path.stat().st_size for path in self._folder.glob(f"*{_SUFFIX}"))


def document(facts: dict[str, Any], excerpts: Sequence[Excerpt]) -> bytes:
    """What is encrypted: JSON with these facts and as many excerpts as fit; `cut` says that there were more."""
    told = [{name: value for name, value in asdict(one).items() if name != "part"} for one in excerpts]
    kept = [{"part": one.part, **each} for one, each in zip(excerpts, told, strict=True)]
    while True:
        cut = {"cut": True} if len(kept) < len(excerpts) else {}
        # A lone surrogate becomes the escape that JSON has for it.
        data = json.dumps({**facts, **cut, "excerpts": kept}, ensure_ascii=False).encode("utf-8", "backslashreplace")
        if len(data) <= MOST or not kept:
            return data
        kept.pop()


def opened(sealed: bytes, key: SecretKey) -> dict[str, Any]:
    """What a file of evidence holds. Raises NotForThisKey."""
    found: dict[str, Any] = json.loads(key.opened(sealed))
    return found


def is_incident(text: str) -> bool:
    """Whether this is the number of an incident, and so safe in the name of a file."""
    return _INCIDENT.fullmatch(text) is not None


def kept(folder: Path, incident: str, *, answer: bool) -> Path | None:
    """The evidence of an incident in the lockers under `folder`, that of its answer or of its request."""
    name = f"{incident}{ANSWER if answer else ''}{_SUFFIX}"
    return next(iter(sorted(folder.glob(f"*/{name}"))), None) if is_incident(incident) else None


def expired(folder: Path, before: float) -> Iterator[Path]:
    """The evidence under `folder` of incidents before a time (seconds since the epoch)."""
    for path in sorted(folder.glob(f"*/*{_SUFFIX}")):
        match = _INCIDENT.match(path.name)
        taken = int(match["milliseconds"], 16) / 1000 if match else path.stat().st_mtime
        if taken < before:
            yield path


def forgotten(folder: Path, log: Path, before: float) -> list[Path]:
    """Of what has expired, what no record that is still kept vouches for. Raises OSError."""
    old = list(expired(folder, before))
    if not old:
        return []
    kept_still = _vouched(log, before)
    return [path for path in old if path.name.removesuffix(_SUFFIX) not in kept_still]


def _vouched(log: Path, before: float) -> set[str]:
    """The names of evidence in the records of segments that begin before a time."""
    found: set[str] = set()
    for shard in layout.shards(log):
        for segment in layout.segments(shard):
            for number, line in enumerate(segment.lines()):
                if number and b'"evidence":' not in line:
                    continue
                try:
                    record = json.loads(line)
                    if not number and datetime.fromisoformat(record["time"]).timestamp() >= before + _LATE:
                        break
                except (ValueError, KeyError, TypeError):
                    # Half a line, or one that only `audit verify` should say more about.
                    continue
                if "evidence" in record:
                    found.add(f"{record.get('incident')}{ANSWER if record.get('event') == 'outcome' else ''}")
    return found
