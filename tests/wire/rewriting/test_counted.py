"""The length before a document is that of what it becomes, however the two come."""

from __future__ import annotations

import re

import pytest
import yaml

from quarterdeck.wire.answers.event import Record
from quarterdeck.wire.rewriting import Rewriter
from quarterdeck.wire.rewriting.counted import Counts, recounting

from ..answers.reading import cut
from .standin import PLACEHOLDER, VALUE, StandIn
from .test_rewriter import SAMPLES

SAMPLE = next(file for file in SAMPLES if file.parent.name == "gemini-web")


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def lengths(body: str) -> list[tuple[int, int]]:
    """What each length says, and how long what follows it is, with the line end before it."""
    found = [*re.finditer(r"(?m)^([0-9]+)$", body)]
    ends = [one.start() for one in found[1:]] + [len(body)]
    return [(int(one[1]), units(body[one.end() : end])) for one, end in zip(found, ends, strict=True)]


@pytest.mark.parametrize("size", [1, 7, 1_000_000])
def test_every_length_is_true(size: int) -> None:
    body = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))["body"]
    assert all(said == is_ for said, is_ in lengths(body))
    # The sample with longer words in the place of the ship; two code units each.
    sent = body.replace("\U0001f6a2", PLACEHOLDER)
    raw = sent.encode()
    rewriter = Rewriter("gemini-web", "application/json; charset=utf-8", (), StandIn)
    chunks = cut(raw, range(0, len(raw), size))
    came = b"".join((*(piece for chunk in chunks for piece in rewriter.feed(chunk)), *rewriter.end())).decode()
    before, after = lengths(sent), lengths(came)
    assert PLACEHOLDER not in came
    assert [one[1] - other[1] for one, other in zip(after, before, strict=True)] != [0] * len(before)
    assert [one[0] - one[1] for one in after] == [one[0] - one[1] for one in before]
    assert VALUE.split()[0] in came


def test_a_length_without_a_document_goes_on_in_the_end() -> None:
    counts = Counts()
    assert counts.joined(Record(b"12")) is None
    assert counts.joined(Record(b"3\n")) is None
    assert counts.rest() == b"123\n"
    assert counts.joined(Record(b"\n")) == Record(b"\n")


def test_a_document_without_a_length_has_none_to_be_written() -> None:
    assert recounting(b"[1]\n", b"[1]") is None
    write = recounting("9\n[\u20ac]".encode(), "[\u20ac]".encode())
    assert write is not None
    assert write(b"9\n[a\xf0\x9f\x9a\xa2]") == b"11\n[a\xf0\x9f\x9a\xa2]"
