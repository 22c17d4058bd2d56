"""What rules ask to be kept is read by reviewers alone, without what was found, which stands nowhere else either."""

from __future__ import annotations

import base64
import contextlib
import json
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from quarterdeck.audit.age import SecretKey, make_secret_key

from .harness.clients import httpx_client, websocket
from .harness.fleet import Fleet
from .harness.quarterdeck import Line, Quarterdeck
from .harness.sockets import SCRIPTS
from .harness.world import World
from .harness.written import files_in

RULES = """\
policy: evidence
owner: security@example.org
detectors:
  - {id: secrets.berth, regex: 'BERTH-[0-9]{8}', hits: [BERTH-12345678], misses: [BERTH-12]}
  - {id: custom.quay, regex: 'QUAY-[0-9]{8}', hits: [QUAY-12345678], misses: [QUAY-12]}
  - {id: custom.pier, regex: 'PIER-[0-9]{8}', hits: [PIER-12345678], misses: [PIER-12]}
  - {id: custom.mole, regex: 'MOLE-[0-9]{8}', hits: [MOLE-12345678], misses: [MOLE-12]}
  - {id: custom.jetty, regex: 'JETTY-[0-9]{8}', hits: [JETTY-12345678], misses: [JETTY-12]}
rules:
  - id: no-berth
    match: {content: secrets.berth}
    action: block
    evidence: {excerpt: 60}
  - id: no-quay
    match: {content: custom.quay}
    action: block
  - id: pier-in-trial
    match: {content: custom.pier}
    action: block
    mode: shadow
    evidence: excerpt
  - id: no-jetty-back
    match: {content: custom.jetty, direction: answer, host: openrouter.ai}
    action: block
    evidence: excerpt
  - id: no-mole-back
    match: {content: custom.mole, direction: answer, host: [openrouter.ai, api.openai.com]}
    action: redact
    evidence: excerpt
"""
CHAT = "https://openrouter.ai/api/v1/chat/completions"
REALTIME = "wss://api.openai.com/v1/realtime?model=gpt-realtime"
# A packaged detector that no rule asks for finds this one.
CARD = "4111111111111111"
LIMITS = {"memory_body": "100kB", "min_free": 0}

SECRETS: set[str] = set()


def secret(kind: str) -> str:
    made = f"{kind}-{random.randrange(10**7, 10**8)}"
    SECRETS.add(made)
    return made


@pytest.fixture(scope="module")
def reviewers() -> list[SecretKey]:
    return [SecretKey(make_secret_key()) for _ in range(2)]


@pytest.fixture
def keeping(fleet: Fleet, internet: World, reviewers: list[SecretKey]) -> Iterator[Quarterdeck]:
    recipients = [one.public for one in reviewers]
    mine = fleet(rules={"evidence.yaml": RULES}, limits=LIMITS, audit={"evidence": {"recipients": recipients}})
    yield mine
    assert nowhere(mine)


def nowhere(mine: Quarterdeck) -> bool:
    """Whether no secret of these tests stands in anything that is kept or was said, in any usual spelling."""
    kept = [data for path, data in files_in(mine.folder) if "rules" not in path.parts]
    everything = b"\n".join(kept)
    for one in (*SECRETS, CARD):
        raw = one.encode()
        shifted = [base64.b64encode(b"x" * shift + raw)[4 * (shift > 0) : -4] for shift in range(3)]
        spellings = [
            raw,
            raw[::-1],
            raw.hex().encode(),
            quote(one, safe="").encode(),
            one.encode("utf-16-le"),
            *shifted,
        ]
        spellings.append("".join(f"\\u{ord(sign):04x}" for sign in one).encode())
        spellings.append(one.replace("-", "\\u002d").encode())
        assert not [spelling for spelling in spellings if spelling in everything]
    return True


def sealed(mine: Quarterdeck, line: Line) -> bytes:
    (path,) = mine.state.glob(f"audit-evidence/deck-*/{line['incident']}{'-answer' * (line['event'] == 'outcome')}.age")
    assert path.stat().st_mode & 0o777 == 0o600
    return path.read_bytes()


def opened(mine: Quarterdeck, line: Line, reviewers: list[SecretKey]) -> list[Any]:
    """What each reviewer reads alike."""
    data = sealed(mine, line)
    assert line["evidence"]["bytes"] == len(data)
    first, second = (json.loads(one.opened(data)) for one in reviewers)
    assert first == second
    assert first["incident"] == line["incident"]
    return list(first["excerpts"])


def post(mine: Quarterdeck, says: str, **more: Any) -> httpx.Response:
    body = {"model": "m", "messages": [{"role": "user", "content": says}]}
    with httpx_client(mine) as client:
        return client.post(CHAT, json=body, **more)


def outcome_of(mine: Quarterdeck, incident: str) -> Line:
    return mine.wait_record(lambda line: (line["incident"], line["event"]) == (incident, "outcome"), "the outcome")


