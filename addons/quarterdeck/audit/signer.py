"""The key that vouches for a log. It stays beside the log's folder, never in it; the public part lies in each shard."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from quarterdeck.audit.checkpoint import Checkpoint
from quarterdeck.audit.key import put_in_place
from quarterdeck.audit.note import LOG, Verifier, sign
from quarterdeck.errors import UsageError


@dataclass(frozen=True)
class Signer:
    """Signs as `origin`, which is also the name of the key (https://c2sp.org/tlog-checkpoint)."""

    origin: str
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        """What others verify with."""
        return Verifier(self.origin, LOG, self.key.public_key().public_bytes_raw())

    def checkpoint(self, size: int, root: bytes) -> bytes:
        """The signed note for a tree."""
        return sign(Checkpoint(self.origin, size, root).text, self.origin, self.key)


def signer(key: Ed25519PrivateKey, shard: str) -> Signer:
    """The signer of a shard ("deck-0"). Its origin holds what stands for the key, so that no two logs share one."""
    log = sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]
    return Signer(f"quarterdeck/{log}/{shard}", key)


def log_key(state: Path) -> Ed25519PrivateKey:
    """The key of a state folder, made (mode 0600) the first time. Raises UsageError when it is unusable."""
    return signing_key(state / "audit.key", "new logs")


def signing_key(path: Path, begun: str) -> Ed25519PrivateKey:
    """The key in a file, made (mode 0600) the first time; `begun` is what another one begins. Raises UsageError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        made = Ed25519PrivateKey.generate()
        put_in_place(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{path} is no Ed25519 key in PEM; restore it, or remove it to begin {begun}")
    return key
