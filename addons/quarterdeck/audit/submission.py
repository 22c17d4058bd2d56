"""What a log sends to a witness: a checkpoint, and the proof that it only grew (https://c2sp.org/tlog-witness)."""

from __future__ import annotations

from dataclasses import dataclass

from quarterdeck.audit.checkpoint import decimal
from quarterdeck.audit.note import MOST_BYTES, Untrusted, base64_text, unbase64
from quarterdeck.audit.tree import HASH_BYTES

_OLD = "old "
_MOST_HASHES = 63
# Each hash is a line of 45 bytes.
MOST_SUBMISSION = MOST_BYTES + 4096
SIZE_TYPE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Submission:
    """The size that the witness is thought to have seen last, the proof from there on, and the note as it is."""

    old: int
    path: tuple[bytes, ...]
    note: bytes

    def to_bytes(self) -> bytes:
        """The body of the request `add-checkpoint`."""
        lines = [f"{_OLD}{self.old}", *map(base64_text, self.path), "", ""]
        return "\n".join(lines).encode() + self.note

    @classmethod
    def parse(cls, body: bytes) -> Submission:
        """The parts of a body, none of them checked. Raises Untrusted."""
        head, blank, note = body.partition(b"\n\n")
        if len(body) > MOST_SUBMISSION or not blank or not head.isascii():
            raise Untrusted("a submission is the old size, a proof, an empty line and a checkpoint")
        first, *lines = head.decode("ascii").split("\n")
        if not first.startswith(_OLD):
            raise Untrusted("the submission does not begin with the old size")
        if len(lines) > _MOST_HASHES:
            raise Untrusted(f"the proof is longer than {_MOST_HASHES} hashes")
        return cls(decimal(first.removeprefix(_OLD), "the old size"), tuple(map(_hash, lines)), note)


def _hash(line: str) -> bytes:
    data = unbase64(line)
    if data is None or len(data) != HASH_BYTES:
        raise Untrusted("a line of the proof is not a hash in base64")
    return data
