"""Content codings: every honest stream decodes, every dishonest one is refused for a bounded price."""

from __future__ import annotations

import bz2
import gzip
import random
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterdeck.wire import coding
from quarterdeck.wire.coding import Unreadable

from .packed import PACK, raw_deflate, zstd


def reason(data: bytes, *codings: str) -> str:
    with pytest.raises(Unreadable) as caught:
        coding.undo(data, codings)
    return caught.value.reason


@given(st.binary(max_size=5000), st.lists(st.sampled_from(sorted(PACK)), max_size=3))
@settings(deadline=None)
def test_up_to_three_codings_come_off_in_reverse(data: bytes, codings: list[str]) -> None:
    packed = data
    for name in codings:
        packed = PACK[name](packed)
    assert coding.undo(packed, codings) == data


@given(st.binary(max_size=5000))
def test_raw_deflate_is_deflate_too(data: bytes) -> None:
    assert coding.undo(raw_deflate(data), ["deflate"]) == data


@given(st.sampled_from(sorted(PACK)), st.binary(min_size=1, max_size=300), st.data())
@settings(deadline=None)
def test_a_stream_cut_short_is_corrupt(name: str, data: bytes, draw: st.DataObject) -> None:
    packed = PACK[name](data)
    cut = packed[: draw.draw(st.integers(0, len(packed) - 1))]
    assert reason(cut, name) == "corrupt-encoding"


@pytest.mark.parametrize("name", sorted(PACK))
def test_anything_after_the_stream_is_corrupt(name: str) -> None:
    packed = PACK[name](b"text")
    assert reason(packed + b"junk", name) == "corrupt-encoding"
    assert reason(packed + b"\0", name) == "corrupt-encoding"


@given(st.sampled_from(sorted(PACK)), st.binary(max_size=500))
@settings(deadline=None)
def test_bytes_of_any_kind_end_in_bytes_or_a_reason(name: str, data: bytes) -> None:
    try:
        found = coding.undo(data, [name])
    except Unreadable as error:
        found = error.reason.encode()
    assert found in (b"corrupt-encoding", b"too-large") or len(found) <= len(data) * 1100


def test_all_members_and_frames_are_decoded() -> None:
    assert coding.undo(gzip.compress(b"one ") + gzip.compress(b"two"), ["gzip"]) == b"one two"
    assert coding.undo(zstd.compress(b"one ") + zstd.compress(b"two"), ["zstd"]) == b"one two"


def test_endless_members_are_too_large() -> None:
    assert reason(gzip.compress(b"") * 100, "gzip") == "too-large"
    assert reason(zstd.compress(b"") * 100, "zstd") == "too-large"


def test_an_input_larger_than_a_step_is_decoded_whole() -> None:
    noise = random.Random(1).randbytes(300_000)
    for name, pack in PACK.items():
        assert coding.undo(pack(noise), [name]) == noise


BOMBS = {
    "gzip": gzip.compress(bytes(64 << 20), mtime=0),
    "deflate": zlib.compress(bytes(64 << 20)),
    "br": brotli.compress(bytes(256 << 20)),
    "zstd": zstd.compress(bytes(256 << 20)),
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_costs_no_more_than_its_budget(name: str) -> None:
    tracemalloc.start()
    try:
        assert reason(BOMBS[name], name) == "too-large"
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()


def test_a_bomb_within_a_bomb() -> None:
    twice = gzip.compress(BOMBS["gzip"], mtime=0)
    assert reason(twice, "gzip", "gzip") == "too-large"


def test_the_limit_counts_what_comes_out() -> None:
    packed = zlib.compress(b"0123456789" * 100)
    assert len(coding.undo(packed, ["deflate"], 1000)) == 1000
    with pytest.raises(Unreadable) as caught:
        coding.undo(packed, ["deflate"], 999)
    assert caught.value.reason == "too-large"


def test_the_chunks_of_aws() -> None:
    assert coding.undo(b"5;chunk-signature=a\r\nhello\r\n0;chunk-signature=b\r\n\r\n", ["aws-chunked"]) == b"hello"
    assert reason(b"hello", "aws-chunked") == "corrupt-encoding"


def test_unknown_and_too_many() -> None:
    for name in ("compress", "bzip2", "GZIP", ""):
        assert reason(bz2.compress(b"x"), name) == "unknown-encoding"
    assert reason(b"", "gzip", "gzip", "gzip", "gzip") == "too-deep"


def both_ways() -> bytes:
    """Bytes that are a whole zlib stream and a whole raw one, to which the zlib header is a stored block's head."""
    payload = b"\x00\x00\xff\xff" + b"\x01\xfe\xff\x01\x00" + b"x" * (65534 - 9)
    head = b"\x78\x01" + b"\x00" + b"\xfe\xff" + b"\x01\x00"
    return head + payload + b"\x01\x00\x00\xff\xff" + zlib.adler32(payload).to_bytes(4, "big")


def test_a_stream_that_is_zlib_and_raw_at_once_is_neither() -> None:
    data = both_ways()
    assert zlib.decompress(data) != zlib.decompress(data, wbits=-15)
    assert reason(data, "deflate") == "corrupt-encoding"


def test_a_window_over_8_mb_is_refused() -> None:
    wide = zstd.compress(bytes(20 << 20), options={zstd.CompressionParameter.window_log: 25})
    assert reason(wide, "zstd") in ("corrupt-encoding", "too-large")


def test_codings_that_no_header_names() -> None:
    assert coding.unclaimed(gzip.compress(b"x")) == "gzip"
    assert coding.unclaimed(zstd.compress(b"x")) == "zstd"
    for level in (0, 1, 5, 9):
        assert coding.unclaimed(zlib.compress(b"x", level)) == "deflate"
    assert coding.unclaimed(b"{}") is None


def test_the_codings_that_headers_name() -> None:
    assert coding.named(["identity, GZIP", " br ,", "", "chunked"]) == ("gzip", "br")
    assert coding.named([]) == ()
