"""The portal tells the policy in force and the incidents that the log holds, and makes neither up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quarterdeck.model.principal import Principal
from quarterdeck.model.record import Outcome
from quarterdeck.proxy.authority import make
from quarterdeck.proxy.portal_state import PortalDesk, find_incident, gather
from quarterdeck.proxy.recorder import Recorder, Requested
from quarterdeck.proxy.runtime import Runtime
from quarterdeck.proxy.translate import new_incident
from quarterdeck.proxy.visit import Visit
from tests.proxy.deck import POLICY, aboard, asked, judged, world
from tests.proxy.markup import Page

AUTHORITY = make()


def visit(path: str) -> Visit:
    return Visit("GET", path, Principal("192.0.2.7"), {"accept": "text/html"})


def write(path: Path, *lines: dict[str, object]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines))


def decision(incident: str, **more: object) -> dict[str, object]:
    return {"event": "decision", "incident": incident, "outcome": "refused", **more}


def test_an_incident_is_found_in_any_workers_file(tmp_path: Path):
    write(tmp_path / "deck-0.jsonl", decision("qd-1", host="a.example"), decision("qd-2"))
    write(tmp_path / "deck-1.jsonl", decision("qd-3", host="b.example"))
    assert find_incident(tmp_path, "qd-1")["host"] == "a.example"
    assert find_incident(tmp_path, "qd-3")["host"] == "b.example"


@pytest.mark.parametrize("incident", ["qd-9", "qd-", "", 'qd-1"', "decision", "qd-1\n"])
def test_what_is_not_an_incident_of_the_log_is_not_found(tmp_path: Path, incident: str):
    write(tmp_path / "deck-0.jsonl", decision("qd-1"), decision("qd-11", path='/"incident":"qd-9"'))
    write(tmp_path / "deck-1.jsonl")
    assert find_incident(tmp_path, incident) is None
    assert find_incident(tmp_path / "absent", incident) is None


def test_how_an_exchange_ended_does_not_hide_its_decision(tmp_path: Path):
    ended = {"event": "outcome", "incident": "qd-1", "outcome": "failed"}
    write(tmp_path / "deck-0.jsonl", decision("qd-1", reason="why"), decision("qd-2"), ended)
    assert find_incident(tmp_path, "qd-1")["reason"] == "why"


def test_the_portal_finds_what_the_recorder_wrote(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        incident = new_incident()
        exchanged, judgement = judged(runtime, asked(), incident)
        await Recorder(runtime).decided(exchanged, judgement, Outcome.REFUSED, Requested("GET", "/page", "h2"))
        made = PortalDesk(runtime, AUTHORITY, None)(visit(f"/incident/{incident}"))
        assert made.status == 200
        assert "This domain is banned here." in Page(made.body).text

    aboard(tmp_path, scenario)


def test_the_policy_is_told_in_the_order_of_its_file_and_with_its_places(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        (policy,) = gather(runtime.config, runtime.world, ()).policies
        assert (policy.id, policy.owner) == ("deck", "infosec@example.org")
        assert [rule.action for rule in policy.rules] == ["block", "block"]
        assert [rule.source for rule in policy.rules] == ["deck.yaml:4", "deck.yaml:7"]
        assert "banned.example" in policy.rules[0].sentence

    aboard(tmp_path, scenario)


def test_a_page_tells_the_policy_that_is_in_force_now(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        portal = PortalDesk(runtime, AUTHORITY, None)
        assert "banned.example" in Page(portal(visit("/policy")).body).text
        runtime.world = world(POLICY.replace("banned.example", "other.example"))
        assert "other.example" in Page(portal(visit("/policy")).body).text

    aboard(tmp_path, scenario)


def test_a_staged_authority_is_offered_beside_the_current_one(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        one = PortalDesk(runtime, AUTHORITY, None)(visit("/ca.pem")).body
        both = PortalDesk(runtime, AUTHORITY, make())(visit("/ca.pem")).body
        assert (one.count(b"BEGIN CERTIFICATE"), both.count(b"BEGIN CERTIFICATE")) == (1, 2)

    aboard(tmp_path, scenario)
