"""Somebody who was coached says why and goes on; what other rules take out is still taken out."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosedError

from .harness.clients import CHROMIUM, curl, httpx_client, websocket
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.quarterdeck import Quarterdeck
from .harness.tab import tab
from .harness.world import World

RULES = """\
policy: coaching
owner: security@example.org
detectors:
  - {id: custom.project, regex: 'PRJ-[0-9]{6}', hits: [PRJ-123456], misses: [PRJ-12]}
rules:
  - id: think-first
    match: {host: openrouter.ai}
    action: coach
    coach: {grant: 7d, ask: [reason, ticket]}
    reason: This service keeps what you write.
    suggest: [m365-copilot]
  - id: no-project
    match: {content: custom.project}
    action: redact
    reason: The names of projects stay here.
"""
CHAT = "https://openrouter.ai/api/v1/chat/completions"
PROJECT = "PRJ-716254"
BODY = {"model": "m", "messages": [{"role": "user", "content": f"Who berths {PROJECT}?"}]}
ANSWER = {"reason": "I compare models for the procurement of 2027.", "ticket": "SEC-42"}


@pytest.fixture
def coaching(fleet: Fleet, internet: World) -> Quarterdeck:
    return fleet(rules={"coaching.yaml": RULES}, fresh=True, workers=2)


def test_a_program_says_why_and_goes_on(coaching: Quarterdeck, world: World) -> None:
    with httpx_client(coaching) as client:
        stopped = client.post(CHAT, json=BODY)
        incident = stopped.headers["quarterdeck-incident"]
        page = f"http://quarterdeck.proxy/coach/{incident}"
        assert stopped.status_code == 403
        assert f"To go on, say why at {page}." in stopped.json()["error"]["message"]
        assert world.saw(b"Who berths") == []

        form = client.get(page, headers={"accept": "application/json"}).json()
        assert (form["ask"], form["lasts"], form["instead"]) == (
            ["reason", "ticket"],
            "1 week",
            ["Microsoft 365 Copilot"],
        )
        granted = client.post(page, data=ANSWER, headers={"accept": "application/json"})
        assert granted.status_code == 200, granted.text

    for _ in range(6):  # whichever worker takes the connection
        with httpx_client(coaching) as client:
            answer = client.post(CHAT, json=BODY)
            assert answer.status_code == 200, answer.text
            line = coaching.record_of(answer.headers["quarterdeck-incident"])
            assert (line["action"], line["outcome"]) == ("redact", "rewritten")
            assert line["granted"] == ["coaching/think-first"]
    assert world.saw(b"Who berths <PROJECT_1>?")
    assert world.saw(PROJECT.encode()) == []
    line = coaching.wait_record(lambda line: line["event"] == "grant", "the record of the grant")
    assert (line["incident"], line["reason"], line["ticket"]) == (incident, ANSWER["reason"], ANSWER["ticket"])
    assert line["rules"] == ["coaching/think-first"]


def test_a_grant_outlives_the_proxy_and_is_nobody_elses(coaching: Quarterdeck, world: World) -> None:
    """The principal is the address of the client here; loopback has many."""
    with httpx_client(coaching) as client:
        incident = client.post(CHAT, json=BODY).headers["quarterdeck-incident"]
        page = f"http://quarterdeck.proxy/coach/{incident}"
        other = ["--interface", "127.0.0.9"]
        # Whoever was not stopped cannot give the reason either.
        form = [word for name, value in ANSWER.items() for word in ("--data-urlencode", f"{name}={value}")]
        assert curl(coaching, page, *other, *form).status in (403, 404)
        assert client.post(page, data=ANSWER, headers={"accept": "application/json"}).status_code == 200
    coaching.signal(signal.SIGTERM)
    assert coaching.wait(20) == 0
    coaching.start()
    with httpx_client(coaching) as client:
        assert client.post(CHAT, json=BODY).status_code == 200
    sent = ["-H", "content-type: application/json", "--data", json.dumps(BODY)]
    assert curl(coaching, CHAT, *sent).status == 200
    assert curl(coaching, CHAT, *other, *sent).status == 403


def test_a_person_says_why_in_the_browser_and_goes_on(coaching: Quarterdeck, world: World, tmp_path: Path) -> None:
    if CHROMIUM is None or shutil.which("certutil") is None:
        pytest.skip("needs Debian's packages chromium and libnss3-tools")
    with tab(coaching, tmp_path) as page:
        page.go("https://openrouter.ai/models")
        said = page.sees("Please say why before you use OpenRouter")
        assert "This service keeps what you write." in said
        assert "Microsoft 365 Copilot" in said
        page.run("document.querySelector('a.button').click()")
        page.sees("What do you need it for?")
        page.picture(tmp_path / "form.png")
        page.run(
            f"reason.value = {json.dumps(ANSWER['reason'])}; ticket.value = 'SEC-42'; "
            "document.querySelector('button').click()"
        )
        page.sees("You may go on")
        assert page.run("location.href").startswith("http://quarterdeck.proxy/coach/")
        page.picture(tmp_path / "granted.png")
        page.run("document.querySelector('a.button').click()")
        until(lambda: page.run("location.href") == "https://openrouter.ai/models", "the page that was wanted", 20)
        assert "You may go on" not in page.run("document.documentElement.innerText")
    assert coaching.wait_record(lambda line: line["event"] == "grant", "the grant")["ticket"] == "SEC-42"


ANSWERS = """\
policy: answers
detectors:
  - {id: custom.greeting, regex: 'hello from [a-z]{5}', hits: [hello from there], misses: [hello from me]}
