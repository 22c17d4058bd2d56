"""Quick hashes: one value, one hash, under one key."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.detect.keyed import LONGEST, Keyed
from quarterdeck.detect.words import MASKS, PAD, eights

KEY = bytes(range(16))


def _of(*values: bytes, key: bytes = KEY) -> list[int]:
    ends = np.cumsum([len(value) for value in values])
    starts = ends - [len(value) for value in values]
    hashes: list[int] = Keyed(key).of(np.frombuffer(b"".join(values) + PAD, np.uint8), starts, ends).tolist()
    return hashes


@given(st.lists(st.binary(max_size=LONGEST), max_size=30))
def test_values_have_the_same_hash_where_they_are_the_same_and_nowhere_else(values: list[bytes]) -> None:
    hashes = _of(*values, b"x")
    assert hashes == [_of(value)[0] for value in (*values, b"x")]
    assert len(set(hashes)) == len({*values, b"x"})


def test_of_a_long_value_the_size_counts_as_well() -> None:
    long = b"a" * LONGEST
    assert _of(long + b"b") == _of(long + b"c")
    assert len({*_of(long, long + b"b", long + b"bc")}) == 3


def test_the_first_letters_can_be_hashed_without_the_others() -> None:
    text = np.frombuffer(b"zephyrion" + PAD, np.uint8)
    sizes = np.array([3, 8])
    heads = Keyed(KEY).heads(eights(text)[:1] & MASKS[sizes], sizes)
    assert heads.tolist() == _of(b"zep", b"zephyrio")


def test_a_run_is_of_all_its_hashes_in_their_order() -> None:
    hashes = np.array([1, 2, 3, 1, 2, 3, 2], dtype=np.uint64)
    first, _, _, again, other = Keyed(KEY).runs(hashes, 3).tolist()
    assert first == again != other
    assert len(Keyed(KEY).runs(hashes[:2], 3)) == 0


def test_every_bit_of_a_value_changes_about_half_of_the_first_bits() -> None:
    value = b"4000123456789017"
    flipped = [
        value[:at] + bytes([value[at] ^ 1 << bit]) + value[at + 1 :] for at in range(len(value)) for bit in range(8)
    ]
    (plain,) = _of(value)
    changed = [((plain ^ other) >> 38).bit_count() for other in _of(*flipped)]
    assert 11 < sum(changed) / len(changed) < 15


def test_another_key_gives_other_hashes_and_no_key_is_ever_shown() -> None:
    assert _of(b"value", key=bytes(16)) != _of(b"value")
    assert repr(Keyed(KEY)) == "Keyed()"
