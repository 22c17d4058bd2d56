"""One person in one epoch: the key that their pseudonym and their sealed fields hang on. Without it they are nobody's.

The name itself stands there, if at all, only under the three layers of `audit.escrow`.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field, replace
from hashlib import sha256

import orjson

from quarterdeck.audit.epoch import pseudonym
from quarterdeck.audit.seal import KEY, NotSealed, derived, seal, unseal


@dataclass(frozen=True, slots=True)
class Identity:
    """`key` is random. `escrow` is the sealed name, b"" for none, and `mark` tells to whom it was sealed."""

    pseudonym: str
    key: bytes = field(repr=False)
    escrow: bytes = field(default=b"", repr=False)
    mark: str = ""

    @property
    def fields_key(self) -> bytes:
        """What the fields of this person's records are sealed with."""
        return derived(self.key, b"fields")

    def to_bytes(self, wrap: bytes) -> bytes:
        """As it stands on disk, with its key sealed."""
        said = {"pseudonym": self.pseudonym, "key": _text(seal(wrap, self.key, self.pseudonym))}
        if self.escrow:
            said |= {"escrow": _text(self.escrow), "mark": self.mark}
        return orjson.dumps(said, option=orjson.OPT_APPEND_NEWLINE)


def begun(epoch: str, name: str) -> Identity:
    """Somebody who is new in an epoch: a pseudonym of 64 bits that nothing but its key ties to the name."""
    key = secrets.token_bytes(KEY)
    digits = hmac.new(key, name.encode("utf-8", "surrogatepass"), sha256).hexdigest()[:16]
    return Identity(pseudonym(epoch, digits), key)


def parsed(data: bytes, wrap: bytes) -> Identity:
    """What `to_bytes` wrote. Raises NotSealed when it is damaged, or of another space."""
    stored = _read(data)
    return replace(stored, key=unseal(wrap, stored.key, stored.pseudonym))


def escrowed(data: bytes) -> tuple[str, bytes]:
    """The pseudonym and the sealed name of a file, which needs no key. Raises NotSealed when it is damaged."""
    stored = _read(data)
    return stored.pseudonym, stored.escrow


def _read(data: bytes) -> Identity:
    """What stands there, its key still sealed."""
    try:
        said = {"mark": "", "escrow": "", **orjson.loads(data)}
        stored = Identity(said["pseudonym"], _bytes(said["key"]), _bytes(said["escrow"]), said["mark"])
    except (ValueError, KeyError, TypeError):
        raise NotSealed("it is no identity") from None
    if not isinstance(stored.pseudonym, str):
        raise NotSealed("it is no identity")
    return stored


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)
