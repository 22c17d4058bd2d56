"""`quarterdeck audit verify`: yes or no, and where; whoever trusts nothing brings the key and a checkpoint."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from quarterdeck.audit import layout
from quarterdeck.audit.deed import deed, record_deed
from quarterdeck.audit.removal import reason
from quarterdeck.audit.signer import signer
from quarterdeck.audit.witnessing import show
from quarterdeck.cli.audit_verify import ago
from tests.audit.shards import KEY, line, lines, named, opened
from tests.audit.witnesses import made
from tests.cli.conftest import Answer


@pytest.fixture
def log(here: Path) -> Path:
    """A log of two shards, one of several segments."""
    folder = here / "var" / "audit"
    for name, count in (("deck-0", 300), ("deck-1", 20)):
        shard = opened(folder / name)
        for first in range(0, count, 20):
            shard.append(lines(first, 20))
        shard.close()
    return folder


def spoil(log: Path) -> None:
    path = layout.segments(log / "deck-0")[1].path
    path.write_bytes(path.read_bytes().replace(b"what", b"whet", 1))


def test_a_log_that_holds(quarterdeck: Callable[..., Answer], log: Path) -> None:
    answer = quarterdeck("audit", "verify", "--json")
    told = json.loads(answer.out)
    assert (answer.code, told["ok"], told["records"]) == (0, True, 320)
    assert told["checkpoints"] == 1 + len(layout.segments(log / "deck-0"))
    assert [one["log"] for one in told["logs"]] == ["deck-0", "deck-1"]
    assert quarterdeck("audit", "verify", str(log / "deck-1")).code == 0


def test_a_log_that_does_not_says_where(quarterdeck: Callable[..., Answer], log: Path) -> None:
    spoil(log)
    first = layout.segments(log / "deck-0")[1].first
    answer = quarterdeck("audit", "verify", str(log), "--json")
    told = json.loads(answer.out)
    assert (answer.code, told["ok"], told["index"], told["log"]) == (1, False, first, "deck-0")
    said = quarterdeck("audit", "verify", str(log))
    assert said.code == 1
    assert f"record {first}: " in said.out
    assert "ok  deck-1: 20 records, 1 checkpoint" in said.out


def test_the_key_may_come_from_elsewhere(quarterdeck: Callable[..., Answer], log: Path, here: Path) -> None:
    key = named(log / "deck-1").verifier.vkey
    (here / "key").write_text(f"{key}\n")
    assert quarterdeck("audit", "verify", str(log / "deck-1"), "--key", key).code == 0
    assert quarterdeck("audit", "verify", str(log / "deck-1"), "--key", str(here / "key")).code == 0
    assert quarterdeck("audit", "verify", str(log), "--key", key).code == 0
    other = signer(Ed25519PrivateKey.from_private_bytes(bytes(32)), "deck-1").verifier.vkey
    assert quarterdeck("audit", "verify", str(log), "--key", other).code == 1
    wrong = quarterdeck("audit", "verify", str(log), "--key", "nothing")
    assert (wrong.code, "neither a public key" in wrong.err) == (2, True)


def test_a_checkpoint_that_was_kept_tells_a_log_that_was_written_anew(
    quarterdeck: Callable[..., Answer], log: Path, here: Path
) -> None:
    kept = here / "kept"
    kept.write_bytes((log / "deck-1" / "checkpoint").read_bytes())
    assert quarterdeck("audit", "verify", str(log), "--checkpoint", str(kept)).code == 0
    for path in sorted((log / "deck-1").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    again = opened(log / "deck-1")
    again.append([line(7), *lines(1, 19)])
    again.close()
    assert quarterdeck("audit", "verify", str(log)).code == 0
    answer = quarterdeck("audit", "verify", str(log), "--checkpoint", str(kept))
    assert answer.code == 1
    assert "are not those that were signed" in answer.out


def test_a_shard_of_which_only_a_checkpoint_is_left_is_missed(
    quarterdeck: Callable[..., Answer], log: Path, here: Path
) -> None:
    kept = here / "kept"
    kept.write_bytes((log / "deck-1" / "checkpoint").read_bytes())
    shutil.rmtree(log / "deck-1")
    answer = quarterdeck("audit", "verify", "--checkpoint", str(kept))
    assert answer.code == 1
    assert "20 records were signed, and the shard is not there" in answer.out


def gone(log: Path, number: int) -> range:
    """Have a segment of deck-0 gone, as if by hand; the records that it had."""
    found = layout.segments(log / "deck-0")
    found[number].path.unlink()
    return range(found[number].first, found[number + 1].first)


def test_what_retention_removed_is_said_and_what_a_hand_removed_is_told(
    quarterdeck: Callable[..., Answer], log: Path, here: Path
) -> None:
    (here / "var" / "audit.key").write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    removed = gone(log, 1)
    answer = quarterdeck("audit", "verify")
    assert answer.code == 1
    assert f"record {removed.start}: records {removed.start} to {removed.stop - 1} are missing" in answer.out
    assert quarterdeck("audit", "verify", "--extract").code == 0
    record_deed(here / "var", deed(reason("deck-0", removed, "old")))
    for folder in (log, log / "deck-0"):
        answer = quarterdeck("audit", "verify", str(folder))
        assert answer.code == 0
        assert f"{len(removed)} records removed by retention, their hashes are there and fit the root" in answer.out
    told = quarterdeck("audit", "verify", "--json").json
    assert [one["removed"] for one in told["logs"]] == [len(removed), 0, 0]
    assert told["logs"][2]["log"] == "admin"
    key = named(log / "deck-1").verifier.vkey
    assert quarterdeck("audit", "verify", "--key", key).code == 0


@pytest.mark.parametrize("what", ["of another key", "changed", "not signed"])
def test_a_record_of_a_removal_that_is_not_the_log_s_own_excuses_nothing(
    quarterdeck: Callable[..., Answer], log: Path, here: Path, what: str
) -> None:
    key = Ed25519PrivateKey.generate() if what == "of another key" else KEY
    (here / "var" / "audit.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    removed = gone(log, 1)
    said = reason("deck-0", range(removed.start, removed.stop + (what != "changed")), "old")
    if what == "not signed":
        record_deed(here / "var", deed("hold"))
        path = layout.segments(log / "admin")[0].path
        path.write_bytes(path.read_bytes() + path.read_bytes().replace(b"hold", said.encode()))
    else:
        record_deed(here / "var", deed(said))
    if what == "changed":
        path = layout.segments(log / "admin")[0].path
        path.write_bytes(path.read_bytes().replace(b"old", b"odd"))
    answer = quarterdeck("audit", "verify", str(log / "deck-0"))
    assert answer.code == 1
    assert "no removal is on record" in answer.out


def test_a_witness_says_how_far_and_when(quarterdeck: Callable[..., Answer], log: Path, here: Path) -> None:
    witness = made(here / "w", [named(log / "deck-0").verifier.vkey])

    def post(body: bytes) -> tuple[int, bytes]:
        answer = witness.add(body)
        return answer.status, answer.body

    for shard in layout.shards(log):
        show(shard, witness.verifier, post)
    more = opened(log / "deck-1")
    more.append(lines(20, 3))
    more.close()
    key = witness.verifier.vkey
    said = quarterdeck("audit", "verify", "--witness", key)
    assert said.code == 0
    assert "20 seen by witness.example/1 at " in said.out
    assert "ago; 3 records since" in said.out
    told = quarterdeck("audit", "verify", "--witness", key, "--threshold", "1", "--json").json["logs"][1]["witnessed"]
    assert (told["records"], told["after"], told["by"]) == (20, 3, ["witness.example/1"])
    other = made(here / "w2", [], 2).verifier.vkey
    answer = quarterdeck("audit", "verify", "--witness", key, "--witness", other)
    assert (answer.code, "1 of the given witnesses" in answer.out) == (1, True)
    assert quarterdeck("audit", "verify", "--witness", key, "--witness", other, "--threshold", "1").code == 0


def test_what_is_no_witness_is_said(quarterdeck: Callable[..., Answer], log: Path, here: Path) -> None:
    answer = quarterdeck("audit", "verify", "--witness", named(log / "deck-0").verifier.vkey)
    assert (answer.code, "the key of a log" in answer.err) == (2, True)
    answer = quarterdeck("audit", "verify", "--threshold", "1")
    assert (answer.code, "needs as many witnesses" in answer.err) == (2, True)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "by a clock that is ahead of this one"),
        (1, "1 second ago"),
        (119, "119 seconds ago"),
        (120, "2 minutes ago"),
        (7200, "2 hours ago"),
        (260_000, "3 days ago"),
    ],
)
def test_how_long_ago_it_was(seconds: float, said: str) -> None:
    assert ago(seconds) == said


def test_where_there_is_no_log_that_is_said(quarterdeck: Callable[..., Answer], here: Path) -> None:
    (here / "var" / "audit").mkdir(parents=True)
    answer = quarterdeck("audit", "verify")
    assert (answer.code, "holds no deck log" in answer.err) == (2, True)
