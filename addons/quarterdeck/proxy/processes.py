"""Which processes of a state folder are alive."""

from __future__ import annotations

import os
from pathlib import Path

import orjson

from quarterdeck.proxy.supervisor import supervisor_path


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
    try:
        pid = int(orjson.loads(supervisor_path(state).read_bytes())["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return pid if alive(pid) else None
