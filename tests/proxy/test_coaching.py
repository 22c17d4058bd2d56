"""A reason is on record before anything is granted, and only whoever was stopped may give it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

from quarterdeck.model.principal import Principal
from quarterdeck.model.record import Outcome
from quarterdeck.proxy.coaching import Coach
from quarterdeck.proxy.grants import GrantBook, grants_path
from quarterdeck.proxy.incidents import find_coached
from quarterdeck.proxy.portal import PortalResponse, PortalState
from quarterdeck.proxy.recorder import Recorder, Requested
from quarterdeck.proxy.runtime import Runtime
from quarterdeck.proxy.visit import Visit
from tests.proxy.deck import aboard, asked, judged, world
from tests.proxy.markup import Page

RULES = """\
policy: p
detectors:
  - {id: custom.project, regex: 'PRJ-[0-9]{6}', hits: [PRJ-123456], misses: [PRJ-12]}
rules:
  - id: think
    match: {service: openai-chatgpt}
    action: coach
    coach: {grant: 8h, ask: [reason, ticket]}
    reason: Think <first>.
  - {id: keep, match: {content: custom.project}, action: block}
"""
ADA = Principal("192.0.2.7")
STATE = PortalState(proxy="127.0.0.1:8080")
REASON = "I compare models for 2027."
GIVEN = {"reason": REASON, "ticket": "SEC-42"}
FORM = {"content-type": "application/x-www-form-urlencoded", "host": "quarterdeck.proxy"}
INCIDENT = "qd-0001"

type Scenario = Callable[[Runtime, Coach], Awaitable[None]]


def coached(folder: Path, scenario: Scenario, **config: Any) -> list[dict[str, Any]]:
    """Runs a scenario after ChatGPT's page was refused to 192.0.2.7; returns the lines of the deck log."""

    async def run(runtime: Runtime) -> None:
        runtime.world = world(RULES, runtime.config)
        runtime.grants = GrantBook(grants_path(runtime.config.state), bytes(32))
        exchanged, decision = judged(runtime, asked("https://chatgpt.com/c/1"), INCIDENT)
        exchanged.started = time.time()
        await Recorder(runtime).decided(exchanged, decision, Outcome.REFUSED, Requested("GET", "/c/1", "h2"))
        await scenario(runtime, Coach(runtime, lambda one: find_coached(runtime.config.audit_dir, one)))

    return aboard(folder, run, **config)


def visit(method: str = "GET", body: bytes = b"", incident: str = INCIDENT, **headers: str) -> Visit:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Visit(method, f"/coach/{incident}", ADA, {"accept": "text/html", **FORM, **named}, body)


def form(**headers: str) -> Visit:
    return visit("POST", urlencode(GIVEN).encode(), **headers)


def header(made: PortalResponse, name: str) -> str:
    (value,) = [value for key, value in made.headers if key == name]
    return value


def test_a_person_gives_a_reason_and_may_go_on(tmp_path: Path):
    async def scenario(runtime: Runtime, coach: Coach) -> None:
        shown = coach.show(visit(), STATE)
        page = Page(shown.body)
        assert shown.status == 200
        assert [tag for tag in page.tags if tag in ("form", "textarea", "input", "button", "script")] == [
            "form",
            "textarea",
            "input",
            "button",
        ]
        assert ("form", "action", f"/coach/{INCIDENT}") in page.links
        assert "Think <first>." in page.text
        assert "go on for 8 hours" in page.text
        assert "form-action 'self'" in header(shown, "Content-Security-Policy")
        assert header(shown, "Referrer-Policy") == "same-origin"
        assert b'<meta name="referrer" content="same-origin">' in shown.body

        taken = await coach.take(form(origin="http://quarterdeck.proxy"), STATE)
        assert (taken.status, header(taken, "Location")) == (303, f"/coach/{INCIDENT}")
        granted = Page(coach.show(visit(), STATE).body)
        assert "You may go on" in granted.text
        assert ("a", "href", "https://chatgpt.com/c/1") in granted.links
        assert runtime.principal(ADA.client, time.time()).granted == {"p/think"}

    _, line = coached(tmp_path, scenario)
    assert (line["event"], line["outcome"], line["incident"]) == ("grant", "granted", INCIDENT)
    assert (line["reason"], line["ticket"], line["rules"]) == (REASON, "SEC-42", ["p/think"])
    assert (line["client"], line["service"]) == ("192.0.2.7", "openai-chatgpt")


