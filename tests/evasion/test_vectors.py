"""Every vector of the table, through the real proxy: what arrived, what the client was told, what was recorded."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from dataclasses import dataclass

import pytest

from ..e2e.harness.deadline import Late, until
from ..e2e.harness.fleet import Fleet
from ..e2e.harness.quarterdeck import Line, Quarterdeck
from ..e2e.harness.world import World
from .campaign import Outcome, look, run
from .gaps import KNOWN_GAPS
from .internet import POLICY, lead
from .rows import ALL
from .vector import Vector

BY_ID = {vector.id: vector for vector in ALL}


@dataclass(slots=True)
class Campaign:
    """All the vectors that this session runs, carried out, with what the deck log says of each."""

    quarterdeck: Quarterdeck
    world: World
    outcomes: dict[str, Outcome]
    lines: dict[str, list[Line]]


def _selected(request: pytest.FixtureRequest) -> list[Vector]:
    """The vectors of the tests that were chosen on the command line."""
    ids = {item.callspec.params.get("vector") for item in request.session.items if hasattr(item, "callspec")}
    return [vector for vector in ALL if vector.id in ids]


@pytest.fixture(scope="module")
def campaign(request: pytest.FixtureRequest, fleet: Fleet, world: World) -> Campaign:
    """Runs them once, many at a time, each from its own client address."""
    lead(world)
    quarterdeck = fleet(rules={"evasion.yaml": POLICY}, workers=2)
    outcomes = run(_selected(request), quarterdeck, world, 66)
    wanted = {outcome.source: outcome.vector.records or 0 for outcome in outcomes.values()}

    def lines() -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = defaultdict(list)
        for line in quarterdeck.decisions():
            found[line.get("client", "")].append(line)
        return found

    with contextlib.suppress(Late):  # each test tells what it misses
        until(lambda: (got := lines()) and all(len(got[source]) >= count for source, count in wanted.items()), "", 5)
    return Campaign(quarterdeck, world, outcomes, lines())


@pytest.mark.parametrize("vector", [vector.id for vector in ALL])
def test_vector(campaign: Campaign, vector: str) -> None:
    outcome = campaign.outcomes[vector]
    wanted = outcome.vector
    lines = campaign.lines[outcome.source]
    result = outcome.result
    told = f"{result.end} {result.status or ''} {result.why}; arrived at {outcome.arrived or 'none'}"
    if vector in KNOWN_GAPS:
        assert not outcome.held, f"the gap is closed: take {vector} out of KNOWN_GAPS ({told})"
        return
    assert outcome.held, f"{told}; records {lines}"
    if wanted.records is not None:
        assert len(lines) == wanted.records, f"{len(lines)} records, not {wanted.records}: {lines}"
    if wanted.expect == "D" and wanted.records == 1:
        assert lines[0]["outcome"] in ("refused", "cut", "failed"), lines
    if wanted.expect == "P" and wanted.records:
        assert {line["outcome"] for line in lines} <= {"forwarded", "rewritten"}, lines
    if wanted.rule:
        assert lines[-1].get("rules"), f"refused, but by no rule: {lines}"
        assert lines[-1]["action"] == "block", lines


def test_nothing_arrived_late(campaign: Campaign) -> None:
    """After everything has been sent and answered, the origins are searched again."""
    look(campaign.outcomes.values(), campaign.world)
    refused = [
        one for one in campaign.outcomes.values() if one.vector.expect in "DS" and one.vector.id not in KNOWN_GAPS
    ]
    assert [one.vector.id for one in refused if one.arrived] == []


def test_the_log_holds_no_canary(campaign: Campaign) -> None:
    """What was sent in bodies and headers stands in no file of the state folder, and in no log.

    The names in a path may be recorded; the vectors put the canary there too, and those are left out.
    """
    in_target = {one.canary for one in campaign.outcomes.values() if _in_target(one.vector)}
    kept = b"".join(
        path.read_bytes() for path in campaign.quarterdeck.folder.rglob("*") if path.is_file() and not path.is_socket()
    )
    assert len(kept) > 0
    found = [one.vector.id for one in campaign.outcomes.values() if one.canary in kept and one.canary not in in_target]
    assert found == []


def _in_target(vector: Vector) -> bool:
    lines = b"".join(
        line for text in vector.sends for at, line in enumerate(text.splitlines()) if not at or b" HTTP/" in line
    )
    fields = b"".join(
        value for name, value in (vector.h2.fields if vector.h2 else ()) if name in (b":path", b":authority")
    )
    return b"{K" in lines + fields


def test_the_proxy_is_still_well(campaign: Campaign) -> None:
    """No worker died on the way, and no fault was logged."""
    log = campaign.quarterdeck.tail(100_000)
    assert campaign.quarterdeck.process is not None
    assert campaign.quarterdeck.process.poll() is None
    assert "Fault" not in log, log[-4000:]
