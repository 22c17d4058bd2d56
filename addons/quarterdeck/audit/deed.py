"""What is done to the log by those who are no worker (a command, the retention) is itself on record, before it counts.

Every writer writes a shard of its own. Commands share the shard `admin` and take turns: each opens it under a lock,
writes, signs and closes it. It is signed with the key of all shards, and read, verified and shipped as any of them.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quarterdeck.audit import layout
from quarterdeck.audit.files import Files
from quarterdeck.audit.key import pseudonym_key
from quarterdeck.audit.line import Line
from quarterdeck.audit.shard import Shard
from quarterdeck.audit.signer import Signer, log_key, signer
from quarterdeck.model.record import Outcome, Record

# In a record of this shard, where those of workers have the number of theirs.
NO_WORKER = -1


def deed(reason: str, user: str | None = None) -> Record:
    """The record of something that `user` has done to the log just now."""
    return Record("log", incident="", time=time.time(), outcome=Outcome.FORWARDED, reason=reason, user=user)


def record_deed(state: Path, *records: Record, line: Line | None = None) -> int:
    """Write records to the log of a state folder; on return they are durable and signed. The number of the first.

    `line` decides what is kept of names; without it they are pseudonyms, as in the default configuration. Safe with
    any number of commands at once. Raises OSError, Damaged when the shard is not what was signed, and UsageError.
    """
    line = line or Line(pseudonym_key(state), "host", NO_WORKER)
    with locked(state, "admin.lock"):
        folder, by = state / "audit" / layout.ADMIN, signer(log_key(state), layout.ADMIN)
        if not folder.exists():
            _begin(folder, by)
        shard = Shard(folder, by)
        try:
            lines = [line.render(line.fields(record)) for record in records]
            line.settle()
            return shard.append(lines)
        finally:
            shard.close()


def _begin(folder: Path, by: Signer) -> None:
    """Have the shard there at once, signed as empty: one that was half made could not be verified until the next deed,
    which may be far off.
    """
    half = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(half, ignore_errors=True)
    Shard(half, by).close()
    half.rename(folder)
    Files().sync_folder(folder.parent)


@contextmanager
def locked(state: Path, name: str) -> Iterator[None]:
    """Hold the lock `name` of a state folder; waits for who has it. Raises OSError."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = os.open(state / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)
