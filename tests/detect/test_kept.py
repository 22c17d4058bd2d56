"""What was found is found again for nothing: exactly that, paid for, bounded, and without the text."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck import detect
from quarterdeck.detect import Detectors
from quarterdeck.detect.budget import PART_CHARACTERS, PART_RUNS, Budget
from quarterdeck.detect.hits import Hit
from quarterdeck.detect.kept import Kept
from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.view import View
from quarterdeck.model.content import Part

from .encodings import CANARY, DETECTORS, ENCODERS

HIT = Hit(Pattern("custom.k", "KEY"), 0, 3, (), 0)
HALF = len(CANARY) // 2
SAID = st.sampled_from(
    [
        "a few words",
        "caf\u00e9 n\u00b0 1 %41 aGVsbG8gd29ybGQ=",
        f"see {CANARY} !",
        CANARY[:HALF],
        CANARY[HALF:],
        "x" * 700 + CANARY[:HALF],
        CANARY[HALF:] + "y" * 700,
        "%7e&#126;" * 400,
        "\ud800 lone",
        *(f"it is {ENCODERS[name](CANARY)} there" for name in sorted(ENCODERS)),
    ]
)
TURNS = st.lists(st.tuples(st.sampled_from(["user", "assistant", "credential"]), SAID), min_size=1, max_size=12)


def parts(turns: list[tuple[str, str]]) -> list[Part]:
    return [Part(f"/messages/{n}/content", text, role) for n, (role, text) in enumerate(turns)]


@given(TURNS, st.lists(st.integers(1, 12), max_size=4))
def test_what_is_kept_changes_nothing(turns: list[tuple[str, str]], looks: list[int]) -> None:
    for size in (*looks, len(turns)):
        some = parts(turns[:size])
        assert DETECTORS.look(some, again=True) == DETECTORS.look(some)


def test_a_text_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    hits = detect._hits

    def watched(view: View, *args: Any, **keys: Any) -> Iterator[Hit]:
        looks.append(view.text)
        yield from hits(view, *args, **keys)

    monkeypatch.setattr(detect, "_hits", watched)
    detectors = Detectors((Pattern("custom.canary", CANARY),))
    long = [f"{n} %41 " + "word " * 500 + base64.b64encode(CANARY.encode()).decode() for n in range(20)]
    first = detectors.look(parts([("user", text) for text in long]), again=True)
    assert len(first.findings) == 20
    before = set(looks)
    looks.clear()
    later = detectors.look(parts([("user", text) for text in [*long, "and %41 more"]]), again=True)
    assert later.findings == first.findings
    assert not before.intersection(looks)
    assert sum(map(len, looks)) < 4000, "the newest text, and where it meets the one before"
    looks.clear()
    detectors.look(parts([("user", text) for text in long]))
    assert set(looks) == before, "nobody who does not say so is told of the past"
    assert detectors.only(lambda _: True).look(parts([("user", long[0])]), again=True).findings
    assert long[0] in looks[len(before) :], "what was kept is that of other detectors"


def test_one_text_looked_at_in_several_ways_is_kept_for_each() -> None:
    both = Detectors((Pattern("custom.k", CANARY), Pattern("secrets.k", CANARY)))
    long = ["%41 word " * 300, "%42 word " * 300]
    some = parts([("user", text) for text in (*long, f"{CANARY} %41 {CANARY}")])
    assert len(both.look(some, again=True).findings) == 4
    assert len(both.look(some, again=True).findings) == 4
    said = f"{CANARY} %41"
    again = both.look([Part("/0", said), Part("@header/authorization", said, "credential")], again=True)
    assert [(found.part, found.detector) for found in again.findings] == [
        ("/0", "custom.k"),
        ("/0", "secrets.k"),
        ("@header/authorization", "custom.k"),
    ]


def test_a_lone_text_that_says_what_it_says_is_not_kept() -> None:
    detectors = Detectors((Pattern("custom.canary", CANARY),))
    for said, kept in ((f"see {CANARY}", 0), (f"see {CANARY} %41", 1)):
        assert detectors.look(parts([("user", said)]), again=True).findings
        assert len(detectors._kept) == kept


def asked(kept: Kept, data: bytes, budget: Budget | None = None, hits: tuple[Hit, ...] = (HIT,)) -> list[int]:
    """Ask once; says whether it had to be found."""
    found: list[int] = []

    def find() -> Iterator[Hit]:
        found.append(1)
        spender.spend(10)
        spender.run(5)
        yield from hits

    spender = budget or Budget()
    assert kept.hits(b"w", data, spender, find()) == hits
    return found


def test_it_is_paid_for_each_time() -> None:
    kept, budget = Kept(), Budget()
    for times in (1, 2, 3):
        before = budget.characters, budget.runs
        assert len(asked(kept, b"text", budget)) == (times == 1)
        assert (before[0] - budget.characters, before[1] - budget.runs) == (15, 1)


@pytest.mark.parametrize("spent", ["characters", "runs", "exhausted"])
def test_where_it_might_not_be_paid_for_nothing_is_recalled_or_kept(spent: str) -> None:
    kept, short = Kept(), Budget()
    setattr(short, spent, {"characters": PART_CHARACTERS - 1, "runs": PART_RUNS - 1, "exhausted": True}[spent])
    asked(kept, b"text", short)
    assert len(kept) == 0
    asked(kept, b"text")
    assert asked(kept, b"text", short) == [1]


def test_what_was_not_read_whole_is_not_kept() -> None:
    kept, budget = Kept(), Budget()

    def find() -> Iterator[Hit]:
        budget.exhausted = True
        yield HIT

    kept.hits(b"w", b"text", budget, find())
    assert len(kept) == 0


def test_ways_to_look_are_told_apart() -> None:
    kept = Kept()
    asked(kept, b"text")
    assert kept.hits(b"v", b"text", Budget(), ()) == ()


def test_it_is_bounded_and_forgets_what_nobody_asks_for() -> None:
    kept = Kept(100_000)
    for number in range(1000):
        asked(kept, b"asked for")
        asked(kept, b"%d" % number)
    assert len(kept) < 300
    assert asked(kept, b"asked for") == []
    assert asked(kept, b"0") == [1]
    asked(kept, b"many", hits=(HIT,) * 100)
    assert asked(kept, b"many", hits=(HIT,) * 100) == [1], "too much for one text"


def test_no_text_is_kept() -> None:
    kept = Kept()
    asked(kept, b"made-up secret")
    assert not any(b"secret" in key for key in kept._now)
    assert "secret" not in repr(kept)