rules:
  - id: think-again
    match: {host: openrouter.ai, content: custom.greeting, direction: answer}
    action: coach
    reason: The answer says where it comes from.
"""


def test_an_answer_that_was_stopped_can_be_had_after_a_reason(fleet: Fleet, internet: World) -> None:
    quarterdeck = fleet(rules={"answers.yaml": ANSWERS}, fresh=True)
    body = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
    with httpx_client(quarterdeck) as client:
        stopped = client.post(CHAT, json=body)
        assert stopped.status_code == 403, stopped.text
        page = f"http://quarterdeck.proxy/coach/{stopped.headers['quarterdeck-incident']}"
        assert page in stopped.text
        quarterdeck.wait_record(lambda line: line["event"] == "outcome", "how it ended, which is written with the next")
        assert client.post(page, data={"reason": ANSWER["reason"]}, headers={"accept": "*/*"}).status_code in (200, 303)
        assert client.post(CHAT, json=body).status_code == 200


def test_the_reason_is_taken_wherever_the_portal_answers(coaching: Quarterdeck) -> None:
    data = "reason=I+compare+models+for+2027.&ticket=SEC-42"
    for url, options in [
        ("https://quarterdeck.proxy/coach/{}", ("-H", "accept: text/plain", "-d", data)),
        (f"http://127.0.0.1:{coaching.port}/coach/{{}}", ("--noproxy", "*", "-H", "accept: text/plain", "-d", data)),
    ]:
        (coaching.state / "grants.jsonl").unlink(missing_ok=True)
        incident = curl(coaching, "https://openrouter.ai/").headers["quarterdeck-incident"]
        answer = curl(coaching, url.format(incident), *options)
        assert (answer.status, "YOU MAY GO ON" in answer.body) == (200, True), answer.body
        assert curl(coaching, "https://openrouter.ai/").status == 200


def test_what_is_no_form_of_the_portal_gets_nowhere(coaching: Quarterdeck, world: World) -> None:
    with httpx_client(coaching) as client:
        incident = client.post(CHAT, json=BODY).headers["quarterdeck-incident"]
        page = f"http://quarterdeck.proxy/coach/{incident}"
        large = client.post(page, data={"reason": "x" * 20_000})
        assert (large.status_code, "too large" in large.text) == (413, True)
        forged = client.post(page, data=ANSWER, headers={"origin": "https://evil.example"})
        assert forged.status_code == 403
        assert client.put(page, data=ANSWER).status_code == 405
        assert client.post(CHAT, json=BODY).status_code == 403
    assert not [line for line in coaching.records() if line["event"] == "grant"]


TALK = """\
policy: talk
rules:
  - {id: think-first, match: {host: openrouter.ai, size: '>20B'}, action: coach, reason: Think first.}
"""


def test_a_websocket_is_closed_with_the_address_of_the_form(fleet: Fleet, internet: World) -> None:
    quarterdeck = fleet(rules={"talk.yaml": TALK}, fresh=True)
    url = "wss://openrouter.ai/echo"
    with websocket(quarterdeck, url) as socket:
        socket.send("much longer than twenty bytes")
        with pytest.raises(ConnectionClosedError) as raised:
            socket.recv()
    assert raised.value.rcvd is not None
    before, _, address = raised.value.rcvd.reason.partition(" Say why at ")
    assert before == "Think first."
    with httpx_client(quarterdeck) as client:
        assert "YOU MAY GO ON" in client.post(address, data=ANSWER, headers={"accept": "text/plain"}).text
    with websocket(quarterdeck, url) as socket:
        socket.send("much longer than twenty bytes")
        assert socket.recv()
