"""A file of hashes, whole or refused: a magic word, a version, a head in JSON, encrypted arrays, a digest of it all.

Whether the key is the right one is seen by a check value before anything is looked for.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR
from numpy.typing import NDArray

from quarterdeck.audit.key import put_in_place
from quarterdeck.errors import UsageError

VERSION = 2
_KEY = 32
_NONCE = 16
_DIGEST = 32
_MOST = 4 << 30


def read_key(path: Path) -> bytes:
    """The 32 bytes of a key file. Raises UsageError."""
    try:
        mode = path.stat().st_mode
        key = path.read_bytes()
    except OSError as error:
        raise UsageError(f"the key {path} cannot be read: {error.strerror}") from None
    if mode & 0o007:
        raise UsageError(f"the key {path} is open to every user of this machine; run `chmod 600` on it")
    if len(key) != _KEY:
        raise UsageError(f"{path} is not a key of {_KEY} bytes; restore it, or build the file again with a new one")
    return key


def read_or_make_key(path: Path) -> bytes:
    """The key, which is made (mode 0600) when there is none yet. Raises UsageError."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        put_in_place(path, secrets.token_bytes(_KEY))
    return read_key(path)


def hash_key(key: bytes) -> bytes:
    """The 16 bytes that hashes are made under."""
    return _derived(key, b"hashes")[:16]


def seal(path: Path, magic: bytes, key: bytes, head: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a file whole (mode 0600), in place of what is there. `head` can be read by everybody, the arrays cannot."""
    layout = [[name, array.dtype.newbyteorder("<").str, len(array)] for name, array in arrays.items()]
    nonce = secrets.token_bytes(_NONCE)
    said = {**head, "check": _derived(key, b"check").hex()[:16], "nonce": nonce.hex(), "arrays": layout}
    text = json.dumps(said).encode()
    veil = _veil(key, nonce)
    chunks = [magic, VERSION.to_bytes(2, "little"), len(text).to_bytes(4, "little"), text]
    plain = (np.ascontiguousarray(array, array.dtype.newbyteorder("<")) for array in arrays.values())
    chunks += [veil.update(array.tobytes()) for array in plain]
    digest = hashlib.blake2b(key=_derived(key, b"digest"), digest_size=_DIGEST)
    for chunk in chunks:
        digest.update(chunk)
    _write(path, (*chunks, digest.digest()))


def unseal(path: Path, magic: bytes, key: bytes, what: str) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The head and the arrays. Raises UsageError with one sentence on what is wrong; it should be a file of `what`."""
    try:
        if path.stat().st_size > _MOST:
            raise UsageError(f"{path} is larger than any file of {what}")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    start = len(magic) + 6
    if not data.startswith(magic):
        raise UsageError(f"{path} is not a file of {what}; make one with `quarterdeck fingerprint`")
    version = int.from_bytes(data[len(magic) : len(magic) + 2], "little")
    if len(data) >= start and version != VERSION:
        raise UsageError(f"{path} is of version {version}, and this program reads {VERSION}: build it again")
    past = start + int.from_bytes(data[start - 4 : start], "little")
    if len(data) < past + _DIGEST:
        raise UsageError(f"{path} is cut short: copy it again, or build it anew")
    try:
        head = json.loads(data[start:past])
        layout = [(str(name), np.dtype(kind), int(length)) for name, kind, length in head["arrays"]]
        check, nonce = str(head["check"]), bytes.fromhex(head["nonce"])
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"{path} is damaged: copy it again, or build it anew") from None
    if not hmac.compare_digest(check.encode(), _derived(key, b"check").hex()[:16].encode()):
        raise UsageError(f"{path} was built under another key: name the key file that was made with it")
    if len(data) < past + sum(kind.itemsize * length for _, kind, length in layout) + _DIGEST:
        raise UsageError(f"{path} is cut short: copy it again, or build it anew")
    digest = hashlib.blake2b(memoryview(data)[:-_DIGEST], key=_derived(key, b"digest"), digest_size=_DIGEST)
    if not hmac.compare_digest(digest.digest(), data[-_DIGEST:]):
        raise UsageError(f"{path} was changed after it was built: copy it again, or build it anew")
    veil = _veil(key, nonce)
    arrays = {}
    for name, kind, length in layout:
        end = past + kind.itemsize * length
        arrays[name] = np.frombuffer(veil.update(memoryview(data)[past:end]), kind, length)
        past = end
    return head, arrays


def _veil(key: bytes, nonce: bytes) -> CipherContext:
    """What arrays are written and read through; that nobody changed them is seen by the digest."""
    return Cipher(AES256(_derived(key, b"arrays")), CTR(nonce)).encryptor()


def _derived(key: bytes, purpose: bytes) -> bytes:
    return hashlib.blake2b(purpose, key=key, digest_size=32, person=b"quarterdeck").digest()


def _write(path: Path, chunks: tuple[bytes, ...]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fd, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(fd, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
