"""What one person hands to another so that they believe one record: C2SP tlog-proof (https://c2sp.org/tlog-proof)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quarterdeck.audit.checkpoint import Checkpoint, decimal, open_checkpoint
from quarterdeck.audit.note import MOST_BYTES, Untrusted, base64_text, unbase64
from quarterdeck.audit.tree import HASH_BYTES, leaf_hash, verify_inclusion

_FIRST = "c2sp.org/tlog-proof@v1"
_MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class Proof:
    """The record's index, the way from its leaf to the root, and the signed checkpoint as it came. Nobody vouches for
    `extra`.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def to_bytes(self) -> bytes:
        """The proof as a file, `.tlog-proof` by custom."""
        extra = [] if self.extra is None else [f"extra {base64_text(self.extra)}"]
        lines = [_FIRST, *extra, f"index {self.index}", *map(base64_text, self.path), "", ""]
        return "\n".join(lines).encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> Proof:
        """The parts of a proof, none of them checked. Raises Untrusted."""
        if len(data) > 2 * MOST_BYTES:
            raise Untrusted(f"the proof has more than {2 * MOST_BYTES} bytes")
        head, blank, checkpoint = data.partition(b"\n\n")
        if not head.isascii() or not blank:
            raise Untrusted("the proof has no empty line between its path and its checkpoint")
        first, *lines = head.decode("ascii").split("\n")
        if first != _FIRST:
            raise Untrusted(f"the proof does not begin with the line {_FIRST}")
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = unbase64(lines.pop(0).removeprefix("extra "))
            if extra is None:
                raise Untrusted("the extra line of the proof is not base64")
        if not lines or not lines[0].startswith("index "):
            raise Untrusted("the proof does not say the index of its record")
        index = decimal(lines.pop(0).removeprefix("index "), "the index of the proof")
        if len(lines) > _MOST_HASHES:
            raise Untrusted(f"the path of the proof is longer than {_MOST_HASHES} hashes")
        return cls(index, tuple(map(_hash, lines)), checkpoint, extra)


def verify_proof(
    record: bytes, proof: bytes, vkeys: Iterable[str], *, origin: str | None = None, witnesses: int | None = None
) -> Checkpoint:
    """The signed checkpoint of a log that holds exactly these bytes, a line without its line feed, at the proof's
    index. Raises Untrusted. Which keys must have signed is as in `open_checkpoint`.
    """
    parsed = Proof.parse(proof)
    checkpoint, _ = open_checkpoint(parsed.checkpoint, vkeys, origin=origin, witnesses=witnesses)
    if parsed.index >= checkpoint.size:
        raise Untrusted(f"the proof is of record {parsed.index}, but the checkpoint is of {checkpoint.size} records")
    if not verify_inclusion(leaf_hash(record), parsed.index, checkpoint.size, parsed.path, checkpoint.root):
        raise Untrusted(
            f"the log of this checkpoint does not hold this record at index {parsed.index}: the record, the index or "
            "the path was changed"
        )
    return checkpoint


def _hash(line: str) -> bytes:
    data = unbase64(line)
    if data is None or len(data) != HASH_BYTES:
        raise Untrusted("a line of the proof's path is not a hash in base64")
    return data
