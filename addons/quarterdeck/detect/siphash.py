"""SipHash-2-4 (Aumasson and Bernstein, 2012) of many short byte strings at once.

Who has no key can neither tell what a hash was made of, nor make the hash of a guess.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quarterdeck.detect.words import MASKS, Bytes, Hashes, Ints, eights

LONGEST = 64
"""Of a longer string the first so many bytes count, and its length."""


@dataclass(frozen=True, slots=True)
class SipHash:
    """Hashes under one key of 16 bytes."""

    key: bytes

    def __repr__(self) -> str:
        return "SipHash()"

    def of(self, padded: Bytes, starts: Ints, ends: Ints) -> Hashes:
        """The hashes of slices of an array that has at least 8 bytes after the last of them."""
        state = self._state(len(starts))
        view = eights(padded)
        sizes = ends - starts
        read = np.minimum(sizes, LONGEST)
        full = read >> 3
        for number in range(int(full.max(initial=0))):
            rows = np.flatnonzero(full > number)
            every = len(rows) == len(starts)
            part = state if every else state[:, rows]
            _take(part, view[starts[rows] + 8 * number])
            if not every:
                state[:, rows] = part
        last = view[starts + 8 * full] & MASKS[read & 7]
        _take(state, last | (sizes.astype(np.uint64) << np.uint64(56)))
        return _end(state)

    def over(self, blocks: Hashes) -> Hashes:
        """The hashes of rows of numbers: of shape (rows, numbers in a row)."""
        state = self._state(len(blocks))
        for column in blocks.T:
            _take(state, column)
        _take(state, np.full(len(blocks), blocks.shape[1] * 8 % 256 << 56, dtype=np.uint64))
        return _end(state)

    def _state(self, count: int) -> Hashes:
        low, high = (int.from_bytes(self.key[at : at + 8], "little") for at in (0, 8))
        words = (
            low ^ 0x736F6D6570736575,
            high ^ 0x646F72616E646F6D,
            low ^ 0x6C7967656E657261,
            high ^ 0x7465646279746573,
        )
        return np.repeat(np.array(words, dtype=np.uint64)[:, None], count, axis=1)


def _take(state: Hashes, block: Hashes) -> None:
    state[3] ^= block
    _rounds(state, 2)
    state[0] ^= block


def _end(state: Hashes) -> Hashes:
    state[2] ^= np.uint64(0xFF)
    _rounds(state, 4)
    hashes: Hashes = state[0] ^ state[1] ^ state[2] ^ state[3]
    return hashes


def _rounds(state: Hashes, times: int) -> None:
    a, b, c, d = state
    for _ in range(times):
        a += b
        _turn(b, 13)
        b ^= a
        _turn(a, 32)
        c += d
        _turn(d, 16)
        d ^= c
        a += d
        _turn(d, 21)
        d ^= a
        c += b
        _turn(b, 17)
        b ^= c
        _turn(c, 32)


def _turn(values: Hashes, by: int) -> None:
    high = values >> np.uint64(64 - by)
    values <<= np.uint64(by)
    values |= high
