"""What a log vouches for: its name, its size and its root, as C2SP tlog-checkpoint writes them to be signed
(https://c2sp.org/tlog-checkpoint).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from quarterdeck.audit import note
from quarterdeck.audit.note import LOG, WITNESS, Signed, Untrusted, Verifier, base64_text, unbase64
from quarterdeck.audit.tree import EMPTY, HASH_BYTES

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_NOT_IN_LINES = re.compile(r"[\x00-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a tree. Making one that could not be written raises Untrusted."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for line in (self.origin, *self.extensions):
            if not line or _NOT_IN_LINES.search(line):
                raise Untrusted("a line of the checkpoint is empty or holds a control character")
        if not 0 <= self.size < 1 << 63:
            raise Untrusted("the size of the checkpoint cannot be one")
        if len(self.root) != HASH_BYTES:
            raise Untrusted(f"the root of the checkpoint has {len(self.root)} bytes instead of {HASH_BYTES}")
        if self.size == 0 and self.root != EMPTY:
            raise Untrusted("the checkpoint is of an empty log, but has not the root of one")

    @property
    def text(self) -> str:
        """What is signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, base64_text(self.root), *self.extensions))

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint of a note's text, in no other spelling than `text` has. Raises Untrusted."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop():
            raise Untrusted("a checkpoint is at least three lines, each with its line feed")
        origin, size, root, *extensions = lines
        hashed = unbase64(root)
        if hashed is None:
            raise Untrusted("the third line of the checkpoint is not a root in base64")
        return cls(origin, decimal(size, "the second line of the checkpoint"), hashed, tuple(extensions))


def open_checkpoint(
    data: bytes, vkeys: Iterable[str], *, origin: str | None = None, witnesses: int | None = None
) -> tuple[Checkpoint, tuple[Signed, ...]]:
    """The checkpoint of a note, and who of the given keys signed it. Raises Untrusted.

    It must be signed by the log itself: a key of type 0x01 whose name is the origin of the checkpoint, or, when
    `origin` says which log is meant, any given key of that type. All witnesses whose keys are given must have signed
    as well, or as many as `witnesses` says; one key under several names is one witness.
    """
    verifiers = [Verifier.from_vkey(vkey) for vkey in vkeys]
    parsed = note.parse(data)
    signed = note.verify(parsed, verifiers)
    checkpoint = Checkpoint.parse(parsed.text)
    if origin not in (None, checkpoint.origin):
        raise Untrusted(f"the checkpoint is of the log {checkpoint.origin!r}, not of {origin!r}")
    logs = [one.by.name for one in signed if one.by.kind == LOG]
    if not logs or (origin is None and checkpoint.origin not in logs):
        raise Untrusted(f"the checkpoint is not signed by its log, {checkpoint.origin!r}, with a key that was given")
    needed = len({one.public for one in verifiers if one.kind == WITNESS}) if witnesses is None else witnesses
    seen = len({one.by.public for one in signed if one.by.kind == WITNESS})
    if seen < needed:
        raise Untrusted(f"the checkpoint is signed by {seen} of the given witnesses; it needs {needed}")
    return checkpoint, signed


def decimal(text: str, what: str) -> int:
    """A number of at most 63 bits in its one spelling. Raises Untrusted."""
    if not _DECIMAL.fullmatch(text) or int(text) >> 63:
        raise Untrusted(f"{what} is not a number as it is written here: digits, none to spare")
    return int(text)
