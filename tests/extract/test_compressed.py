import bz2
import gzip
import io
import lzma

import pytest

from quarterdeck.extract import extract
from quarterdeck.extract.inflate import zstd

from .build import docx, tar_of
from .reading import reasons, said


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_what_is_inside_is_a_file_of_its_own(pack):
    data = pack(tar_of((b"0", b"a.docx", docx("deep words"))))
    assert "deep words" in said(data, "content!a.docx!word/document.xml")
    assert extract(data).opaque == ()


def test_what_the_head_of_a_gzip_file_says():
    out = io.BytesIO()
    with gzip.GzipFile("a name.txt", "wb", fileobj=out) as file:
        file.write(b"some words")
    assert said(out.getvalue(), "a name.txt") == "a name.txt\nsome words"
    raw = bytearray(gzip.compress(b"some words"))
    raw[3] = 4 | 16
    raw[10:10] = b"\x05\x00extra" + b"a comment\x00"
    assert {"extra", "a comment", "some words"} <= set(said(bytes(raw)).split("\n"))


def test_what_follows_is_read():
    data = gzip.compress(b"some words")
    assert "trailing words" in said(data + b"trailing words", "trailing")
    assert reasons(data + bytes(512)) == set()


def test_a_file_cut_short_is_corrupt():
    assert reasons(gzip.compress(b"some words")[:-4]) == {("", "corrupt-file")}
    assert reasons(b"\x1f\x8b") == {("", "corrupt-file")}


def test_a_file_that_unpacks_to_another_and_so_on_ends():
    data = b"inner words"
    for _ in range(20):
        data = gzip.compress(data)
    assert {reason for _, reason in reasons(data)} == {"too-deep"}
