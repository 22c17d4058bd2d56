"""Compiled searches are kept in the user's cache folder or the state folder, because to compile them takes seconds.

What others could have written there is never loaded; without a folder of one's own everything is compiled anew.
"""

from __future__ import annotations

import contextlib
import logging
import os
import stat
import tempfile
from pathlib import Path

from quarterdeck.detect import Detectors
from quarterdeck.detect.sweep import Sweep

logger = logging.getLogger("quarterdeck.detectors")

# Fewer expressions than these are compiled in no time.
_MANY = 50


def prepare(detectors: Detectors, state: Path | None = None) -> None:
    """Compile all that would take long at the first look, or take it from the cache."""
    for sweep in detectors.sweeps:
        if len(sweep) >= _MANY:
            _prepare(sweep, cache_dir() or _made(state / "compiled" if state is not None and state.is_dir() else None))


def cache_dir() -> Path | None:
    """The user's folder, made when it is missing; None when there is none that only this user can write to."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("HOME")
    if not base:
        return None
    under = Path(base) if os.environ.get("XDG_CACHE_HOME") else Path(base) / ".cache"
    return _made(under / "quarterdeck")


def _made(folder: Path | None) -> Path | None:
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022
    return folder if ours else None


def _prepare(sweep: Sweep, folder: Path | None) -> None:
    if folder is None:
        sweep.compiled()
        return
    path = folder / f"{sweep.digest}.hs"
    with contextlib.suppress(OSError):
        if sweep.load(path.read_bytes()):
            return
    data = sweep.compiled()
    try:
        _write(path, data)
    except OSError as error:
        logger.debug("what was compiled cannot be kept: %s", error)


def _write(path: Path, data: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".hs-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
