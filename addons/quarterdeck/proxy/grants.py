"""The grants of a state folder: a file that workers append to and that each of them reads again when it has changed.

Every line is signed (HMAC-SHA-256). A line that is not ours, or only half of one, grants nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType

import orjson

from quarterdeck.audit.files import Files
from quarterdeck.model.grant import Grant
from quarterdeck.model.principal import Principal

logger = logging.getLogger("quarterdeck.grants")

# Lines that grant nothing any more and may stay before the file is written anew without them.
_IDLE = 256
_NONE: Mapping[str, float] = MappingProxyType({})


def grants_path(state: Path) -> Path:
    """The file of a state folder. Removing it takes back everything that it grants."""
    return state / "grants.jsonl"


class GrantBook:
    """The grants at `path`, signed with `key`. What a worker reads of it is as new as the file."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key
        self._seen: tuple[int, ...] = ()
        self._held: dict[str, tuple[Grant, ...]] = {}

    def of(self, principal: Principal, time: float) -> frozenset[str]:
        """The rules that a principal may go past at a time. None when the file cannot be read."""
        return frozenset(self.ends(principal, time))

    def ends(self, principal: Principal, time: float) -> Mapping[str, float]:
        """The same, each with the time at which it ends."""
        self._refresh()
        if not self._held:
            return _NONE
        held: dict[str, float] = {}
        for one in self._held.get(self.digest(principal), ()):
            if one.until > time:
                held[one.rule] = max(one.until, held.get(one.rule, 0.0))
        return held

    def standing(self, time: float) -> tuple[Grant, ...]:
        """All grants that hold at a time, those that end first leading."""
        self._refresh()
        found = [one for grants in self._held.values() for one in grants if one.until > time]
        return tuple(sorted(found, key=lambda one: (one.until, one.rule, one.who)))

    def digest(self, principal: Principal) -> str:
        """What stands for a principal in the file, which so names nobody."""
        return self._mac(b"who:" + principal.who.encode())[:32]

    def add(self, grants: Sequence[Grant]) -> None:
        """Put grants on disk for all workers. It may wait for the disk and for other workers. Raises OSError."""
        lines = b"".join(map(self._line, grants))
        now = min((one.given for one in grants), default=0.0)
        fd = self._locked()
        try:
            kept, idle = self._read(os.pread(fd, os.fstat(fd).st_size, 0), now)
            if idle > _IDLE:
                Files().put(self.path, b"".join(map(self._line, kept)) + lines)
                return
            size = os.fstat(fd).st_size
            torn = size and os.pread(fd, 1, size - 1) != b"\n"
            rest = memoryview(b"\n" + lines if torn else lines)
            while rest:
                rest = rest[os.write(fd, rest) :]
            os.fsync(fd)
        finally:
            os.close(fd)

    def forget(self, principals: Iterable[Principal]) -> None:
        """Take out what was granted to them, for all workers. It may wait for the disk. Raises OSError."""
        if not self.path.exists():
            return
        gone = {self.digest(one) for one in principals}
        fd = self._locked()
        try:
            kept, _ = self._read(os.pread(fd, os.fstat(fd).st_size, 0), 0.0)
            Files().put(self.path, b"".join(self._line(one) for one in kept if one.who not in gone))
        finally:
            os.close(fd)

    def _locked(self) -> int:
        """The file, for this process alone until it is closed; the one that stands there once we have the lock."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            fd = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(fd, fcntl.LOCK_EX)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(fd), self.path.stat()):
                    return fd
            os.close(fd)

    def _refresh(self) -> None:
        try:
            now = self.path.stat()
            seen = (now.st_ino, now.st_size, now.st_mtime_ns)
            if seen != self._seen:
                grants, _ = self._read(self.path.read_bytes(), 0.0)
                self._held = _by_who(grants)
                self._seen = seen
        except FileNotFoundError:
            self._held, self._seen = {}, ()
        except OSError as error:
            logger.warning("the grants cannot be read, so none counts: %s", error)
            self._held, self._seen = {}, ()

    def _read(self, content: bytes, time: float) -> tuple[list[Grant], int]:
        """The grants of a file that hold after a time, and how many lines of it grant nothing any more."""
        lines = content.splitlines()
        read = [self._grant(line) for line in lines]
        if None in read:
            logger.warning("%s: %d lines carry no signature of ours and grant nothing", self.path, read.count(None))
        kept = [one for one in read if one is not None and one.until > time]
        return kept, len(lines) - len(kept)

    def _grant(self, line: bytes) -> Grant | None:
        try:
            said = orjson.loads(line)
            mac, fields = said["mac"], said["grant"]
            if hmac.compare_digest(mac, self._mac(_canonical(fields))):
                return Grant(**fields)
        except (orjson.JSONDecodeError, KeyError, TypeError):
            pass
        return None

    def _line(self, grant: Grant) -> bytes:
        fields = asdict(grant)
        return orjson.dumps({"grant": fields, "mac": self._mac(_canonical(fields))}, option=orjson.OPT_APPEND_NEWLINE)

    def _mac(self, data: bytes) -> str:
        return hmac.new(self._key, data, hashlib.sha256).hexdigest()


def _canonical(fields: object) -> bytes:
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)


def _by_who(grants: Iterable[Grant]) -> dict[str, tuple[Grant, ...]]:
    held: dict[str, tuple[Grant, ...]] = {}
    for grant in grants:
        held[grant.who] = (*held.get(grant.who, ()), grant)
    return held
