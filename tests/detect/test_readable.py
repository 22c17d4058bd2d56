from __future__ import annotations

import gzip
import random

import pytest

from quarterdeck.detect.budget import Budget
from quarterdeck.detect.readable import as_text, readable


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain text\r\n", "plain text\r\n"),
        ("größer".encode(), "größer"),
        ("größer".encode()[:-4], "gr"[:0]),
        ("zwölf grö".encode()[:-1], "zwölf gr"),
        ("secret".encode("utf-16-le"), "secret"),
        ("secret".encode("utf-32-be"), "secret"),
        ("\ufeffsecret".encode("utf-16-le"), "secret"),
        ("\ufeffsecret".encode("utf-32-be"), "secret"),
        (b"short"[:5], ""),
        (bytes(range(128, 160)), ""),
        (bytes(range(32)), ""),
    ],
)
def test_the_whole_as_text(data: bytes, text: str) -> None:
    assert as_text(data) == text


def test_stretches_of_text_stay_where_they_are_among_other_bytes() -> None:
    data = b"\x89\xff\x00secret-words\xfe\xff\x01tiny\xff"
    assert readable(data, Budget()) == ("\n" * 3 + "secret-words" + "\n" * 8, ())


def test_of_large_data_only_long_stretches_are_kept() -> None:
    noise = b"\xff\x00" * 2000
    assert readable(noise + b"secret-words" + noise + b"short-word" + noise, Budget()) == ("secret-words", ())


def test_random_bytes_say_next_to_nothing() -> None:
    said, steps = readable(random.Random(7).randbytes(300_000), Budget())
    assert len(said) < 100
    assert steps == ()


def test_what_is_packed_is_unpacked() -> None:
    assert readable(gzip.compress(b"secret words"), Budget()) == ("secret words", ("gzip",))
