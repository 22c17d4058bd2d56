"""What is watched passes whole and in order, or not from where a rule speaks on."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from quarterdeck.engine import reading
from quarterdeck.proxy.watch import OVERLAP, Watch
from tests.proxy.bench import CONTENT, KIT, policy
from tests.wire.build import exchange

PROSE = b"nothing to see here, and nothing there\n" * 90_000
CANARY = b"CANARY-424242"
TWICE = "rules: [{id: r, match: {content: {detector: custom.canary, min_count: 2}}, action: block}]"


def watch_of(text: str = CONTENT) -> Watch:
    rules = policy(text)
    known = reading(exchange("https://plain.example/upload", None), rules, KIT)
    return Watch(replace(known, message=None), rules, KIT, "utf-8")


def passed(watch: Watch, data: bytes, step: int = 300_000) -> bytes:
    async def scenario() -> bytes:
        out = b""
        for start in range(0, len(data), step):
            if watch.add(data[start : start + step]):
                await watch.look()
                if watch.refusal is not None:
                    return out
                out += watch.take()
        watch.ended = True
        await watch.look()
        return out if watch.refusal is not None else out + watch.take()

    return asyncio.run(scenario())


@pytest.mark.parametrize("step", [70_001, 300_000, 5_000_000])
def test_what_is_clean_passes_as_it_came(step):
    watch = watch_of()
    assert passed(watch, PROSE, step) == PROSE
    assert (watch.refusal, watch.found, watch.size) == (None, (), len(PROSE))


# Where a window of four steps ends.
EDGE = 1_200_000


@pytest.mark.parametrize("place", [0, EDGE - 6, EDGE - OVERLAP - 6, EDGE - OVERLAP, 3_000_000, len(PROSE)])
def test_nothing_of_what_is_found_passes(place):
    watch = watch_of()
    got = passed(watch, PROSE[:place] + CANARY + PROSE[place:])
    assert watch.refusal is not None
    assert watch.refusal.reasons[0].id == "p/r"
    assert len(got) <= place
    assert PROSE.startswith(got)


@pytest.mark.parametrize("place", [EDGE - OVERLAP - 6, EDGE - 6])
def test_one_finding_is_counted_once(place):
    watch = watch_of(TWICE)
    data = PROSE[:place] + CANARY + PROSE[place:]
    assert passed(watch, data) == data
    assert [(one.detector, one.start) for one in watch.found] == [("custom.canary", place)]


def test_findings_far_apart_are_counted_together():
    watch = watch_of(TWICE)
    got = passed(watch, CANARY + PROSE + CANARY)
    assert watch.refusal is not None
    assert got.startswith(CANARY)


def test_what_goes_on_by_another_way_is_looked_at_and_not_given_again():
    watch = watch_of()
    first, second = PROSE[:1_500_000], PROSE[1_500_000:]

    async def before() -> None:
        watch.add(first)
        await watch.look()
        watch.take()
        watch.passed_elsewhere()

    asyncio.run(before())
    assert passed(watch, second) == second


def test_a_secret_that_began_in_what_went_on_by_another_way_is_found():
    watch = watch_of()

    async def before() -> None:
        watch.add(PROSE[:1_500_000] + CANARY[:5])
        await watch.look()
        watch.take()
        watch.passed_elsewhere()

    asyncio.run(before())
    assert passed(watch, CANARY[5:] + PROSE) == b""
    assert watch.refusal is not None
