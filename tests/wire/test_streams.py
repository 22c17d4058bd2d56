"""One stream of each coding: what it gives when, where it ends, and what may come after it."""

from __future__ import annotations

import gzip
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterdeck.wire import streams

from .answers.reading import cut
from .packed import PACK, Pack, raw_deflate, zstd

CASES = [*PACK.items(), ("deflate", raw_deflate)]
NOISE = random.Random(1).randbytes(100_000)


def opened(name: str) -> streams.Stream:
    return streams.STREAMS[name]()


@settings(deadline=None)
@given(st.sampled_from(CASES), st.binary(max_size=300), st.lists(st.integers(0, 400)))
def test_it_is_over_when_all_has_come_and_not_before(case: tuple[str, Pack], data: bytes, places: list[int]) -> None:
    name, pack = case
    stream, out = opened(name), b""
    for chunk in cut(pack(data), places):
        assert not stream.over
        out += b"".join(stream.steps(chunk))
    assert stream.over
    assert (out, stream.rest) == (data, b"")


@pytest.mark.parametrize(("name", "pack"), CASES)
def test_a_few_bytes_that_hold_many_give_them_in_steps(name: str, pack: Pack) -> None:
    data = bytes(2_000_000) + NOISE
    steps = list(opened(name).steps(pack(data)))
    assert b"".join(steps) == data
    assert all(steps)
    assert max(map(len, steps)) <= streams.STEP * 3 // 2


@pytest.mark.parametrize("name", ["gzip", "deflate", "zstd"])
def test_what_came_after_its_end_is_kept(name: str) -> None:
    stream = opened(name)
    assert b"".join(stream.steps(PACK[name](b"text") + b"more")) == b"text"
    assert (stream.over, stream.rest) == (True, b"more")


def test_brotli_takes_nothing_after_its_end() -> None:
    with pytest.raises(streams.ERRORS):
        list(opened("br").steps(PACK["br"](b"text") + b"more"))


@pytest.mark.parametrize(("name", "pack"), CASES)
def test_what_is_corrupt_raises_an_error_that_is_named(name: str, pack: Pack) -> None:
    packed = bytearray(pack(NOISE))
    packed[:4] = b"\x07\xff\xff\xff"
    with pytest.raises(streams.ERRORS):
        list(opened(name).steps(bytes(packed)))


def test_only_members_of_gzip_and_frames_of_zstd_follow_each_other() -> None:
    more = gzip.compress(b"more")
    assert [name for name in streams.STREAMS if opened(name).may_precede(more)] == ["gzip", "x-gzip", "zstd"]
    # It may come cut anywhere.
    assert opened("gzip").may_precede(more[:1])
    assert not opened("gzip").may_precede(b"\0")
    assert not streams.Inflate(15).may_precede(more)


def test_a_window_over_8_mb_raises() -> None:
    wide = zstd.compress(bytes(20 << 20), options={zstd.CompressionParameter.window_log: 25})
    with pytest.raises(streams.ERRORS):
        list(opened("zstd").steps(wide))
