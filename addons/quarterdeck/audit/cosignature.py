"""What a witness says of a checkpoint: that it has seen the log grow to it, and when (https://c2sp.org/tlog-cosignature).

A cosignature is one more signature line under the log's own note.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quarterdeck.audit.note import (
    MARK,
    TIME_BYTES,
    WITNESS,
    Signed,
    Untrusted,
    Verifier,
    base64_text,
    cosigned,
    parse,
    verify,
)


def cosign(text: str, name: str, key: Ed25519PrivateKey, time: int) -> bytes:
    """The signature line of a witness over the text of a checkpoint, seen at `time` (seconds since the epoch)."""
    verifier = Verifier(name, WITNESS, key.public_key().public_bytes_raw())
    blob = verifier.key_id + time.to_bytes(TIME_BYTES) + key.sign(cosigned(text, time).encode())
    return f"{MARK}{name} {base64_text(blob)}\n".encode()


def with_cosignature(note: bytes, answer: bytes, witness: Verifier) -> tuple[bytes, Signed]:
    """A note with the line of this witness among those that it answered with, and what the line says.

    Lines of other keys are left out. Raises Untrusted unless the witness has signed exactly this note.
    """
    for line in answer.splitlines(keepends=True):
        signed = note + line
        parsed = parse(signed)
        last = parsed.signatures[-1]
        if (last.name, last.key_id) == (witness.name, witness.key_id):
            return signed, verify(parsed, [witness])[0]
    raise Untrusted(f"the answer holds no signature of {witness.name!r}")