@pytest.mark.parametrize("accept", ["text/plain", "application/json"])
def test_a_program_is_answered_in_its_own_form(tmp_path: Path, accept: str):
    async def scenario(_: Runtime, coach: Coach) -> None:
        asking = coach.show(visit(accept=accept), STATE)
        taken = await coach.take(form(accept=accept), STATE)
        assert (asking.status, taken.status) == (200, 200)
        if accept == "text/plain":
            assert b"--data-urlencode reason='...' --data-urlencode ticket='...'" in asking.body
            assert b"YOU MAY GO ON" in taken.body
        else:
            told = orjson.loads(asking.body)
            assert (told["ask"], told["post"]) == (["reason", "ticket"], f"http://quarterdeck.proxy/coach/{INCIDENT}")
            assert orjson.loads(taken.body)["rules"] == ["p/think"]

    coached(tmp_path, scenario)


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        (form(origin="https://evil.example"), 403, "sent by another site"),
        (form(sec_fetch_site="cross-site"), 403, "sent by another site"),
        (replace(form(), principal=Principal("192.0.2.8")), 404, "no request of yours"),
        (replace(form(), principal=Principal("192.0.2.7", "bob")), 404, "no request of yours"),
        (replace(form(), path="/coach/qd-0002"), 404, "no request of yours"),
        (replace(form(), body=b"reason=x&ticket=SEC-42"), 422, "too short"),
        (replace(form(), body=urlencode({**GIVEN, "ticket": ""}).encode()), 422, "Please give a ticket."),
        (form(content_type="application/json"), 422, "Send it as a form"),
        (
            replace(form(), body=urlencode({**GIVEN, "reason": "It is about PRJ-482913."}).encode()),
            422,
            "should not be",
        ),
    ],
)
def test_what_is_not_right_grants_nothing_and_leaves_no_word_in_the_log(
    tmp_path: Path, sent: Visit, status: int, said: str
):
    async def scenario(runtime: Runtime, coach: Coach) -> None:
        made = await coach.take(sent, STATE)
        assert made.status == status
        assert said in Page(made.body).text
        assert runtime.grants is not None
        assert runtime.grants.standing(0) == ()

    assert len(coached(tmp_path, scenario)) == 1


def test_what_was_typed_is_there_to_be_mended(tmp_path: Path):
    async def scenario(_: Runtime, coach: Coach) -> None:
        typed = urlencode({"reason": "</textarea><script>alert(1)</script>", "ticket": ""}).encode()
        made = await coach.take(visit("POST", typed), STATE)
        assert b"&lt;/textarea&gt;&lt;script&gt;" in made.body
        assert "script" not in Page(made.body).tags

    coached(tmp_path, scenario)


def test_somebody_else_is_not_even_told_what_was_asked(tmp_path: Path):
    async def scenario(_: Runtime, coach: Coach) -> None:
        made = coach.show(replace(visit(), principal=Principal("192.0.2.8")), STATE)
        assert made.status == 404
        assert b"chatgpt" not in made.body.lower()

    coached(tmp_path, scenario)


def test_a_reason_that_cannot_be_recorded_grants_nothing(tmp_path: Path):
    async def scenario(runtime: Runtime, coach: Coach) -> None:
        async def fails(_: object) -> None:
            raise OSError(28, "No space left on device")

        runtime.log.commit = fails  # type: ignore[method-assign]  # a disk that is full cannot be had here
        made = await coach.take(form(), STATE)
        assert (made.status, "could not be recorded" in Page(made.body).text) == (503, True)
        assert runtime.grants is not None
        assert runtime.grants.standing(0) == ()

    coached(tmp_path, scenario)


def test_pseudonyms_do_not_keep_anybody_from_going_on(tmp_path: Path):
    async def scenario(runtime: Runtime, coach: Coach) -> None:
        runtime.log.line = replace(runtime.log.line, key=bytes(32))
        exchanged, decision = judged(runtime, asked("https://chatgpt.com/c/1"), "qd-0003")
        exchanged.started = time.time()
        await Recorder(runtime).decided(exchanged, decision, Outcome.REFUSED, Requested("GET", "/c/1", "h2"))
        assert coach.show(visit(incident="qd-0003"), STATE).status == 200
        assert coach.show(visit(), STATE).status == 404

    coached(tmp_path, scenario)
