"""What must not be answered is taken out of the answer, whole or streamed; the rest of it passes as it came."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from .harness.clients import httpx_client, openai_client
from .harness.fleet import Fleet
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import RawClient
from .harness.scripted import Scripted, saying
from .harness.world import World

RULES = """\
policy: answers
owner: security@example.org
detectors:
  - {id: custom.project, regex: 'PRJ-[0-9]{6}', hits: [PRJ-123456], misses: [PRJ-12]}
  - {id: custom.theirs.project, regex: 'EXT-[0-9]{6}', hits: [EXT-123456], misses: [EXT-12]}
  - {id: custom.canary, regex: 'CANARY-[0-9]{6}', hits: [CANARY-123456], misses: [CANARY-12]}
  - {id: custom.badge, regex: 'BADGE-[0-9]{6}', hits: [BADGE-123456], misses: [BADGE-12]}
rules:
  - id: no-project-out
    match: {content: custom.project, host: openrouter.ai}
    action: redact
    reason: The names of projects stay here.
  - id: no-project-back
    match: {content: "custom.*project", direction: answer, host: [openrouter.ai, scripted.redacted.example]}
    action: redact
    reason: Nobody is told of projects.
  - id: no-badge-back
    match: {content: custom.badge, direction: answer, host: openrouter.ai}
    action: redact
    redact: {style: mask}
    reason: Nobody is told of badges.
  - id: no-canary-back
    match: {content: custom.canary, direction: answer, host: openrouter.ai}
    action: block
    reason: No canary may be fetched.
