"""A proof convinces with a public key alone, and nothing but a true one does."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.audit import note, tree
from quarterdeck.audit.checkpoint import Checkpoint
from quarterdeck.audit.note import LOG, WITNESS, Untrusted, Verifier
from quarterdeck.audit.proof import Proof, verify_proof

# A proof that a public log of the world gave: entry 43,930,254 of the database that Go's module checksums stand in.
GO = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
GO_RECORD = b"""\
github.com/transparency-dev/tessera v1.0.0 h1:4OT1V9xJLa5NnYlFWWlCdZkCm18/o12rdd+bCTje7XE=
github.com/transparency-dev/tessera v1.0.0/go.mod h1:TLvfjlkbmsmKVEJUtzO2eb9Q2IBnK3EJ0dI4G0oxEOU=
"""
GO_PROOF = """\
c2sp.org/tlog-proof@v1
index 43930254
Q2cuq1e21q4UC1RQ6wtmXmCxk2q3Wqz/yFvD12P2KSM=
VdgHwjNYSv9fZVxvYzn8kySGvrjqeCnzdJqJILieWf4=
ARfBpZjsj3LSP42V4xBVdCKbHVa4WXSbuFAa0rUSCVQ=
0VYgz0Vmgz6jOM8H6edZBWHtO6+R7tPvN4EOwwRRSws=
vq+ifloynXE+ORFC1wymQT0cpNIJA1tqg2mQpA55+kc=
SCRewH6vHE1/Vwkt5yEW8xT7il0WbWltXjFIVqlGtQQ=
p//fIG8jgZie4MMwjHF7quCIJ4hErr7U4at0HV34MZQ=
D3K5YdBlxQcklrgF8vSbDyT05J5/mA9lzuhhp72uSOk=
jeYlYyH9FhYGwu+ZJmfPr8GvSNdgrydwqmJgHsygoR0=
p6RFgfGhu8Uuy0LyyZdI4MrSPOZkMe+ycwWJFfr8zTI=
AMZsxrVKBPSe8nSNVVCTyTxWns0CiNbChG/FoiSJWuM=
e+rtSmK5Pd1K5LgFwj7VSo5XJXOcq7OOcqPVZn1hqeM=
expmv1e6XiGr5NMUjMRkSZijlcBx+fZcpqQmUnawhOY=
+Wuic0YARH84k80/Q+KJIbhRCldxG8npjLFiHMLtEpo=
NOMeJqlyUxFXUKYRI/1YqAF4WJBfXJr8UM/SlWGqxgY=
Lm6+TAlLb2lvUs/3unZ2t6RSmJw8RO+WuEuUbAw3QEc=
Jhh2EDG15gDBoLmLiF88lVTgd+uvx3L0xczb8Y3kSq8=
taenaiKqtYMXS3gDzIF3q8VZzqAXqftHqL9BC39njaw=
kZNKypGwEANnt1+msLINnqrIrwX+0MGZUTTKXTfbloI=
A4NJSymjVJ5dvGPaGC3Gj04x8qVRKYfh0pP24mwd6Yk=
KQq808D9W4NUgr4ip+rF/RCyAUERYKKCwKiiAJfaFOc=
I3EVN3zM2rDjs5Q06Zr5gxhg+ksnX2h77E75uL+h3aI=
7iNSYSDhMeRkeV7r9krKbKelNPiqDCJU1i6xAn/Fbuw=
MYqdo6zSjxaAn+29EEjNRbPYm0myB3bheu+HTZIAbVY=
S7olT9TPLXk+bbawbV3sAzWMmhcpWrtjbw++9ZTiyn8=
xJ20xXM4QItt5vxFOtolZ5l18p7ej1+RimNkgWmoRFM=

go.sum database tree
58253265
lIyLAEe4zJUQAda6pFFg3yPOf7j1SgfMEDrpgoX39JU=

