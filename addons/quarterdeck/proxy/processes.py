"""Which processes of a state folder are alive. A lock on the folder says so: a number may be another's by now."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

import orjson

from quarterdeck.errors import UsageError

# How often a lock is tried for: whoever only looks whether it is held holds it for a moment.
_TRIES = 5


def supervisor_path(state: Path) -> Path:
    """The file that says which process supervises a state folder."""
    return state / "status" / "supervisor.json"


def caretaker_path(state: Path) -> Path:
    """The file in which the process that looks after the deck log says how that goes."""
    return state / "status" / "caretaker.json"


def lock_path(state: Path) -> Path:
    """The file that the supervisor of a state folder keeps locked."""
    return state / "supervisor.lock"


def lock_state(state: Path) -> int:
    """Lock a state folder, made if it is missing, until the returned descriptor is closed. Raises UsageError."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = os.open(lock_path(state), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    for _ in range(_TRIES):
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return fd
    os.close(fd)
    raise UsageError(f"another Quarterdeck runs with the state folder {state}")


def alive(pid: int) -> bool:
    """Whether a process of that id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def supervisor_pid(state: Path) -> int | None:
    """The process that supervises a state folder, or None when nothing runs there."""
    if not _locked(state):
        return None
    try:
        return int(orjson.loads(supervisor_path(state).read_bytes())["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _locked(state: Path) -> bool:
    try:
        with lock_path(state).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
