"""A large text is seen whole through windows; a large file is extracted, or said to be too large for that."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from quarterdeck.model.content import Extracted, Label
from quarterdeck.proxy import large as large_module
from quarterdeck.proxy.large import Large
from tests.proxy.bench import NOTHING, Told, bench

PROSE = b"nothing to see here, and nothing there\n" * 30_000
CANARY = b"CANARY-424242"
PDF = b"%PDF-1.7\n" + b"\xff" * 2_000_000


def looked(data: bytes, told: Told | None = None, text: str | None = None, **more: Any) -> Large:
    async def scenario() -> Large:
        one = Large(bench(*([text] if text else []), told=told), **more)
        for start in range(0, len(data), 300_000):
            await one.feed(data[start : start + 300_000])
        await one.end()
        assert not one.bench.turn.locked()
        return one

    return asyncio.run(scenario())


@pytest.mark.parametrize("place", [0, 200_000, (1 << 18) - 5, 1 << 18, len(PROSE)])
def test_a_finding_has_its_place_in_the_whole_text(place: int) -> None:
    data = PROSE[:place] + b" " + CANARY + b" " + PROSE[place:]
    one = looked(data)
    (finding,) = one.found
    assert (finding.detector, finding.part, finding.start, finding.end) == ("custom.canary", "", place + 1, place + 14)
    assert one.extracted == Extracted("text")
    assert one.size == len(data)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-8"])
def test_a_text_in_its_encoding(encoding: str) -> None:
    text = "über " * 100_000 + "CANARY-424242"
    (finding,) = looked(text.encode(encoding), encoding=encoding).found
    assert finding.start == 500_000


def test_what_stops_being_text_is_opaque() -> None:
    one = looked(PROSE + b"\xff\xfe\xfd" + PROSE)
    assert one.extracted is not None
    assert one.extracted.opaque == (("", "bad-charset"),)


def test_a_file_is_extracted_and_what_it_says_is_looked_at_here() -> None:
    told = Told(Extracted("docx", (("a.xml", "x CANARY-111111"),), (("b", "encrypted"),), (("", Label("l")),)))
    one = looked(PDF, told)
    assert told.sizes == [len(PDF)]
    assert [(found.part, found.start) for found in one.found] == [("!a.xml", 2)]
    assert one.extracted == Extracted("docx", (), (("b", "encrypted"),), (("", Label("l")),))


def test_a_text_that_may_be_more_is_found_once() -> None:
    page = b"<!doctype html><p>" + CANARY + b"</p>" + PROSE
    told = Told(Extracted("html", (("", CANARY.decode()),)))
    one = looked(page, told, name="a.html")
    assert [(found.part, found.start) for found in one.found] == [("", 0)]
    assert one.extracted == Extracted("html")


def test_a_text_that_may_be_more_is_seen_where_extraction_fails() -> None:
    told = Told(Extracted("html", opaque=(("", "time-budget"),)))
    one = looked(b"<!doctype html><p>" + CANARY + b"</p>" + PROSE, told, name="a.html")
    assert len(one.found) == 1
    assert one.extracted is not None
    assert one.extracted.opaque == (("", "time-budget"),)


@pytest.mark.parametrize("expected", [0, len(PDF)])
def test_a_file_too_large_for_extraction(monkeypatch: pytest.MonkeyPatch, expected: int) -> None:
    monkeypatch.setattr(large_module, "MOST_FILE", 1_000_000)
    told = Told()
    one = looked(PDF, told, expected=expected)
    assert told.sizes == []
    assert one.extracted == Extracted("unknown", opaque=(("", "file-too-large"),))


def test_a_file_within_a_text_that_the_windows_cut() -> None:
    one = looked(PROSE + b"see data:application/pdf;base64,JVBERi0xLjcK" + PROSE)
    assert one.extracted is not None
    assert one.extracted.opaque == (("", "file-too-large"),)


def test_numbers_are_no_file_within_a_text() -> None:
    told = Told()
    assert looked(b"1,64,2\n" * 300_000, told).extracted == Extracted("text")
    assert told.sizes == []


def test_nothing_is_done_that_no_rule_asks_for() -> None:
    told = Told()
    assert looked(PROSE + CANARY, told, NOTHING).found == []
    one = looked(PDF, told, NOTHING)
    assert told.sizes == []
    assert one.extracted == Extracted("unknown", opaque=(("", "file"),))


def test_text_only_is_looked_at_whatever_it_is() -> None:
    told = Told()
    one = looked(b"\x00\x01\xff" + CANARY, told, text_only=True)
    assert len(one.found) == 1
    assert told.sizes == []


def test_whole_files_wait_for_each_other() -> None:
    async def scenario() -> list[str]:
        shared = bench()
        first, second = Large(shared), Large(shared)
        done: list[str] = []
        await first.feed(PDF)

        async def other() -> None:
            await second.feed(PDF)
            await second.end()
            done.append("second")

        task = asyncio.create_task(other())
        await asyncio.sleep(0.05)
        done.append("first")
        first.close()
        await asyncio.wait_for(task, 20)
        return done

    assert asyncio.run(scenario()) == ["first", "second"]


def test_findings_without_end_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_module, "_MOST_FOUND", 10)
    assert len(looked((CANARY + b"\n") * 100_000).found) == 10