\N{EM DASH} sum.golang.org Az3grkvBHbFcpEFQ3BhGlktgB7pcswIW+ez91eWY6rNPtWfAey8bJO2rVoG2yO5zXvgiaikWVHqon+e14JhA+WXvpAY=
""".encode()

ORIGIN = "quarterdeck/example/deck-0"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DECK = Verifier(ORIGIN, LOG, KEY.public_key().public_bytes_raw())
W1_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
W1 = Verifier("w1.example", WITNESS, W1_KEY.public_key().public_bytes_raw())
RECORDS = [b'{"event":"decision","n":%d}' % number for number in range(100)]
NODES: dict[tuple[int, int], bytes] = {}
_FRONTIER = tree.Frontier()
for _number, _record in enumerate(RECORDS):
    for _level, _hash in enumerate(_FRONTIER.append(tree.leaf_hash(_record))):
        NODES[_level, _number >> _level] = _hash


def hash_at(level: int, index: int) -> bytes:
    return NODES[level, index]


def checkpoint(size: int, origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, size, tree.root_at(size, hash_at))


def proof(index: int, size: int, extra: bytes | None = None) -> Proof:
    signed = note.sign(checkpoint(size).text, ORIGIN, KEY)
    return Proof(index, tuple(tree.inclusion_path(index, size, hash_at)), signed, extra)


def test_a_proof_of_go_s_module_database_convinces() -> None:
    found = verify_proof(GO_RECORD, GO_PROOF, [GO], origin="go.sum database tree")
    assert (found.origin, found.size) == ("go.sum database tree", 58_253_265)
    parsed = Proof.parse(GO_PROOF)
    assert (parsed.index, len(parsed.path), parsed.extra) == (43_930_254, 26, None)
    assert parsed.to_bytes() == GO_PROOF
    with pytest.raises(Untrusted, match="does not hold this record at index 43930254"):
        verify_proof(GO_RECORD[:-1], GO_PROOF, [GO], origin="go.sum database tree")
    with pytest.raises(Untrusted, match=r"not signed by its log, 'go\.sum database tree'"):
        verify_proof(GO_RECORD, GO_PROOF, [GO])


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (Proof(0, (), b"checkpoint\n"), b"c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n"),
        (
            Proof(10, (bytes(32),), b"a\n\nb\n", b"extra information"),
            (
                b"c2sp.org/tlog-proof@v1\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n"
                b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\na\n\nb\n"
            ),
        ),
        (Proof(1, (), b"", b""), b"c2sp.org/tlog-proof@v1\nextra \nindex 1\n\n"),
    ],
)
def test_a_proof_is_written_line_by_line(made: Proof, text: bytes) -> None:
    assert made.to_bytes() == text
    assert Proof.parse(text) == made


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 64, 65, 100])
def test_every_record_is_proven_with_the_public_key_alone(size: int) -> None:
    for index in range(size):
        assert verify_proof(RECORDS[index], proof(index, size).to_bytes(), [DECK.vkey]) == checkpoint(size)


@given(st.integers(1, 100), st.data())
def test_no_other_record_index_or_path_convinces(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, 99).filter(lambda number: number != index))
    true = proof(index, size)
    with pytest.raises(Untrusted, match="does not hold this record"):
        verify_proof(RECORDS[other], true.to_bytes(), [DECK.vkey])
    moved = Proof(other, true.path, true.checkpoint)
    beyond = f"is of record {other}, but the checkpoint is of {size} records"
    with pytest.raises(Untrusted, match=beyond if other >= size else f"this record at index {other}"):
        verify_proof(RECORDS[index], moved.to_bytes(), [DECK.vkey])
    for path in (true.path[1:], true.path[:-1], (*true.path, bytes(32)), true.path[::-1]):
        if path != true.path:
            with pytest.raises(Untrusted, match="does not hold this record"):
                verify_proof(RECORDS[index], Proof(index, path, true.checkpoint).to_bytes(), [DECK.vkey])


def test_any_changed_bit_of_a_proof_is_noticed_but_for_its_extra_line() -> None:
    data = bytearray(proof(37, 100, b"for the reader").to_bytes())
    start = data.index(b"extra ") + len(b"extra ")
    unsigned = range(start, data.index(b"\n", start))
    believed = 0
    for at in range(len(data)):
        for bit in range(8):
            data[at] ^= 1 << bit
            try:
                verify_proof(RECORDS[37], bytes(data), [DECK.vkey])
            except Untrusted:
                pass
            else:
                believed += 1
                assert at in unsigned
            data[at] ^= 1 << bit
    assert believed


def test_any_cut_of_a_proof_is_noticed() -> None:
    data = proof(5, 9).to_bytes()
    for end in range(len(data)):
        with pytest.raises(Untrusted):
            verify_proof(RECORDS[5], data[:end], [DECK.vkey])
        with pytest.raises(Untrusted):
            verify_proof(RECORDS[5], data[len(data) - end :], [DECK.vkey])
    with pytest.raises(Untrusted):
        verify_proof(RECORDS[5], data + b"\n", [DECK.vkey])


def test_the_record_is_its_line_without_the_line_feed() -> None:
    with pytest.raises(Untrusted, match="does not hold this record"):
        verify_proof(RECORDS[5] + b"\n", proof(5, 9).to_bytes(), [DECK.vkey])


def test_a_proof_is_only_as_good_as_the_key_one_was_given() -> None:
    other = Verifier(ORIGIN, LOG, W1_KEY.public_key().public_bytes_raw())
    for vkeys in ([], [other.vkey], [W1.vkey]):
        with pytest.raises(Untrusted, match="none of the given keys has signed"):
            verify_proof(RECORDS[5], proof(5, 9).to_bytes(), vkeys)
    with pytest.raises(Untrusted, match="no public key"):
        verify_proof(RECORDS[5], proof(5, 9).to_bytes(), ["nonsense"])


def test_a_proof_tells_whether_the_witnesses_saw_it() -> None:
    vkeys = [DECK.vkey, W1.vkey]
    alone = proof(5, 9)
    with pytest.raises(Untrusted, match="0 of the given witnesses; it needs 1"):
        verify_proof(RECORDS[5], alone.to_bytes(), vkeys)
    assert verify_proof(RECORDS[5], alone.to_bytes(), vkeys, witnesses=0) == checkpoint(9)
    blob = W1.key_id + (9).to_bytes(8) + W1_KEY.sign(note.cosigned(checkpoint(9).text, 9).encode())
    line = f"\N{EM DASH} {W1.name} {note.base64_text(blob)}\n".encode()
    seen = Proof(5, alone.path, alone.checkpoint + line)
    assert verify_proof(RECORDS[5], seen.to_bytes(), vkeys) == checkpoint(9)


HEAD = "c2sp.org/tlog-proof@v1\n"
ZERO = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no empty line"),
        (HEAD, "no empty line"),
        (f"{HEAD}index 0\n{ZERO}\n", "no empty line"),
        ("wrong-header\nindex 0\n\ncheckpoint\n", "does not begin"),
        ("c2sp.org/tlog-proof@v2\nindex 0\n\ncheckpoint\n", "does not begin"),
        (f"\n{HEAD}index 0\n\ncheckpoint\n", "does not begin"),
        (f"{HEAD}extra !!notbase64!!\nindex 0\n\ncheckpoint\n", "extra line"),
        (f"{HEAD}extra AA==\nextra AA==\nindex 0\n\ncheckpoint\n", "does not say the index"),
        (f"{HEAD}extra AA==\n\ncheckpoint\n", "does not say the index"),
        (f"{HEAD}index 0\nextra AA==\n\ncheckpoint\n", "path is not a hash"),
        (f"{HEAD}\n\ncheckpoint\n", "does not say the index"),
        (f"{HEAD}index notanumber\n\ncheckpoint\n", "index of the proof is not a number"),
        (f"{HEAD}index -5\n\ncheckpoint\n", "index of the proof is not a number"),
        (f"{HEAD}index 05\n\ncheckpoint\n", "index of the proof is not a number"),
        (f"{HEAD}index 5 \n\ncheckpoint\n", "index of the proof is not a number"),
        (f"{HEAD}index {2**63}\n\ncheckpoint\n", "index of the proof is not a number"),
        (f"{HEAD}Index 5\n\ncheckpoint\n", "does not say the index"),
        (f"{HEAD}index 0\n!!notbase64!!\n\ncheckpoint\n", "path is not a hash"),
        (f"{HEAD}index 0\n{ZERO[:-4]}\n\ncheckpoint\n", "path is not a hash"),
        (f"{HEAD}index 0\nAAAA{ZERO}\n\ncheckpoint\n", "path is not a hash"),
        (f"{HEAD}index 0\n" + f"{ZERO}\n" * 64 + "\ncheckpoint\n", "longer than 63"),
        (f"{HEAD}index 0\n" + f"{ZERO}\n" * 63 + "\ncheckpoint\n", "note has no signatures"),
        (f"{HEAD}index 0\n\xe9\n\ncheckpoint\n", "no empty line"),
        (f"{HEAD}index 0\r\n\r\ncheckpoint\n", "no empty line"),
        (f"{HEAD}index 0\n\n" + "a" * 600_000, "the proof has more than 524288 bytes"),
        (f"{HEAD}index 0\n\ncheckpoint\n", "note has no signatures"),
    ],
)
def test_what_is_not_a_proof_to_the_letter_says_why(text: str, why: str) -> None:
    with pytest.raises(Untrusted, match=why):
        verify_proof(b"", text.encode(), [DECK.vkey])


@given(st.binary(max_size=300))
def test_whatever_is_given_is_untrusted(data: bytes) -> None:
    for text in (data, f"{HEAD}index 0\n\n".encode() + data):
        with pytest.raises(Untrusted):
            verify_proof(b"", text, [DECK.vkey])
