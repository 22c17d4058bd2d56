"""Every vector of the table, through the real proxy: what arrived, what the client was told, what was recorded."""

from __future__ import annotations

import pytest

from ..e2e.harness.fleet import Fleet
from ..e2e.harness.world import World
from .campaign import Campaign, carry_out, chosen
from .gaps import KNOWN_GAPS
from .internet import POLICY, lead
from .rows import ALL
from .vector import Vector


@pytest.fixture(scope="module")
def campaign(request: pytest.FixtureRequest, fleet: Fleet, world: World) -> Campaign:
    """Runs them once, many at a time, each from its own client address."""
    lead(world)
    quarterdeck = fleet(rules={"evasion.yaml": POLICY}, workers=2)
    return carry_out(chosen(request, ALL), quarterdeck, world, 66)


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
    assert campaign.late() == []


def test_the_log_holds_no_canary(campaign: Campaign) -> None:
    """What was sent in bodies and headers stands in no file of the state folder, and in no log.

    The names in a path may be recorded; the vectors put the canary there too, and those are left out.
    """
    in_target = {one.canary for one in campaign.outcomes.values() if _in_target(one.vector)}
    kept = campaign.kept()
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
    assert campaign.is_well(), campaign.quarterdeck.tail()
