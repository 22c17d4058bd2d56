"""Signed notes (https://c2sp.org/signed-note): a text is nothing until a key that one trusts has signed all of it.

Two kinds of keys are known: a log's own (Ed25519) and a witness's, whose cosignature also says when it saw the log
(https://c2sp.org/tlog-cosignature).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from quarterdeck.errors import QuarterdeckError

# Signature types of C2SP.
LOG, WITNESS = 0x01, 0x04

# At least 16 signatures must be taken, and one of a post-quantum key has nearly 5 kB.
MOST_BYTES = 256 * 1024
MOST_SIGNATURES = 100

_ID_BYTES = 4
TIME_BYTES = 8
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NOT_IN_NAMES = re.compile(r"[\s+\x00-\x1f\ud800-\udfff]")
MARK = "\N{EM DASH} "

# Ed25519: the field, and the y of the points of small order. Under such a "key" anybody signs anything.
_FIELD = 2**255 - 19
_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL = frozenset({0, 1, _FIELD - 1, _ORDER_8, _FIELD - _ORDER_8})


class Untrusted(QuarterdeckError):
    """A note, checkpoint or proof that must not be believed; the text says why."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A line under a note: who says to have signed, with which key, and the bytes, whatever they are worth."""

    name: str
    key_id: bytes
    blob: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a line feed, and the signatures under it, not yet checked."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Verifier:
    """A public key under its name. `kind` is LOG or WITNESS, `public` the 32 bytes of an Ed25519 key."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        if not _is_name(self.name):
            raise Untrusted(f"{self.name!r} cannot be the name of a key: it is empty, or holds a space or a plus sign")
        if self.kind not in (LOG, WITNESS):
            raise Untrusted(
                f"the key {self.name!r} is of type 0x{self.kind:02x}; only Ed25519 (0x01, 0x04) is verified"
            )
        if len(self.public) != 32:
            raise Untrusted(f"the key {self.name!r} has {len(self.public)} bytes instead of 32")
        y = int.from_bytes(self.public, "little") & ~(1 << 255)
        if y >= _FIELD or y in _SMALL:
            raise Untrusted(f"the key {self.name!r} is one under which anybody can sign")

    @classmethod
    def from_vkey(cls, text: str) -> Verifier:
        """The key of a text `NAME+ID+KEY`. Raises Untrusted."""
        name, _, rest = text.partition("+")
        key = unbase64(rest.partition("+")[2])
        if not key:
            raise Untrusted("this is no public key of the form NAME+ID+KEY")
        verifier = cls(name, key[0], key[1:])
        if verifier.vkey != text:
            raise Untrusted(f"the id of the key {name!r} is not the one of its bytes: it was changed, or cut")
        return verifier

    @cached_property
    def key_id(self) -> bytes:
        kind_and_key = bytes([self.kind]) + self.public
        return sha256(self.name.encode() + b"\n" + kind_and_key).digest()[:_ID_BYTES]

    @cached_property
    def vkey(self) -> str:
        """The key as a text, to be given to those who verify."""
        return f"{self.name}+{self.key_id.hex()}+{base64_text(bytes([self.kind]) + self.public)}"

    def signed_at(self, text: str, blob: bytes) -> int | None:
        """When the text was signed, in seconds since the epoch; None of a log, which does not say. Raises Untrusted
        unless the signature is this key's, over exactly this text.
        """
        time, message = None, text
        if self.kind == WITNESS:
            time, blob = int.from_bytes(blob[:TIME_BYTES]), blob[TIME_BYTES:]
            message = cosigned(text, time)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(blob, message.encode())
        except (InvalidSignature, ValueError):
            raise Untrusted(f"the signature of {self.name!r} is not one of its key over this text") from None
        if time is not None and time >> 63:
            raise Untrusted(f"the cosignature of {self.name!r} is of a time that cannot be")
        return time


@dataclass(frozen=True, slots=True)
class Signed:
    """That a key has signed a note, and when if it is a witness's."""

    by: Verifier
    time: int | None


def parse(data: bytes) -> Note:
    """The parts of a note, none of them checked. Raises Untrusted."""
    if len(data) > MOST_BYTES:
        raise Untrusted(f"the note has more than {MOST_BYTES} bytes")
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        raise Untrusted("the note is not UTF-8") from None
    if _CONTROL.search(whole):
        raise Untrusted("the note holds a control character")
    text, blank, under = whole.rpartition("\n\n")
    if not blank or not under.endswith("\n"):
        raise Untrusted("the note has no signatures: after its last empty line, no whole line follows")
    lines = under[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise Untrusted(f"the note has more than {MOST_SIGNATURES} signatures")
    return Note(text + "\n", tuple(map(_signature, lines)))


def verify(note: Note, verifiers: Iterable[Verifier]) -> tuple[Signed, ...]:
    """Who of these keys signed the note, each once and in its order. Raises Untrusted if none did, or if any signature
    under the name and id of one of them is not valid.
    """
    known: dict[tuple[str, bytes], Verifier] = {}
    for verifier in verifiers:
        if known.setdefault((verifier.name, verifier.key_id), verifier) != verifier:
            raise Untrusted(f"two different keys of the name {verifier.name!r} have the same id")
    found: dict[Verifier, Signed] = {}
    for line in note.signatures:
        signer = known.get((line.name, line.key_id))
        if signer is not None:
            found.setdefault(signer, Signed(signer, signer.signed_at(note.text, line.blob)))
    if not found:
        raise Untrusted("none of the given keys has signed the note")
    return tuple(found.values())


def sign(text: str, name: str, key: Ed25519PrivateKey) -> bytes:
    """The note of a text, signed by a log's key under its name. Raises ValueError when it could not be read back."""
    verifier = Verifier(name, LOG, key.public_key().public_bytes_raw())
    if not text.endswith("\n") or _CONTROL.search(text) or len(text) > MOST_BYTES // 8:
        raise ValueError("a note is not too many lines of text, each with its line feed and no other control character")
    return f"{text}\n{MARK}{name} {base64_text(verifier.key_id + key.sign(text.encode()))}\n".encode()


def cosigned(text: str, time: int) -> str:
    """What a witness signs when it has seen the checkpoint `text` at `time`."""
    return f"cosignature/v1\ntime {time}\n{text}"


def base64_text(data: bytes) -> str:
    """Standard base64, padded."""
    return base64.b64encode(data).decode("ascii")


def unbase64(text: str) -> bytes | None:
    """The bytes of a base64 text, or None unless it is the one text for them."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64_text(data) == text else None


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(MARK).partition(" ")
    blob = unbase64(encoded)
    if not line.startswith(MARK) or not _is_name(name) or blob is None or len(blob) <= _ID_BYTES:
        raise Untrusted("a line under the note is not a signature")
    return Signature(name, blob[:_ID_BYTES], blob[_ID_BYTES:])


def _is_name(name: str) -> bool:
    return bool(name) and not _NOT_IN_NAMES.search(name)
