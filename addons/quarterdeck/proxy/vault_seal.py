"""What leaves this machine for a shared store is sealed: keys are HMACs, values AES-256-GCM bound to their keys."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from quarterdeck.errors import UsageError

NONCE = 12
_LEAST = 32


class Seal:
    """`key` is what all machines share: 32 bytes or more that nobody can guess."""

    def __init__(self, key: bytes) -> None:
        derived = HKDF(SHA256(), 64, None, b"quarterdeck vault 1").derive(key)
        self._names = derived[:32]
        self._box = AESGCM(derived[32:])

    def __repr__(self) -> str:
        return "Seal()"

    def name(self, key: bytes) -> str:
        """What a conversation is called in the store."""
        return "quarterdeck:" + hmac.new(self._names, key, hashlib.sha256).hexdigest()

    def close(self, name: str, data: bytes) -> bytes:
        """Data as it may be stored under a name: a random nonce of NONCE bytes, then what AES-GCM makes of it."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._box.encrypt(nonce, data, name.encode())

    def open(self, name: str, sealed: bytes) -> bytes:
        """What `close` was given. Raises ValueError when it was stored under another name or key, or was changed."""
        try:
            return self._box.decrypt(sealed[:NONCE], sealed[NONCE:], name.encode())
        except (InvalidTag, ValueError):
            # What is shorter than a nonce is a ValueError of its own.
            raise ValueError("it was sealed with another key") from None


def read_key(path: Path) -> bytes:
    """The key in a file, without white space around it. Raises UsageError."""
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise UsageError(f"cannot read vault.key_file {path}: {error.strerror}") from None
    if len(key) < _LEAST:
        raise UsageError(
            f"vault.key_file {path} is too short: give it {_LEAST} random bytes, such as openssl rand -hex 32"
        )
    return key