def test_a_request_leaves_its_redacted_excerpt_to_the_reviewers(keeping: Quarterdeck, reviewers: list[SecretKey]):
    berth, other = secret("BERTH"), secret("BERTH")
    text = f"Far before. The crane at {berth} needs {CARD}; tell ann.moor@example.com and {berth}, not {other}."
    got = post(keeping, f"{'.' * 100}{text}{'.' * 100}")
    line = keeping.record_of(got.headers["quarterdeck-incident"])
    (one,) = opened(keeping, line, reviewers)
    assert "The crane at <BERTH_1> needs <" in one["text"]
    assert "and <BERTH_1>, not <BERTH_2>." in one["text"]
    assert "ann.moor" not in one["text"]
    assert CARD not in one["text"]
    assert one["part"] == "/messages/0/content"
    at = 100 + text.index(berth)
    assert [found["start"] for found in line["found"]] == [at, text.rindex(berth) + 100, text.index(other) + 100]
    assert (one["start"], one["end"]) == (at - 60, text.index(other) + 100 + len(other) + 60)


def test_the_same_secret_is_known_again_and_another_is_not(keeping: Quarterdeck):
    berth = secret("BERTH")
    lines = [
        keeping.record_of(post(keeping, says).headers["quarterdeck-incident"])
        for says in (f"first {berth}", f"once more, elsewhere: {berth}", f"{secret('BERTH')}")
    ]
    prints = [line["found"][0]["fingerprint"] for line in lines]
    assert prints[0] == prints[1] != prints[2]
    assert len(prints[0]) == 16


def test_a_rule_that_does_not_ask_keeps_no_evidence(keeping: Quarterdeck):
    got = post(keeping, f"at {secret('QUAY')}")
    line = keeping.record_of(got.headers["quarterdeck-incident"])
    assert line["found"][0]["detector"] == "custom.quay"
    assert "evidence" not in line
    assert not list(keeping.state.rglob(f"{line['incident']}*"))


def test_a_rule_in_shadow_keeps_evidence_of_what_it_would_have_stopped(
    keeping: Quarterdeck, reviewers: list[SecretKey]
):
    got = post(keeping, f"along {secret('PIER')} and back", headers={"x-says": "nothing"})
    assert got.status_code == 200
    line = keeping.wait_record(lambda one: one.get("shadow") == ["evidence/pier-in-trial"], "the record")
    assert [one["text"] for one in opened(keeping, line, reviewers)] == ["along <PIER_1> and back"]


def test_an_upload_that_is_held_and_refused_leaves_evidence(keeping: Quarterdeck, reviewers: list[SecretKey]):
    berth = secret("BERTH")
    text = "many words. " * 50_000 + f"the crane at {berth} is late. " + "more words. " * 50_000
    with httpx_client(keeping) as client:
        got = client.post(CHAT, content=text.encode(), headers={"content-type": "text/plain"})
    line = keeping.record_of(got.headers["quarterdeck-incident"])
    assert line["outcome"] == "refused"
    (one,) = opened(keeping, line, reviewers)
    assert "the crane at <BERTH_1> is late." in one["text"]
    (found,) = line["found"]
    assert (found["start"], found["end"]) == (text.index(berth), text.index(berth) + len(berth))
    assert found["fingerprint"]


def test_a_body_that_is_cut_in_a_window_leaves_evidence(fleet: Fleet, internet: World, reviewers: list[SecretKey]):
    limits = {"memory_body": "100kB", "min_free": 0, "drain": 1, "spool_body": "2500kB", "past_spool": "window"}
    mine = fleet(
        rules={"evidence.yaml": RULES},
        limits=limits,
        audit={"evidence": {"recipients": [one.public for one in reviewers]}},
    )
    berth = secret("BERTH")
    text = "many words. " * 300_000 + f"the crane at {berth} is late. " + "more words. " * 300_000
    with httpx_client(mine) as client, pytest.raises(httpx.HTTPError):
        client.post(CHAT, content=text.encode(), headers={"content-type": "text/plain"})
    line = mine.wait_record(lambda one: bool(one.get("evidence")), "the record of the cut")
    (one,) = opened(mine, line, reviewers)
    assert "the crane at <BERTH_1> is late." in one["text"]
    assert line["found"][0]["start"] == text.index(berth)
    assert nowhere(mine)


