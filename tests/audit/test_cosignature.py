"""A cosignature is what the specification says: another implementation reads ours, and we read theirs."""

from __future__ import annotations

import aics_tlog
import pytest
from aics_tlog.cosign import cosignature_vkey, sign_cosignature, verify_cosignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quarterdeck.audit.checkpoint import Checkpoint, open_checkpoint
from quarterdeck.audit.cosignature import cosign, with_cosignature
from quarterdeck.audit.note import WITNESS, Untrusted, Verifier, parse
from quarterdeck.audit.signer import signer
from tests.audit.shards import KEY

WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NAME = "witness.example/w1"
LOG = signer(KEY, "deck-0")
ROOT = bytes(range(32))
NOTE = LOG.checkpoint(42, ROOT)
TEXT = parse(NOTE).text
SEEN = 1_772_539_200
PUBLIC = WITNESS_KEY.public_key().public_bytes_raw()
VERIFIER = Verifier(NAME, WITNESS, PUBLIC)


def test_another_implementation_takes_ours() -> None:
    line = cosign(TEXT, NAME, WITNESS_KEY, SEEN)
    signature = parse(NOTE + line).signatures[-1]
    assert verify_cosignature(signature.blob, NAME, PUBLIC, LOG.origin, 42, ROOT)
    assert aics_tlog.parse_vkey(VERIFIER.vkey) == cosignature_vkey(NAME, PUBLIC)


def test_ours_is_theirs_to_the_byte() -> None:
    _, theirs = sign_cosignature(WITNESS_KEY, NAME, SEEN, LOG.origin, 42, ROOT)
    ours = parse(NOTE + cosign(TEXT, NAME, WITNESS_KEY, SEEN)).signatures[-1]
    assert (ours.name, ours.key_id, ours.blob) == (theirs.name, theirs.key_id, theirs.signature)


def test_a_note_with_the_line_is_signed_by_both() -> None:
    answer = cosign(TEXT, "other.example/w", KEY, SEEN) + cosign(TEXT, NAME, WITNESS_KEY, SEEN)
    note, signed = with_cosignature(NOTE, answer, VERIFIER)
    assert signed.time == SEEN
    assert note == NOTE + answer.splitlines(keepends=True)[1]
    checkpoint, by = open_checkpoint(note, [LOG.verifier.vkey, VERIFIER.vkey])
    assert checkpoint == Checkpoint(LOG.origin, 42, ROOT)
    assert [one.time for one in by] == [None, SEEN]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"", "no signature of"),
        (b"not a line\n", "not a signature"),
        (b"\xff\n", "not UTF-8"),
        (cosign(TEXT, "other.example/w", WITNESS_KEY, SEEN), "no signature of"),
        (cosign(TEXT.replace("42", "43"), NAME, WITNESS_KEY, SEEN), "not one of its key"),
        (cosign(TEXT, NAME, WITNESS_KEY, SEEN)[:-1], "no whole line"),
    ],
)
def test_what_is_not_this_witness_s_word_on_this_note_is_not_taken(answer: bytes, why: str) -> None:
    with pytest.raises(Untrusted, match=why):
        with_cosignature(NOTE, answer, VERIFIER)
