"""The key that turns people and what must not leave into pseudonyms. It stays beside the log's folder, never in it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import tempfile
from pathlib import Path

from quarterdeck.errors import UsageError


def pseudonym_key(state: Path) -> bytes:
    """The 32-byte key of a state folder, made (mode 0600) the first time. Raises UsageError when it is unusable."""
    path = state / "pseudonym.key"
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        put_in_place(path, secrets.token_bytes(32))
    key = path.read_bytes()
    if len(key) != 32:
        raise UsageError(f"{path} is not a key of 32 bytes; restore it, or remove it to begin new pseudonyms")
    return key


def redaction_key(state: Path) -> bytes:
    """The key of the pseudonyms that stand in requests: those in the log tell nothing of them. Raises UsageError."""
    return hashlib.blake2b(pseudonym_key(state), digest_size=32, person=b"redaction").digest()


def grant_key(state: Path) -> bytes:
    """The key that signs what is granted to those who were coached. Raises UsageError."""
    return hashlib.blake2b(pseudonym_key(state), digest_size=32, person=b"grants").digest()


def people_key(state: Path) -> bytes:
    """The key by which the people of a log are found and sealed, but for those of tenants. Raises UsageError."""
    return hashlib.blake2b(pseudonym_key(state), digest_size=32, person=b"people").digest()


def fingerprint_key(state: Path) -> bytes:
    """The key of the fingerprints by which the log knows a value again. Raises UsageError."""
    return hashlib.blake2b(pseudonym_key(state), digest_size=32, person=b"fingerprints").digest()


def known_fingerprint_key(state: Path) -> bytes:
    """The same, b"" where the folder has no key that this user may read: nothing is made."""
    try:
        return fingerprint_key(state) if (state / "pseudonym.key").is_file() else b""
    except (OSError, UsageError):
        return b""


def reveal_key(state: Path) -> bytes:
    """The key that vouches for requests to know who a pseudonym is. Raises UsageError."""
    return hashlib.blake2b(pseudonym_key(state), digest_size=32, person=b"reveals").digest()


def put_in_place(path: Path, key: bytes, *, durable: bool = True) -> None:
    """Put a whole key in place at once, or leave the one that another worker has put there meanwhile."""
    fd, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(key)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
