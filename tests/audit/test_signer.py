"""One key for a state folder; each shard signs under a name of its own, which no other log has."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from quarterdeck.audit.checkpoint import Checkpoint
from quarterdeck.audit.note import Untrusted, Verifier, parse, verify
from quarterdeck.audit.signer import log_key, signer
from quarterdeck.errors import UsageError

ROOT = bytes(range(32))


def test_the_key_stays_the_same_and_is_the_owners(tmp_path: Path) -> None:
    first, again = log_key(tmp_path), log_key(tmp_path)
    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert stat.S_IMODE((tmp_path / "audit.key").stat().st_mode) == 0o600


def test_what_is_no_key_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "audit.key").write_bytes(b"not a key")
    with pytest.raises(UsageError, match=r"audit\.key is no Ed25519 key"):
        log_key(tmp_path)
    assert (tmp_path / "audit.key").read_bytes() == b"not a key"


def test_a_checkpoint_is_read_back_with_the_public_key_alone(tmp_path: Path) -> None:
    one = signer(log_key(tmp_path), "deck-0")
    note = parse(one.checkpoint(7, ROOT))
    assert verify(note, [Verifier.from_vkey(one.verifier.vkey)])
    assert Checkpoint.parse(note.text) == Checkpoint(one.origin, 7, ROOT)


def test_no_other_shard_or_log_signs_under_its_name(tmp_path: Path) -> None:
    key, other = log_key(tmp_path), log_key(tmp_path / "other")
    names = {signer(one, shard).origin for one in (key, other) for shard in ("deck-0", "deck-1")}
    assert len(names) == 4
    with pytest.raises(Untrusted):
        verify(parse(signer(key, "deck-1").checkpoint(7, ROOT)), [signer(key, "deck-0").verifier])
