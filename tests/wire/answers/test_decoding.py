"""Content codings undone as the bytes come, within their budget."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterdeck.wire.answers import decoding
from quarterdeck.wire.answers.decoding import Decoder
from quarterdeck.wire.coding import Unreadable

from ..packed import PACK, Pack, raw_deflate, zstd
from .reading import cut

CASES = [*PACK.items(), ("deflate", raw_deflate)]


def undone(codings: list[str], chunks: list[bytes]) -> bytes:
    decoder = Decoder(codings)
    out = b"".join(step for chunk in chunks for step in decoder.feed(chunk))
    decoder.end()
    return out


@settings(deadline=None)
@given(st.sampled_from(CASES), st.binary(max_size=300), st.lists(st.integers(0, 400)))
def test_cut_anywhere_it_decodes_the_same(case: tuple[str, Pack], data: bytes, places: list[int]) -> None:
    name, pack = case
    assert undone([name], cut(pack(data), places)) == data


@pytest.mark.parametrize(("name", "pack"), CASES)
def test_a_large_body_comes_in_steps(name: str, pack: Pack) -> None:
    data = b"".join(b"%d," % number for number in range(100_000))
    packed = pack(data)
    steps = list(Decoder([name]).feed(packed))
    assert b"".join(steps) == data
    assert max(map(len, steps)) <= 1 << 17


def test_codings_on_top_of_each_other() -> None:
    assert undone(["gzip", "br"], [brotli.compress(gzip.compress(b"twice"))]) == b"twice"


def test_what_is_flushed_can_be_read_at_once() -> None:
    """A stream stays a stream."""
    gzipper = zlib.compressobj(wbits=31)
    first = gzipper.compress(b"data: 1\n\n") + gzipper.flush(zlib.Z_SYNC_FLUSH)
    assert b"".join(Decoder(["gzip"]).feed(first)) == b"data: 1\n\n"
    packer = brotli.Compressor()
    first = packer.process(b"data: 1\n\n") + packer.flush()
    assert b"".join(Decoder(["br"]).feed(first)) == b"data: 1\n\n"
    zipper = zstd.ZstdCompressor()
    first = zipper.compress(b"data: 1\n\n", zstd.ZstdCompressor.FLUSH_BLOCK)
    assert b"".join(Decoder(["zstd"]).feed(first)) == b"data: 1\n\n"


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_several_members_are_one_body(name: str) -> None:
    assert undone([name], [PACK[name](b"one ") + PACK[name](b"two")]) == b"one two"


def reason(codings: list[str], *chunks: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        undone(codings, list(chunks))
    return caught.value.reason


@pytest.mark.parametrize(("name", "pack"), CASES)
def test_what_is_corrupt_cut_or_followed_by_more_is_told(name: str, pack: Pack) -> None:
    packed = pack(b"some text " * 9)
    assert reason([name], packed[:-2]) == "corrupt-encoding"
    assert reason([name], packed, b"more") == "corrupt-encoding"
    assert reason([name], b"\x07\xff\xff\xff no") == "corrupt-encoding"


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_stopped_within_its_budget(name: str) -> None:
    packed = PACK[name](b"\0" * (24 << 20))
    steps: list[int] = []
    with pytest.raises(Unreadable) as caught:
        steps.extend(map(len, Decoder([name]).feed(packed)))
    assert caught.value.reason == "too-large"
    assert sum(steps) < 16 << 20


def test_a_whole_answer_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_OUT", 10)
    assert reason(["gzip"], gzip.compress(b"x" * 11)) == "too-large"


def test_members_without_end_are_stopped() -> None:
    assert reason(["gzip"], gzip.compress(b"") * 65) == "too-large"


def test_unknown_and_too_many_codings_are_told_at_once() -> None:
    assert reason(["compress"]) == "unknown-encoding"
    assert reason(["gzip"] * 4) == "too-deep"


def test_an_empty_body_is_whole() -> None:
    assert undone(["gzip"], []) == b""
