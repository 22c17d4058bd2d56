"""SipHash against its published vectors."""

import numpy as np

from quarterdeck.detect.siphash import SipHash
from quarterdeck.detect.words import PAD

KEY = bytes(range(16))


def _of(data: bytes) -> int:
    padded = np.frombuffer(data + PAD, dtype=np.uint8)
    return int(SipHash(KEY).of(padded, np.array([0]), np.array([len(data)]))[0])


def test_the_vectors_of_the_authors_hold() -> None:
    assert _of(b"") == 0x726FDB47DD0E0E31
    assert _of(bytes(range(15))) == 0xA129CA6149BE45E5


def test_many_strings_have_the_hashes_that_each_has_alone() -> None:
    data = bytes(range(97, 123)) * 3
    starts, ends = np.array([0, 3, 10, 5, 0]), np.array([1, 20, 74, 5, 64])
    hashes = SipHash(KEY).of(np.frombuffer(data + PAD, dtype=np.uint8), starts, ends)
    assert hashes.tolist() == [_of(data[start:end]) for start, end in zip(starts, ends, strict=True)]


def test_rows_of_numbers_are_hashed_as_their_bytes() -> None:
    blocks = np.array([[1, 2], [3, 2**63]], dtype=np.uint64)
    assert SipHash(KEY).over(blocks).tolist() == [_of(row.astype("<u8").tobytes()) for row in blocks]


def test_another_key_gives_other_hashes_and_no_key_is_ever_shown() -> None:
    padded = np.frombuffer(b"value" + PAD, dtype=np.uint8)
    other = SipHash(bytes(16))
    assert int(other.of(padded, np.array([0]), np.array([5]))[0]) != _of(b"value")
    assert repr(other) == "SipHash()"
