"""Every disguise of the table, through the real proxy under a rule about content: what arrived, what is on record."""

from __future__ import annotations

import pytest

from ..e2e.harness.fleet import Fleet
from ..e2e.harness.quarterdeck import Line
from ..e2e.harness.world import World
from .campaign import Campaign, carry_out, chosen, run
from .gaps import KNOWN_GAPS
from .internet import CONTENT as POLICY
from .internet import CONTENT_CONFIG, CONTENT_PACKS, lead
from .rows import CONTENT
from .vector import Vector

# Bytes that one worker may come to hold for a dozen bombs at once.
MOST_MEMORY = 150_000_000


@pytest.fixture(scope="module")
def campaign(request: pytest.FixtureRequest, fleet: Fleet, world: World) -> Campaign:
    """Runs them once, many at a time, each from its own client address."""
    lead(world)
    quarterdeck = fleet(rules={"content.yaml": POLICY}, packs=CONTENT_PACKS, **CONTENT_CONFIG)
    return carry_out(chosen(request, CONTENT), quarterdeck, world, 67)


def is_told(vector: Vector, line: Line) -> bool:
    """Whether a record says what it must of what was found and what could not be read."""
    found = any(name.startswith("custom.") for name in line.get("findings", {}))
    unread = bool(line.get("unread"))
    match vector.told:
        case "found":
            return found
        case "unread":
            return unread
        case "either":
            return found or unread
        case "cut":
            return line.get("truncated") is True
    return True


@pytest.mark.parametrize("vector", [vector.id for vector in CONTENT])
def test_what_is_said(campaign: Campaign, vector: str) -> None:
    outcome = campaign.outcomes[vector]
    wanted, result, lines = outcome.vector, outcome.result, campaign.lines[outcome.source]
    happened = f"{result.end} {result.status or ''} {result.why}; arrived at {outcome.arrived or 'none'}"
    if vector in KNOWN_GAPS:
        assert not outcome.held, f"the gap is closed: take {vector} out of KNOWN_GAPS ({happened})"
        return
    assert outcome.held, f"{happened}; records {lines}"
    if wanted.records is not None:
        assert len(lines) == wanted.records, f"{len(lines)} records, not {wanted.records}: {lines}"
    if wanted.expect == "P":
        assert {line["outcome"] for line in lines} <= {"forwarded", "rewritten"}, lines
    if wanted.rule:
        assert (lines[-1]["outcome"], lines[-1]["action"]) == ("refused", "block"), lines
        assert lines[-1].get("rules"), f"refused, but by no rule: {lines}"
    assert not wanted.told or is_told(wanted, lines[-1]), f"the record does not say what it must: {lines}"


def test_nothing_arrived_late(campaign: Campaign) -> None:
    """After everything has been sent and answered, the origins are searched again."""
    assert campaign.late() == []


def test_the_log_holds_nothing_that_was_said(campaign: Campaign) -> None:
    """What was sent in bodies and headers stands in no file of the state folder; paths and models may be recorded."""
    kept = campaign.kept()
    assert len(kept) > 0
    said = [one for one in campaign.outcomes.values() if not is_recorded(one.vector)]
    assert [one.vector.id for one in said if one.canary in kept] == []


def is_recorded(vector: Vector) -> bool:
    """Whether the canary stands in what a record keeps: the path of a request, or the name of a model."""
    lines = b"".join(line for text in vector.sends for line in text.splitlines()[:1])
    kept = lines + dict(vector.h2.fields if vector.h2 else ()).get(b":path", b"")
    return b"{K}" in kept or b"{D}" in kept or vector.id == "E83-model"


def test_bombs_take_no_memory(fleet: Fleet, world: World) -> None:
    """Of what would become gigabytes a worker never holds more than a small part, many at a time."""
    lead(world)
    mine = fleet(rules={"content.yaml": POLICY}, packs=CONTENT_PACKS, fresh=True, **{**CONTENT_CONFIG, "workers": 1})
    bombs = [vector for vector in CONTENT if vector.row == "E65" or "1-gib" in vector.id or "zip-42" in vector.id]
    before = mine.resident()
    outcomes = run(bombs, mine, world, 68)
    assert [name for name, outcome in outcomes.items() if not outcome.held] == []
    assert mine.resident() - before < MOST_MEMORY
    mine.stop()


def test_the_proxy_is_still_well(campaign: Campaign) -> None:
    """No worker died on the way, and no fault was logged."""
    assert campaign.is_well(), campaign.quarterdeck.tail()
