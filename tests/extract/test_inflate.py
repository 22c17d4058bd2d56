import bz2
import gzip
import lzma
import zlib

import pytest

from quarterdeck.extract.budget import Spent, Unreadable
from quarterdeck.extract.inflate import inflate, zstd

from .reading import file

WORDS = b"some words that come out again " * 40
PACKED = {
    "gzip": gzip.compress(WORDS),
    "bzip2": bz2.compress(WORDS),
    "xz": lzma.compress(WORDS),
    "lzma": lzma.compress(WORDS, lzma.FORMAT_ALONE),
    "zstd": zstd.compress(WORDS),
    "zlib": zlib.compress(WORDS),
    "deflate": zlib.compress(WORDS)[2:-4],
}


@pytest.mark.parametrize("codec", PACKED)
def test_what_was_packed_comes_out(codec):
    assert inflate(file(), codec, PACKED[codec]) == (WORDS, b"")


@pytest.mark.parametrize("codec", PACKED)
def test_a_stream_cut_short_is_corrupt(codec):
    with pytest.raises(Unreadable, match="corrupt-file"):
        inflate(file(), codec, PACKED[codec][:-9])


@pytest.mark.parametrize("codec", PACKED)
def test_no_more_comes_out_than_the_limit(codec):
    with pytest.raises(Unreadable, match="file-too-large"):
        inflate(file(member=100), codec, PACKED[codec])
    assert inflate(file(member=len(WORDS)), codec, PACKED[codec])[0] == WORDS


@pytest.mark.parametrize("codec", ["gzip", "bzip2", "xz", "zstd"])
def test_streams_one_after_the_other_are_one_and_what_follows_is_given_back(codec):
    assert inflate(file(), codec, PACKED[codec] * 2 + b"rest") == (WORDS * 2, b"rest")


def test_a_ratio_that_no_document_has_is_a_bomb():
    with pytest.raises(Unreadable, match="bomb"):
        inflate(file(), "deflate", zlib.compress(b"\0" * (20 << 20))[2:-4])


def test_more_streams_than_anybody_writes_are_refused():
    with pytest.raises(Unreadable, match="too-many-members"):
        inflate(file(), "gzip", gzip.compress(b"a") * 300)


def test_a_window_that_takes_the_memory_is_refused():
    with pytest.raises(Unreadable, match="memory-budget"):
        inflate(file(), "xz", lzma.compress(b"a" * 100, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 256 << 20}]))


def test_what_is_refused_counts_too():
    one = file(out=3 << 20)
    with pytest.raises(Unreadable, match="bomb"):
        inflate(one, "deflate", zlib.compress(b"\0" * (2 << 20), 9)[2:-4])
    one.unpacked(1 << 20)
    with pytest.raises(Spent, match="file-too-large"):
        one.unpacked(2 << 20)