def test_a_message_of_a_websocket_leaves_evidence(keeping: Quarterdeck, reviewers: list[SecretKey]):
    content = [{"type": "input_text", "text": f"the crane at {secret('BERTH')} is late"}]
    item = {"type": "conversation.item.create", "item": {"type": "message", "content": content}}
    with websocket(keeping, REALTIME) as socket:
        socket.send(json.dumps(item))
        with pytest.raises(ConnectionClosed) as raised:
            socket.recv(10)
    assert raised.value.rcvd is not None
    line = keeping.record_of(raised.value.rcvd.reason.rpartition("incident ")[2].strip(")"))
    assert [one["text"] for one in opened(keeping, line, reviewers)] == ["the crane at <BERTH_1> is late"]


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_an_answer_that_is_stopped_leaves_evidence(keeping: Quarterdeck, reviewers: list[SecretKey], stream: bool):
    jetty = secret("JETTY")
    body = {"model": f"stop-{stream}", "stream": stream, "messages": [{"role": "user", "content": "what"}]}
    says = f"You moor at {jetty[:9]}|{jetty[9:]}, it| is free." if stream else f"You moor at {jetty}, it is free."
    with httpx_client(keeping) as client:
        client.post(CHAT, json=body, headers={"x-says": says})
    asked = keeping.wait_record(lambda line: line.get("models") == [f"stop-{stream}"], "the record")
    line = outcome_of(keeping, asked["incident"])
    assert line["outcome"] == "cut"
    (one,) = opened(keeping, line, reviewers)
    # What comes after it in a stream may be half of something.
    assert one["text"] == "You moor at <JETTY_1>" + (", it is free." if not stream else "")
    (found,) = line["found"]
    assert (found["start"], found["end"]) == (12, 12 + len(jetty))


def test_an_answer_that_is_redacted_leaves_evidence_once_for_each_place(
    keeping: Quarterdeck, reviewers: list[SecretKey]
):
    mole, other = secret("MOLE"), secret("MOLE")
    says = "|".join(("The crane ", f"{mole[:3]}", f"{mole[3:]}", " is late", ", and ", other, *[" indeed"] * 300))
    body = {"model": "redacted", "stream": True, "messages": [{"role": "user", "content": "what"}]}
    with httpx_client(keeping) as client:
        got = client.post(CHAT, json=body, headers={"x-says": says})
    assert mole not in got.text
    asked = keeping.wait_record(lambda line: line.get("models") == ["redacted"], "the record")
    line = outcome_of(keeping, asked["incident"])
    assert line["outcome"] == "rewritten"
    text = says.replace("|", "")
    assert [found["start"] for found in line["found"]] == [text.index(mole), text.index(other)]
    (one,) = opened(keeping, line, reviewers)
    assert one["text"].startswith("The crane <MOLE_1> is late, and <MOLE_2> indeed indeed")


def test_a_websocket_that_answers_leaves_evidence(keeping: Quarterdeck, reviewers: list[SecretKey]):
    mole = secret("MOLE")
    said = {"type": "response.output_text.done", "item_id": "i", "output_index": 0, "content_index": 0}
    SCRIPTS["evidence-back"] = lambda _: [json.dumps({**said, "text": f"the crane at {mole} is late"})]
    with websocket(keeping, f"{REALTIME}&script=evidence-back") as socket:
        socket.send(json.dumps({"type": "response.create"}))
        with contextlib.suppress(ConnectionClosed):
            assert mole not in str(socket.recv(10))
    line = keeping.wait_record(
        lambda one: one.get("host") == "api.openai.com" and one["event"] == "outcome" and bool(one.get("evidence")),
        "the evidence of an answer",
    )
    assert "the crane at <MOLE_1>" in opened(keeping, line, reviewers)[0]["text"]


def test_many_at_once_have_each_their_own(keeping: Quarterdeck, reviewers: list[SecretKey]):
    got: dict[int, str] = {}

    def ask(number: int) -> None:
        got[number] = post(keeping, f"number {number} at {secret('BERTH')}").headers["quarterdeck-incident"]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, incident in got.items():
        (one,) = opened(keeping, keeping.record_of(incident), reviewers)
        assert one["text"] == f"number {number} at <BERTH_1>"


def test_a_reviewer_reads_it_by_the_command_and_that_is_on_record(
    keeping: Quarterdeck, reviewers: list[SecretKey], tmp_path: Path
):
    got = post(keeping, f"the crane at {secret('BERTH')} is late")
    incident = got.headers["quarterdeck-incident"]
    keeping.record_of(incident)
    key = tmp_path / "key"
    key.write_text(reviewers[0]._identity.__str__() + "\n")
    command = [sys.executable, "-m", "quarterdeck", "audit", "evidence", incident, "-c", str(keeping.config)]

    def read() -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([*command, "--key", str(key), "--json"], capture_output=True, timeout=60, check=False)

    # A record is vouched for a second later.
    done = next(one for _ in range(20) if (one := read()).returncode == 0)
    told = json.loads(done.stdout)
    assert [one["text"] for one in told["evidence"][0]["excerpts"]] == ["the crane at <BERTH_1> is late"]
    (segment,) = keeping.state.glob("audit/admin/records/*.jsonl")
    assert f"the evidence of {incident} was read".encode() in segment.read_bytes()