"""
ASK = [{"role": "user", "content": "a question"}]
CHAT = "https://openrouter.ai/api/v1/chat/completions"
# The headers of a request tell the origin what to say, so that rules about requests must not be about it.
MINE, OTHER, MORE, BADGE, CANARY = "PRJ-482913", "EXT-771204", "EXT-551200", "BADGE-330118", "CANARY-904412"


@pytest.fixture(scope="module")
def origin(world: World) -> Iterator[Scripted]:
    scripted = Scripted(world, "scripted.redacted.example")
    yield scripted
    scripted.close()


@pytest.fixture
def redacting(fleet: Fleet, internet: World, origin: Scripted) -> Quarterdeck:
    return fleet(rules={"answers.yaml": RULES})


def ask(redacting: Quarterdeck, says: str, asks: str = "a question", case: str = "m", **more: Any) -> Any:
    """`case` names the exchange in the log: it is the model that is asked for."""
    body = {"model": case, "messages": [{"role": "user", "content": asks}], **more}
    with httpx_client(redacting) as client:
        return client.post(CHAT, json=body, headers={"x-says": says})


def content(answer: Any) -> str:
    return str(answer.json()["choices"][0]["message"]["content"])


def streamed(answer: Any) -> list[dict[str, Any]]:
    lines = [line for line in answer.text.splitlines() if line.startswith("data: {")]
    return [json.loads(line.removeprefix("data: ")) for line in lines]


def words(answer: Any) -> str:
    return "".join(event["choices"][0]["delta"]["content"] for event in streamed(answer) if "choices" in event)


def outcome(redacting: Quarterdeck, case: str) -> dict[str, Any]:
    """The record of how an exchange came out."""
    asked = redacting.wait_record(lambda line: line.get("models") == [case], f"the record of {case}")
    return redacting.wait_record(
        lambda line: line["event"] == "outcome" and line["incident"] == asked["incident"], f"the outcome of {case}"
    )


def test_a_whole_answer_comes_without_what_was_found(redacting: Quarterdeck) -> None:
    answer = ask(redacting, f"It is {OTHER}, not {MORE}: {OTHER} of {BADGE}.", case="whole")
    assert answer.status_code == 200
    assert content(answer) == "It is <PROJECT_1>, not <PROJECT_2>: <PROJECT_1> of ****************."
    assert answer.headers["quarterdeck-redacted"] == "4"
    assert int(answer.headers["content-length"]) == len(answer.content)
    line = outcome(redacting, "whole")
    assert line["incident"] == answer.headers["quarterdeck-incident"]
    assert (line["action"], line["outcome"], line["coverage"]) == ("redact", "rewritten", "whole")
    assert line["findings"] == {"custom.badge": 1, "custom.theirs.project": 3}


def test_an_answer_in_which_nothing_is_found_passes_as_it_came(redacting: Quarterdeck) -> None:
    answer = ask(redacting, "nothing to hide")
    assert content(answer) == "nothing to hide"
    assert "quarterdeck-redacted" not in answer.headers


def test_what_the_user_wrote_comes_back_and_is_not_found_again(redacting: Quarterdeck, world: World) -> None:
    answer = ask(redacting, f"<PROJECT_1> is near {OTHER}", f"What of {MINE}?")
    assert world.saw(b"What of <PROJECT_1>?")
    # A number of its own: that of the user's project means theirs.
    assert content(answer) == f"{MINE} is near <PROJECT_2>"
    assert answer.headers["quarterdeck-redacted"] == "2"


def test_a_rule_that_blocks_is_stricter(redacting: Quarterdeck) -> None:
    answer = ask(redacting, f"{OTHER} and {CANARY}", case="blocked")
    assert answer.status_code == 403
    assert OTHER not in answer.text
    assert CANARY not in answer.text
    assert outcome(redacting, "blocked")["outcome"] == "cut"


def test_a_stream_comes_without_what_was_found_over_its_events(redacting: Quarterdeck) -> None:
    answer = ask(redacting, f"It is |{OTHER[:3]}|{OTHER[3:]}|, of BADGE|-330118| at last.", case="stream", stream=True)
    assert words(answer) == "It is <PROJECT_1>, of **************** at last."
    assert len(streamed(answer)) == 6
    line = outcome(redacting, "stream")
    assert (line["action"], line["outcome"]) == ("redact", "rewritten")
    assert line["findings"] == {"custom.badge": 1, "custom.theirs.project": 1}


def test_a_stream_is_restored_and_redacted_at_once(redacting: Quarterdeck) -> None:
    says = f"<PROJ|ECT_1> is |near {OTHER[:6]}|{OTHER[6:]}."
    answer = ask(redacting, says, f"What of {MINE}?", stream=True)
    assert words(answer) == f"{MINE} is near <PROJECT_2>."


def test_a_stream_ends_where_a_rule_blocks_and_shows_nothing_of_it(redacting: Quarterdeck) -> None:
    answer = ask(redacting, f"one |{OTHER}| two |{CANARY}| three", stream=True)
    assert OTHER not in answer.text
    assert CANARY not in answer.text
    assert "No canary may be fetched." in answer.text


def test_an_answer_too_large_to_be_kept_is_redacted_as_it_comes(
    fleet: Fleet, internet: World, origin: Scripted
) -> None:
    small = fleet(rules={"answers.yaml": RULES}, limits={"memory_body": "2kB"})
    answer = ask(small, "word " * 600 + OTHER, case="large")
    assert content(answer) == "word " * 600 + "<PROJECT_1>"
    # Its head was sent before anybody knew.
    assert "quarterdeck-redacted" not in answer.headers
    assert outcome(small, "large")["outcome"] == "rewritten"


@pytest.mark.parametrize("http2", [False, True], ids=["http/1.1", "h2"])
def test_a_vendors_own_client_reads_what_is_left(redacting: Quarterdeck, http2: bool) -> None:
    client = openai_client(redacting, CHAT.removesuffix("/chat/completions"))
    said = {"x-says": f"It is |{OTHER[:5]}|{OTHER[5:]}| and that is all."}
    with httpx_client(redacting, http2=http2) as plain:
        client = client.with_options(http_client=plain)
        chunks = client.chat.completions.create(model="m", messages=ASK, stream=True, extra_headers=said)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "It is <PROJECT_1> and that is all."


def http(kind: str, body: bytes, *more: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"content-type: {kind}", *more, "", ""]
    return "\r\n".join(lines).encode() + body


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_arguments_of_a_tool_call_are_json_still(redacting: Quarterdeck, origin: Scripted, coding: str) -> None:
    arguments = json.dumps({"of": f'"{OTHER}"', "to": [OTHER], "n": 1})
    call = {"id": "c1", "type": "function", "function": {"name": "look_up", "arguments": arguments}}
    said = {"choices": [{"index": 0, "message": {"role": "assistant", "content": None, "tool_calls": [call]}}]}
    body = json.dumps(said).encode()
    sent = gzip.compress(body) if coding == "gzip" else body
    script = saying(http("application/json", sent, f"content-encoding: {coding}", f"content-length: {len(sent)}"))
    with RawClient(redacting.address) as client:
        client.send(origin.request(script))
        got = client.reply()
    assert (got.status, got.header("quarterdeck-redacted")) == (200, "2")
    # All else is as it came, byte for byte.
    assert got.body == body.replace(OTHER.encode(), b"<PROJECT_1>")
    made = json.loads(got.body)["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(made) == {"of": '"<PROJECT_1>"', "to": ["<PROJECT_1>"], "n": 1}


def test_a_stream_goes_on_while_the_service_still_speaks(redacting: Quarterdeck, origin: Scripted) -> None:
    heard = threading.Event()

    def event(text: str) -> bytes:
        return b"data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]}).encode() + b"\n\n"

    def script(sock: socket.socket) -> None:
        sock.sendall(http("text/event-stream", event("a" * 100) + event("b" * 100), "connection: close"))
        if heard.wait(20):
            sock.sendall(event(OTHER[:7]) + event(OTHER[7:] + ".") + b"data: [DONE]\n\n")

    with RawClient(redacting.address) as client:
        client.send(origin.request(script))
        came = b""
        while b"a" * 30 not in came:
            came += client.sock.recv(65536)
        heard.set()
        while b"[DONE]" not in came:
            came += client.sock.recv(65536)
    lines = [line for line in came.decode().splitlines() if line.startswith("data: {")]
    words = "".join(json.loads(line[6:])["choices"][0]["delta"]["content"] for line in lines)
    assert words == "a" * 100 + "b" * 100 + "<PROJECT_1>."


def test_a_page_in_which_something_is_found_is_refused(redacting: Quarterdeck, origin: Scripted) -> None:
    page = f"<p>It is {OTHER}</p>".encode()
    script = saying(http("text/html", page, f"content-length: {len(page)}"))
    with RawClient(redacting.address) as client:
        client.send(origin.request(script))
        got = client.reply()
    assert got.status == 403
    assert OTHER.encode() not in got.body
