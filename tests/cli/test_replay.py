"""`quarterdeck replay`: a log that the proxy's own recorder wrote, under the same rules and under others."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from quarterdeck.model.destination import Destination
from quarterdeck.model.record import Outcome
from quarterdeck.proxy.link import Link
from quarterdeck.proxy.recorder import Recorder, Requested
from tests.proxy.deck import POLICY, aboard, asked, judged

OTHER = """\
policy: other
owner: infosec@example.org
rules:
  - {id: no-openai, match: {service: openai-api}, action: block, reason: Not here.}
  - id: ours-only
    match: {service: anthropic-api}
    unless: {tenant: {key: "sha256:abcd"}}
    action: block
    reason: With our key only.
  - {id: idle, match: {service: deepl}, action: block, reason: Not here.}
"""
URLS = (
    "https://banned.example/page?token=abc",
    "https://api.openai.com/v1/chat/completions",
    "https://api.anthropic.com/v1/messages",
    "https://chat.deepseek.com/",
    "https://example.org/",
)


@pytest.fixture
def log(here):
    """A log with a decision on each of URLS, a tunnel, what came of the first, and one that no rule decided."""

    async def scenario(runtime):
        recorder = Recorder(runtime)
        for number, url in enumerate(URLS):
            flow = asked(url, "POST" if "/v1/" in url else "GET")
            exchanged, decision = judged(runtime, flow, f"qd-{number}")
            outcome = Outcome.REFUSED if decision.refused else Outcome.FORWARDED
            named = Requested(flow.request.method, flow.request.path, "h2")
            await recorder.decided(exchanged, decision, outcome, named)
        recorder.ended(replace(exchanged, decision=decision), Outcome.FORWARDED, 200)
        recorder.refused(exchanged, "the names disagree", Requested("GET", "/", "h2"))
        link = Link("192.0.2.7", destination=Destination("api.openai.com", 443))
        await recorder.tunnelled(link, "no rule governs it")

    aboard(here / "state", scenario)
    return here / "state" / "audit"


@pytest.fixture
def replay(quarterdeck, log, write):
    write("same.yaml", POLICY)
    write("other.yaml", OTHER)

    def call(rules, *arguments):
        return quarterdeck("replay", str(log), "--rules", rules, *arguments)

    return call


def test_the_rules_that_decided_would_decide_the_same(replay):
    answer = replay("same.yaml", "--json")
    assert answer.code == 0
    document = answer.json
    told = document["records"]
    assert (told["judged"], told["same"], told["cannot_tell"]) == (6, 6, 0)
    assert told["read"] == 8
    assert document["never_matched"] == []
    assert not any(rule["also_matches"] or rule["no_longer_matches"] for rule in document["rules"])


def test_other_rules_are_told_a_difference_a_rule(replay):
    answer = replay("other.yaml", "--json")
    assert answer.code == 1
    document = answer.json
    told = document["records"]
    assert (told["stricter"], told["milder"], told["cannot_tell"], told["same"]) == (2, 2, 1, 1)
    rules = {rule["id"]: rule for rule in document["rules"]}
    stopped = rules["other/no-openai"]
    assert (stopped["stops"], stopped["matches"], stopped["action"], stopped["mode"]) == (2, 2, "block", "enforce")
    assert stopped["examples"]["stops"][0] == {
        "record": "deck-0:1",
        "incident": "qd-1",
        "time": "2023-11-14T22:13:20.000Z",
        "host": "api.openai.com",
        "path": "/v1/chat/completions",
    }
    assert (rules["other/ours-only"]["cannot_tell"], rules["other/ours-only"]["hangs_on"]) == (1, {"tenant.key": 1})
    gone = [rule for rule in document["rules"] if not rule["known"]]
    assert sorted(rule["lets_through"] for rule in gone) == [1, 1]
    assert document["never_matched"] == ["other/idle"]


def test_people_read_the_same(replay):
    answer = replay("other.yaml")
    assert answer.code == 1
    assert "8 records read, 6 decisions of rules among them" in answer.out
    assert "it hangs on tenant.key" in answer.out
    assert "api.openai.com/v1/chat/completions  (deck-0:1)" in answer.out
    assert "1 rule matched nothing: other/idle" in answer.out


def test_what_cannot_be_told_is_no_difference(replay, write):
    rule = "{id: o, match: {host: example.org, tenant: {key: 'sha256:ab'}}, action: block}"
    write("open.yaml", f"{POLICY}rules: [{rule}]\n")
    answer = replay("open.yaml", "--json")
    assert (answer.code, answer.json["records"]["cannot_tell"]) == (0, 1)


def test_a_path_cannot_command_the_terminal(replay, log):
    segment = next((log / "deck-0" / "records").iterdir())
    lines = segment.read_text().splitlines()
    line = json.loads(lines[1]) | {"path": "/\x1b[2J"}
    segment.write_text("\n".join([json.dumps(line), *lines[2:], ""]))
    answer = replay("other.yaml")
    assert "api.openai.com/\ufffd[2J" in answer.out
    assert "\x1b" not in answer.out


def test_a_line_that_is_being_written_is_not_read(replay, log):
    segment = next((log / "deck-0" / "records").iterdir())
    segment.write_bytes(segment.read_bytes() + b'{"event": "dec')
    assert replay("same.yaml", "--json").json["records"]["read"] == 8


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"event": "decision", "rules": ["a/b"]}'])
def test_what_is_no_record_is_named_by_its_place(replay, log, line):
    segment = next((log / "deck-0" / "records").iterdir())
    segment.write_bytes(segment.read_bytes() + line + b"\n")
    answer = replay("same.yaml")
    assert answer.code == 2
    assert "deck-0:8 is no record" in answer.err


def test_a_folder_without_a_log_and_rules_that_are_none_are_wrong_usage(quarterdeck, replay, here):
    (here / "empty").mkdir()
    answer = quarterdeck("replay", "empty", "--rules", "same.yaml")
    assert (answer.code, "holds no deck log" in answer.err) == (2, True)
    assert replay("missing.yaml").code == 2
