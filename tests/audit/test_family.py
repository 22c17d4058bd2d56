"""Who trusts a log by one of its names trusts its other shards, and nothing else."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quarterdeck.audit.family import keys_of, relative
from quarterdeck.audit.note import WITNESS, Verifier
from quarterdeck.audit.signer import signer
from tests.audit.shards import KEY

DECK_0 = signer(KEY, "deck-0").verifier
OTHER = signer(Ed25519PrivateKey.from_private_bytes(bytes(32)), "deck-0").verifier


@pytest.mark.parametrize("shard", ["deck-0", "deck-17", "admin"])
def test_a_key_is_that_of_every_shard_under_its_name(shard: str) -> None:
    meant = signer(KEY, shard).verifier
    assert relative(DECK_0, meant.name) == meant
    assert keys_of(shard, [DECK_0.vkey]) == (meant.vkey,)


def test_of_several_names_the_one_of_the_shard_is_left() -> None:
    deck_1 = signer(KEY, "deck-1").verifier
    assert keys_of("deck-1", [DECK_0.vkey, deck_1.vkey]) == (deck_1.vkey,)


@pytest.mark.parametrize("origin", [OTHER.name, "quarterdeck/admin", f"{DECK_0.name}/admin", "example.org/log", ""])
def test_no_other_log_is_a_relative(origin: str) -> None:
    assert relative(DECK_0, origin) is None


def test_keys_that_are_not_of_a_shard_stay_as_they_are() -> None:
    named = Verifier("example.org/log", DECK_0.kind, DECK_0.public)
    witness = Verifier(DECK_0.name, WITNESS, DECK_0.public)
    assert relative(named, "example.org/admin") is None
    assert relative(witness, signer(KEY, "admin").origin) is None
    assert keys_of("admin", [named.vkey]) == (named.vkey,)
    assert keys_of("evidence", [DECK_0.vkey]) == (DECK_0.vkey,)
