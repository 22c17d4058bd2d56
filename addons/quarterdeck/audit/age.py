"""Encryption to public keys that people hold: age (https://age-encryption.org/v1) with X25519."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # a compiled module without types
from pyrage import x25519

from quarterdeck.errors import UsageError

_SECRET = "AGE-SECRET-KEY-"  # noqa: S105  what such a key begins with, not one


class NotForThisKey(Exception):
    """The key does not open it, or it has been changed."""


class SecretKey:
    """A secret key of age. Raises ValueError when it is none."""

    def __init__(self, text: str) -> None:
        try:
            self._identity = x25519.Identity.from_str(text)
        except pyrage.IdentityError:
            raise ValueError("it is no secret key of age") from None
        self.public = str(self._identity.to_public())

    def __repr__(self) -> str:
        return f"SecretKey(of {self.public})"

    def opened(self, data: bytes) -> bytes:
        """What was encrypted to this key, among others perhaps. Raises NotForThisKey."""
        try:
            return bytes(pyrage.decrypt(data, [self._identity]))
        except pyrage.DecryptError:
            raise NotForThisKey("this key does not open it") from None


def make_secret_key() -> str:
    """A new secret key, as a text. Whoever has it reads what is encrypted to its public key."""
    return str(x25519.Identity.generate())


def encrypted(data: bytes, keys: Sequence[str]) -> bytes:
    """The data for whoever holds the secret key of one of these public keys. Raises ValueError as `check_keys` does."""
    return bytes(pyrage.encrypt(data, _recipients(keys)))


def check_keys(keys: Sequence[str]) -> None:
    """Raises ValueError, which names the first that is no public key of age."""
    _recipients(keys)


def read_secret_key(path: Path) -> SecretKey:
    """The secret key in a file as `age-keygen` writes it. Raises UsageError, which never shows what stands there."""
    try:
        return secret_key_in(path.read_text(errors="replace"), str(path))
    except OSError as error:
        raise UsageError(f"cannot read the key file {path}: {error.strerror}") from None


def secret_key_in(text: str, name: str) -> SecretKey:
    """The secret key in the text of such a file, which is called `name`. Raises UsageError."""
    try:
        (key,) = (line.strip() for line in text.split("\n") if line.strip().startswith(_SECRET))
        return SecretKey(key)
    except ValueError:
        raise UsageError(f"{name} must hold one secret key of age, a line that begins with {_SECRET}") from None


def fingerprint(key: str) -> str:
    """What stands for a person's public key in the log: 16 hex digits of its SHA-256."""
    return sha256(key.encode()).hexdigest()[:16]


def _recipients(keys: Sequence[str]) -> list[x25519.Recipient]:
    found = []
    for key in keys:
        try:
            found.append(x25519.Recipient.from_str(key))
        except pyrage.RecipientError:
            shown = "a secret key" if key.upper().startswith(_SECRET) else repr(key)
            raise ValueError(f"{shown} is no public key of age, which looks like age1...") from None
    return found
