from __future__ import annotations

import gzip
import random
import zlib

import brotli
import pytest

from quarterdeck.detect.budget import PART_CHARACTERS, Budget
from quarterdeck.detect.unpack import unpack

from .encodings import zstd

SAID = b"secret words and a few more of them" * 3000


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("gzip", gzip.compress(SAID)),
        ("zlib", zlib.compress(SAID)),
        ("zlib", zlib.compress(SAID, 1)),
        ("zstd", zstd.compress(SAID)),
        ("br", brotli.compress(SAID)),
    ],
)
def test_each_coding(name: str, data: bytes) -> None:
    assert unpack(data, Budget()) == (SAID, (name,))


def test_one_in_the_other() -> None:
    assert unpack(gzip.compress(zlib.compress(SAID)), Budget()) == (SAID, ("gzip", "zlib"))


def test_a_stream_that_is_cut_gives_what_came_before() -> None:
    data, steps = unpack(gzip.compress(random.Random(1).randbytes(200_000))[:150_000], Budget())
    assert len(data) > 100_000
    assert steps == ("gzip",)


def test_a_bomb_costs_no_more_than_the_budget() -> None:
    budget = Budget()
    data, _ = unpack(zlib.compress(b"\0" * (PART_CHARACTERS * 4)), budget)
    assert len(data) <= PART_CHARACTERS
    assert budget.exhausted


def test_what_only_begins_like_brotli_is_not() -> None:
    cut = brotli.compress(random.Random(3).randbytes(200_000))[:150_000]
    assert unpack(cut, Budget()) == (cut, ())


def test_brotli_is_guessed_only_when_asked() -> None:
    data = brotli.compress(SAID)
    assert unpack(data, Budget(), guess=False) == (data, ())
