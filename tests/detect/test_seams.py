from __future__ import annotations

import base64

import pytest

from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.seams import WINDOW, across
from quarterdeck.model.content import Part
from quarterdeck.model.finding import Finding

from .encodings import CANARY, DETECTORS

HALVES = (CANARY[:9], CANARY[9:])


def found(*texts: str | tuple[str, str]) -> tuple[Finding, ...]:
    parts = [Part(f"/{index}", *((text,) if isinstance(text, str) else text)) for index, text in enumerate(texts)]
    return DETECTORS.find(parts)


def test_two_turns_of_one_speaker_are_read_as_one() -> None:
    (finding,) = found(f"my key is {HALVES[0]}", ("Go on.", "assistant"), f"{HALVES[1]}, and now?")
    assert finding == Finding("custom.canary", "/0", 10, 19, 1.0, ("joined",))


@pytest.mark.parametrize("left", ["", " ", '"', "\n", '" + ', "\\", "`\r\n"])
@pytest.mark.parametrize("right", ["", " ", '"', "\n", ' + "', "\t'"])
def test_what_stands_around_the_cut_is_dropped(left: str, right: str) -> None:
    (finding,) = found(f"my key is {HALVES[0]}{left}", f"{right}{HALVES[1]}!")
    assert (finding.part, finding.start) == ("/0", 10)
    assert 19 <= finding.end <= 19 + len(left)


def test_a_secret_in_many_crumbs_begins_in_the_first() -> None:
    (finding,) = found("begin", *CANARY, "end")
    assert (finding.part, finding.start, finding.end) == ("/1", 0, 1)


def test_long_texts_are_joined_at_their_ends() -> None:
    filler = "word " * 1000
    (finding,) = found(filler + HALVES[0], HALVES[1] + " " + filler)
    assert (finding.part, finding.start, finding.end) == ("/0", len(filler), len(filler) + 9)
    assert all(len(seam.view.text) < 5 * WINDOW for seam in across([Part("/0", filler), Part("/1", filler)]))


def test_a_split_encoding_is_undone_too() -> None:
    run = base64.b64encode(f"the key is {CANARY} as said".encode()).decode()
    (finding,) = found(f"take {run[:26]}", f"{run[26:]} please")
    assert finding.decoded_from == ("joined", "base64")
    assert (finding.part, finding.end) == ("/0", 31)


def test_other_speakers_and_names_do_not_join() -> None:
    assert found(HALVES[0], (HALVES[1], "assistant")) == ()
    assert found((HALVES[0], "key"), (HALVES[1], "key")) == ()
    assert found((HALVES[0], "header"), (HALVES[1], "header")) == ()


def test_what_crosses_no_cut_is_found_once() -> None:
    assert [finding.decoded_from for finding in found("one", CANARY, "two")] == [()]


def test_the_middle_of_a_text_is_not_a_cut() -> None:
    text = HALVES[0].rjust(WINDOW) + "x" * 100 + HALVES[1].ljust(WINDOW)
    assert found(text, "more") == ()


@pytest.mark.parametrize("between", [("/0/id", "call_1"), ("/0/note", "nothing to see"), ("/1/name", "Ada")])
def test_what_stands_in_another_member_does_not_keep_halves_apart(between: tuple[str, str]) -> None:
    parts = [Part("/0/text", f"my key is {HALVES[0]}"), Part(*between), Part("/1/text/0", HALVES[1])]
    (finding,) = DETECTORS.find(parts)
    assert finding == Finding("custom.canary", "/0/text", 10, 19, 1.0, ("joined",))
    assert DETECTORS.find([Part("/0/text", HALVES[0]), Part("/0/id", "call_1"), Part("/1/note", HALVES[1])]) == ()


def test_members_with_numbers_for_names_are_items_of_a_list() -> None:
    assert DETECTORS.find([Part("/0", HALVES[0]), Part("/id", "x"), Part("/12", HALVES[1])])


def test_nothing_crosses_from_one_member_to_the_next() -> None:
    apart = Detectors((Pattern("custom.end", r"end\s"),))
    parts = [Part(f"/{index}/{name}", "the end") for index in range(2) for name in ("text", "note")]
    assert [finding.part for finding in apart.find(parts)] == []
