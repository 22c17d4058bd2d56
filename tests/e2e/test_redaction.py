"""What must not leave is taken out on the way: the origin sees placeholders, and the client is told."""

from __future__ import annotations

import json
import re

import pytest

from .harness.clients import curl, httpx_client
from .harness.fleet import Fleet
from .harness.quarterdeck import Quarterdeck
from .harness.world import World

RULES = """\
policy: redaction
owner: security@example.org
detectors:
  - {id: custom.project, regex: 'PRJ-[0-9]{6}', hits: [PRJ-123456], misses: [PRJ-12]}
rules:
  - id: no-project
    match: {content: custom.project}
    action: redact
    reason: The names of projects stay here.
"""
CHAT = "https://openrouter.ai/api/v1/chat/completions"
PROJECT = "PRJ-482913"
BODY = {"model": "m", "messages": [{"role": "user", "content": f"What is {PROJECT}, and why is {PROJECT} late?"}]}


@pytest.fixture
def redacting(fleet: Fleet, internet: World) -> Quarterdeck:
    return fleet(rules={"redaction.yaml": RULES})


def test_the_origin_sees_placeholders_only(redacting: Quarterdeck, world: World) -> None:
    with httpx_client(redacting) as client:
        answer = client.post(CHAT, json=BODY)
    assert answer.status_code == 200
    assert answer.headers["quarterdeck-redacted"] == "2"
    line = redacting.record_of(answer.headers["quarterdeck-incident"])
    assert (line["action"], line["outcome"]) == ("redact", "rewritten")
    assert world.saw(b"What is <PROJECT_1>, and why is <PROJECT_1> late?")
    assert world.saw(PROJECT.encode()) == []


@pytest.mark.parametrize(
    ("url", "headers", "why"),
    [
        (f"{CHAT}?q={PROJECT}", {}, "put it into the message"),
        (CHAT, {"authorization": "AWS4-HMAC-SHA256 Credential=made-up"}, "the request is signed"),
    ],
    ids=["in the address", "signed"],
)
def test_what_cannot_be_rewritten_does_not_leave(
    redacting: Quarterdeck, world: World, url: str, headers: dict[str, str], why: str
) -> None:
    with httpx_client(redacting) as client:
        answer = client.post(url, json=BODY, headers=headers)
    assert answer.status_code == 403
    assert why in answer.text
    assert redacting.record_of(answer.headers["quarterdeck-incident"])["outcome"] == "refused"
    assert world.saw(PROJECT.encode()) == []


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("application/json", True),
        ("text/csv; charset=utf-8", True),
        ("application/octet-stream", True),
        ("text/javascript", False),
        ("text/html", False),
    ],
)
def test_what_was_made_of_it_is_fetched_with_the_originals(
    redacting: Quarterdeck, world: World, kind: str, given: bool
) -> None:
    """A history that is loaded again, a file that the service has written: not the program of its page."""
    with httpx_client(redacting) as client:
        asked = client.post("https://openrouter.ai/api/v1/responses", json={"model": "m", "input": f"On {PROJECT}?"})
        assert asked.headers["quarterdeck-redacted"] == "1"
        bodies = b"".join(request.body for origin in world.origins.values() for request in origin.requests)
        name = re.findall(rb"<PROJECT_[0-9]+>", bodies)[-1]
        says = f'{{"a": "{name.decode()}"}}'
        got = client.get("https://openrouter.ai/said", headers={"x-says": says, "x-kind": kind})
    assert got.text == (says.replace(name.decode(), PROJECT) if given else says)


def test_nobody_else_is_given_them(redacting: Quarterdeck, world: World) -> None:
    """The principal is the address of the client here; loopback has many."""
    responses = "https://openrouter.ai/api/v1/responses"
    with httpx_client(redacting) as client:
        client.post(responses, json={"model": "m", "input": f"On {PROJECT}, once more?"})
    (name,) = set(re.findall(rb"On (<PROJECT_[0-9]+>), once more", b"".join(sent(world))))
    asks = ["-H", f"x-says: of {name.decode()}", "-H", "x-kind: text/csv", "https://openrouter.ai/said"]
    other = ["--interface", "127.0.0.9"]
    assert curl(redacting, asks[-1], *asks[:-1]).body == f"of {PROJECT}"
    assert curl(redacting, asks[-1], *other, *asks[:-1]).body == f"of {name.decode()}"
    # Nor when they have said something of their own, or the very same.
    for text in ("On PRJ-551177, mine?", f"On {PROJECT}, theirs?"):
        body = json.dumps({"model": "m", "input": text})
        said = curl(redacting, responses, *other, "-H", "content-type: application/json", "--data", body)
        assert said.headers["quarterdeck-redacted"] == "1"
        assert curl(redacting, asks[-1], *other, *asks[:-1]).body == f"of {name.decode()}"


def test_what_goes_on_in_the_next_request_does_not_leave(redacting: Quarterdeck, world: World) -> None:
    """The service keeps the history: only the newest message is sent."""
    with httpx_client(redacting) as client:
        answers = [
            client.post("https://openrouter.ai/api/v1/responses", json={"model": "m", "input": text})
            for text in ("We talk of PRJ-", "662817, which is late.", "And now?")
        ]
    assert [answer.status_code for answer in answers] == [200, 403, 200]
    assert "it begins in one message and ends in another" in answers[1].text
    line = redacting.record_of(answers[1].headers["quarterdeck-incident"])
    assert (line["action"], line["outcome"], line["findings"]) == ("redact", "refused", {"custom.project": 1})
    assert world.saw(b"662817") == []


def sent(world: World) -> list[bytes]:
    return [request.body for origin in world.origins.values() for request in origin.requests]
