"""The key that turns people into pseudonyms. It stays beside the log's folder, never in it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from quarterdeck.errors import UsageError


def pseudonym_key(state: Path) -> bytes:
    """The 32-byte key of a state folder, made (mode 0600) the first time. Raises UsageError when it is unusable."""
    path = state / "pseudonym.key"
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        key = path.read_bytes()
        if len(key) != 32:
            raise UsageError(
                f"{path} is not a key of 32 bytes; restore it, or remove it to begin new pseudonyms"
            ) from None
        return key
    key = secrets.token_bytes(32)
    with os.fdopen(fd, "wb") as file:
        file.write(key)
    return key
