"""The portal tells the policy in force and the incidents that the log holds, and makes neither up."""

from __future__ import annotations

from pathlib import Path

from quarterdeck.model.principal import Principal
from quarterdeck.model.record import Outcome
from quarterdeck.proxy.authority import make
from quarterdeck.proxy.portal_state import PortalDesk, gather
from quarterdeck.proxy.recorder import Recorder, Requested
from quarterdeck.proxy.runtime import Runtime
from quarterdeck.proxy.translate import new_incident
from quarterdeck.proxy.visit import Visit
from tests.proxy.deck import POLICY, aboard, asked, judged, world
from tests.proxy.markup import Page

AUTHORITY = make()


def visit(path: str) -> Visit:
    return Visit("GET", path, Principal("192.0.2.7"), {"accept": "text/html"})


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
