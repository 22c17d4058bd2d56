"""What another implementation makes of our logs, and we of its: `aics_tlog`, which shares no line with ours.

It knows no tlog-proof; `spelled` below is a second reading of https://c2sp.org/tlog-proof.
"""

from __future__ import annotations

import base64
import random
from functools import partial
from pathlib import Path

import aics_tlog
import pytest
from aics_tlog.tiles import materialise_tiles
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quarterdeck.audit import layout, tree
from quarterdeck.audit.checkpoint import Checkpoint, open_checkpoint
from quarterdeck.audit.note import WITNESS, Untrusted, Verifier
from quarterdeck.audit.proof import Proof, verify_proof
from quarterdeck.audit.prove import prove
from quarterdeck.audit.shard import Shard
from quarterdeck.audit.signer import Signer
from quarterdeck.audit.tile import BadTile, Tiles, tiles_between

from .shards import KEY, Hasty, lines, named, records

SIZES = (1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 700, 1025)
LARGE = 66_000
ORIGIN = "quarterdeck/0011223344556677/deck-0"


@pytest.fixture(scope="module", params=[*SIZES, LARGE])
def shard(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shard of so many records, over several segments and checkpoints; the largest has three levels of tiles."""
    folder, size = tmp_path_factory.mktemp("crossed") / "deck-0", request.param
    one = Shard(folder, named(folder), files=Hasty(), segment=max(4000, size * 10))
    for first in range(0, size, max(30, size // 50)):
        one.append(lines(first, min(max(30, size // 50), size - first)))
        one.sign()
    one.close()
    return folder


@pytest.fixture(scope="module")
def leaves() -> list[bytes]:
    """Entries that only the other one has seen."""
    chance = random.Random("crossed")
    return [chance.randbytes(chance.randrange(60)) for _ in range(max(SIZES))]


def theirs_of(vkey: str) -> aics_tlog.VKey:
    return aics_tlog.parse_vkey(vkey)


def signed(folder: Path) -> Checkpoint:
    return open_checkpoint((folder / layout.CHECKPOINT).read_bytes(), [named(folder).verifier.vkey])[0]


def some(size: int) -> list[int]:
    """All of a small tree, and of a large one the edges and some between."""
    chance = random.Random(size)
    return sorted({0, size - 1, *(chance.randrange(size) for _ in range(60))}) if size > 60 else list(range(size))


# -- ours, read by the other ------------------------------------------------------------------------------------------


def test_our_key_and_our_checkpoints_are_good_to_the_other(shard: Path) -> None:
    key = theirs_of((shard / layout.PUBLIC_KEY).read_text().strip())
    assert aics_tlog.format_vkey(key) == named(shard).verifier.vkey
    for path in (*layout.kept_checkpoints(shard), shard / layout.CHECKPOINT):
        note = aics_tlog.parse_note(path.read_bytes())
        told = aics_tlog.verify_checkpoint(note, key, expected_origin=named(shard).origin)
        assert told.ok, told.error
        ours = open_checkpoint(path.read_bytes(), [named(shard).verifier.vkey])[0]
        assert (told.origin, told.size, told.root) == (ours.origin, ours.size, ours.root)


def test_our_tiles_and_records_are_the_tree_that_the_other_builds(shard: Path) -> None:
    entries, checkpoint = [one[:-1] for one in records(shard)], signed(shard)
    assert aics_tlog.MerkleTree(entries).root() == checkpoint.root
    wanted = {path: data for path, data in materialise_tiles(entries).items() if not path.startswith("tile/entries/")}
    found = {str(path.relative_to(shard)): path.read_bytes() for path in (shard / "tile").rglob("*") if path.is_file()}
    assert found == wanted
    reader = aics_tlog.FileSystemTileReader(shard)
    assert aics_tlog.tree_root_from_tiles(reader, checkpoint.size) == checkpoint.root
    told = aics_tlog.audit_tiles(reader, checkpoint.size, checkpoint.root, entries=False)
    assert told.tiles == len(tiles_between(0, checkpoint.size))


def test_our_proofs_of_inclusion_convince_the_other(shard: Path) -> None:
    checkpoint = signed(shard)
    reader = aics_tlog.FileSystemTileReader(shard)
    for index in some(checkpoint.size):
        record, proof = prove(shard, index)
        path = list(proof.path)
        assert aics_tlog.verify_leaf_inclusion(record, index, checkpoint.size, path, checkpoint.root)
        assert path == aics_tlog.inclusion_proof_from_tiles(reader, index, checkpoint.size)
        assert not aics_tlog.verify_leaf_inclusion(record + b" ", index, checkpoint.size, path, checkpoint.root)


def test_our_proofs_of_consistency_convince_the_other(shard: Path) -> None:
    new = signed(shard)
    tiles = Tiles(new.size, partial(layout.read_tile, shard))
    for old in some(new.size):
        path, old_root = tree.consistency_path(old, new.size, tiles.hash_at), tiles.root(old)
        assert aics_tlog.verify_consistency(old, new.size, old_root, new.root, path)
        if old:
            assert not aics_tlog.verify_consistency(old, new.size, bytes(32), new.root, path)


def test_our_file_of_a_proof_says_what_a_second_reading_finds_in_it(shard: Path) -> None:
    checkpoint = signed(shard)
    for index in some(checkpoint.size)[:10]:
        record, proof = prove(shard, index)
        found_index, path, note = spelled(proof.to_bytes())
        assert found_index == index
        key = theirs_of(named(shard).verifier.vkey)
        told = aics_tlog.verify_checkpoint(aics_tlog.parse_note(note), key)
        assert told.ok
        assert aics_tlog.verify_leaf_inclusion(record, index, told.size, path, told.root)


def spelled(data: bytes) -> tuple[int, list[bytes], bytes]:
    """The index, the path and the checkpoint of a proof."""
    rest = iter(data.split(b"\n"))
    assert next(rest) == b"c2sp.org/tlog-proof@v1"
    line = next(rest)
    if line.startswith(b"extra "):
        base64.b64decode(line[6:], validate=True)
        line = next(rest)
    assert line.startswith(b"index ")
    number = line[6:]
    assert number.isdigit()
    assert number == b"0" or not number.startswith(b"0")
    path = []
    while line := next(rest):
        path.append(base64.b64decode(line, validate=True))
    assert all(len(one) == 32 for one in path)
    return int(number), path, b"\n".join(rest)


# -- the other's, read by us ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_the_other_s_proofs_convince_us(leaves: list[bytes], size: int) -> None:
    other = aics_tlog.MerkleTree(leaves[:size])
    root = other.root()
    assert root == tree.root([tree.leaf_hash(one) for one in leaves[:size]])
    for index in some(size):
        path = other.inclusion_proof(index)
        leaf = tree.leaf_hash(leaves[index])
        assert tree.verify_inclusion(leaf, index, size, path, root)
        assert not tree.verify_inclusion(leaf, index, size, [*path, bytes(32)], root)
    for old in some(size):
        path = other.consistency_proof(old, size) if old else []
        assert tree.verify_consistency(old, other.root(old), size, root, path)
        assert not tree.verify_consistency(old, other.root(old), size, bytes(32), path) or old == 0


@pytest.mark.parametrize("size", SIZES)
def test_the_other_s_tiles_are_a_tree_to_us(leaves: list[bytes], size: int) -> None:
    kept = materialise_tiles(leaves[:size])
    tiles = Tiles(size, kept.get)
    assert tiles.root() == aics_tlog.MerkleTree(leaves[:size]).root()
    assert {tile.path for tile in tiles_between(0, size)} == {one for one in kept if "entries" not in one}
    with pytest.raises(BadTile):
        Tiles(size, {path: data[:-1] for path, data in kept.items()}.get).root()


def witnessed(size: int = 7, extensions: tuple[str, ...] = ()) -> tuple[bytes, str, str]:
    """A checkpoint that the other signs and a witness of its cosigns, with the two keys."""
    witness = Ed25519PrivateKey.from_private_bytes(bytes(range(64, 96)))
    root = random.Random(size).randbytes(32)
    checkpoint = aics_tlog.Checkpoint(origin=ORIGIN, size=size, root=root, extension_lines=extensions)
    note = aics_tlog.sign_checkpoint(checkpoint, KEY, ORIGIN)
    _, cosigned = aics_tlog.sign_cosignature(witness, "witness.example", 1_700_000_000, ORIGIN, size, root, extensions)
    both = aics_tlog.Note(text=note.text, signatures=(*note.signatures, cosigned))
    log_key = aics_tlog.format_vkey(aics_tlog.vkey_from_ed25519(ORIGIN, KEY.public_key()))
    witness_key = aics_tlog.cosignature_vkey("witness.example", witness.public_key())
    return both.to_bytes(), log_key, aics_tlog.format_vkey(witness_key)


@pytest.mark.parametrize("extensions", [(), ("ext one", "ext two")])
def test_the_other_s_checkpoints_and_cosignatures_are_good_to_us(extensions: tuple[str, ...]) -> None:
    data, log_key, witness_key = witnessed(extensions=extensions)
    checkpoint, signers = open_checkpoint(data, [log_key, witness_key], witnesses=1)
    assert (checkpoint.size, checkpoint.extensions) == (7, extensions)
    assert [(one.by.kind == WITNESS, one.time) for one in signers] == [(False, None), (True, 1_700_000_000)]
    assert Signer(ORIGIN, KEY).verifier.vkey == log_key
    assert Verifier.from_vkey(witness_key).vkey == witness_key


def test_neither_takes_a_note_of_which_one_byte_is_another() -> None:
    data, log_key, witness_key = witnessed()
    keys = [theirs_of(log_key), theirs_of(witness_key)]
    assert ours_takes(data, log_key, witness_key)
    assert theirs_takes(data, keys)
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert not ours_takes(changed, log_key, witness_key), (at, changed)
        assert not theirs_takes(changed, keys), (at, changed)


def ours_takes(data: bytes, log_key: str, witness_key: str) -> bool:
    try:
        open_checkpoint(data, [log_key, witness_key], witnesses=1)
    except Untrusted:
        return False
    return True


def theirs_takes(data: bytes, keys: list[aics_tlog.VKey]) -> bool:
    try:
        note = aics_tlog.parse_note(data)
        return bool(aics_tlog.verify_checkpoint(note, keys[0], keys[1:], 1, expected_origin=ORIGIN).ok)
    except ValueError:
        return False


def test_a_proof_that_a_second_reading_writes_is_good_to_us(leaves: list[bytes]) -> None:
    other = aics_tlog.MerkleTree(leaves[:100])
    head = aics_tlog.Checkpoint(origin=ORIGIN, size=100, root=other.root(), extension_lines=())
    note = aics_tlog.sign_checkpoint(head, KEY, ORIGIN).to_bytes()
    vkey = Signer(ORIGIN, KEY).verifier.vkey
    for index in range(100):
        path = [base64.b64encode(one).decode() for one in other.inclusion_proof(index)]
        data = "\n".join(["c2sp.org/tlog-proof@v1", f"index {index}", *path, "", ""]).encode() + note
        assert verify_proof(leaves[index], data, [vkey]).size == 100
        assert Proof.parse(data).to_bytes() == data
        with pytest.raises(Untrusted):
            verify_proof(leaves[index] + b"x", data, [vkey])
