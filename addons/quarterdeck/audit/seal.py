"""Sealed bytes: AES-256-GCM with a random nonce, bound to what they are about. Equal texts do not look equal."""

from __future__ import annotations

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY = 32
_NONCE = 12


class NotSealed(ValueError):
    """The bytes were sealed with another key, for something else, or have been changed."""


def seal(key: bytes, data: bytes, about: str) -> bytes:
    """A nonce of 12 bytes and what AES-256-GCM (NIST SP 800-38D) makes of the data under it."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, about.encode())


def unseal(key: bytes, sealed: bytes, about: str) -> bytes:
    """What `seal` was given for the same key and `about`. Raises NotSealed."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
    except (InvalidTag, ValueError):
        # What is shorter than a nonce is a ValueError of its own.
        raise NotSealed("it was sealed with another key, or has been changed") from None


def derived(key: bytes, purpose: bytes) -> bytes:
    """A key of 32 bytes for one purpose (16 bytes at most), which tells nothing of `key` or of those for others."""
    return hashlib.blake2b(key, digest_size=KEY, person=purpose).digest()
