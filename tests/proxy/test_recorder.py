"""One decision record an attempt and one line more for its end, with the facts that the decision had."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from quarterdeck.audit.age import SecretKey, make_secret_key
from quarterdeck.audit.evidence import Locker
from quarterdeck.audit.files import Files
from quarterdeck.model.decision import Action, Reason
from quarterdeck.model.destination import Destination
from quarterdeck.model.record import Outcome
from quarterdeck.proxy.evidence import Keeping
from quarterdeck.proxy.link import Link
from quarterdeck.proxy.recorder import FAULT, Recorder, Requested
from quarterdeck.proxy.runtime import Runtime
from tests.audit.shards import records
from tests.proxy.deck import aboard, asked, judged, world

GET = Requested("GET", "/page?token=abc", "h2")


def test_a_decision_is_on_disk_when_it_is_recorded_with_all_that_it_rests_on(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        exchanged, decision = judged(runtime, asked("https://chat.deepseek.com/api/v0/chat/completion", "POST"))
        await Recorder(runtime).decided(exchanged, decision, Outcome.REFUSED, GET)
        assert b'"incident":"qd-1"' in records(runtime.log.shard.folder)[0]
        assert runtime.counts == {"refused": 1}

    (line,) = aboard(tmp_path, scenario)
    assert (line["event"], line["outcome"], line["action"]) == ("decision", "refused", "block")
    assert line["rules"] == ["deck/ban-service-deepseek"]
    assert line["reason"] == "DeepSeek may not be used."
    assert line["service"] == "deepseek-web"
    assert "DeepSeek" in line["vendor"]
    assert (line["host"], line["port"], line["scheme"]) == ("chat.deepseek.com", 443, "https")
    assert (line["method"], line["path"], line["protocol"]) == ("GET", "/page", "h2")
    assert line["client"] == "192.0.2.7"
    assert line["policy_version"]
    assert line["time"] == "2023-11-14T22:13:20.000Z"
    assert line["coverage"] == "whole"


def test_a_decision_that_cannot_be_kept_is_an_error_to_whoever_would_let_it_go(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        recorder = Recorder(runtime)
        exchanged, decision = judged(runtime, asked())
        descriptor = runtime.log.shard._fd
        kept, full = os.dup(descriptor), os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, descriptor)
        with pytest.raises(OSError, match="Errno"):
            await recorder.decided(exchanged, decision, Outcome.REFUSED, GET)
        os.dup2(kept, descriptor)
        os.close(kept)
        os.close(full)
        await recorder.decided(exchanged, decision, Outcome.REFUSED, GET)

        assert runtime.counts["unrecorded"] == 1

    assert [line["event"] for line in aboard(tmp_path, scenario)] == ["log", "decision"]


def test_the_end_of_an_exchange_goes_by_the_incident_of_its_decision(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        recorder = Recorder(runtime)
        exchanged, decision = judged(runtime, asked("https://api.deepseek.com/"))
        await recorder.decided(exchanged, decision, Outcome.FORWARDED, GET)
        exchanged.request_bytes, exchanged.answer_bytes = 5, 7
        recorder.ended(exchanged, Outcome.FAILED, 502, "the origin went away")
        assert runtime.counts == {"forwarded": 1}

    decided, ended = aboard(tmp_path, scenario)
    assert (ended["event"], ended["outcome"], ended["reason"]) == ("outcome", "failed", "the origin went away")
    assert ended["incident"] == decided["incident"]
    assert (ended["status"], ended["request_bytes"], ended["answer_bytes"]) == (502, 5, 7)
    assert ended["service"] == "deepseek-api"
    assert "client" not in ended


def test_what_is_refused_unasked_of_policy_is_a_refusal_like_any_other(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        exchanged, _ = judged(runtime, asked())
        Recorder(runtime).refused(exchanged, "the names disagree", GET)
        assert runtime.counts == {"refused": 1}
        assert runtime.tally.told()["none"] == 1

    (line,) = aboard(tmp_path, scenario)
    assert (line["event"], line["outcome"], line["action"]) == ("decision", "refused", "block")
    assert (line["incident"], line["host"], line["reason"]) == ("qd-1", "banned.example", "the names disagree")
    assert line["coverage"] == "none"


def test_a_connection_is_recorded_by_the_name_it_stands_for_and_by_its_rule(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        recorder = Recorder(runtime)
        reason = Reason("ban-domain-banned", "deck", Action.BLOCK, "Banned.", "deck.yaml:3")
        link = Link("192.0.2.7", target=Destination("192.0.2.9", 443), destination=Destination("a.example", 443))
        link.reason = reason
        incident = recorder.connection(link, Outcome.CUT, "Banned.")
        other = recorder.connection(Link("192.0.2.8"), Outcome.TUNNELLED, "no rule", host="b.example", port=8443)
        assert link.recorded
        assert incident != other

    cut, tunnelled = aboard(tmp_path, scenario)
    assert (cut["host"], cut["rules"], cut["action"]) == ("a.example", ["deck/ban-domain-banned"], "block")
    assert (tunnelled["host"], tunnelled["port"]) == ("b.example", 8443)
    assert "action" not in tunnelled
    assert cut["coverage"] == tunnelled["coverage"] == "none"


def test_a_policy_that_came_into_force_is_told_with_its_version(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        Recorder(runtime).policy(Outcome.FORWARDED, "in force", "aa11")

    (line,) = aboard(tmp_path, scenario)
    assert (line["event"], line["reason"], line["policy_version"]) == ("policy", "in force", "aa11")


def test_a_fault_of_ours_is_a_refusal_or_the_end_of_what_had_been_let_through(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        before, _ = judged(runtime, asked())
        before.decision = None
        Recorder(runtime).failed(before, GET)
        after, after.decision = judged(runtime, asked())
        Recorder(runtime).failed(after, GET)

    refused, ended = aboard(tmp_path, scenario)
    assert (refused["event"], refused["outcome"], refused["action"]) == ("decision", "refused", "block")
    assert (ended["event"], ended["outcome"]) == ("outcome", "failed")
    assert refused["reason"] == ended["reason"] == FAULT


def test_a_worker_says_that_it_began_to_record_by_what_and_that_it_stopped(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        recorder = Recorder(runtime)
        recorder.started()
        runtime.log.broken_off = True
        recorder.started()
        recorder.stopped()

    first, second, last = aboard(tmp_path, scenario)
    assert re.fullmatch(
        r"started; version \S+, configuration sha256:[0-9a-f]{16}, durability before-release", first["reason"]
    )
    assert second["reason"].startswith("restarted: the log before ended without a stop; version ")
    assert last["reason"] == "stopped after a drain"
    assert {line["event"] for line in (first, second, last)} == {"log"}
    assert all(line["policy_version"] and line["incident"] for line in (first, second, last))


CANARY = """\
policy: deck
owner: infosec@example.org
detectors:
  - {id: custom.canary, regex: 'CANARY-[0-9]+', hits: [CANARY-1], misses: [CANARY]}
rules:
  - {id: r, match: {content: custom.canary}, action: monitor, reason: Seen., evidence: excerpt}
"""
INCIDENT = "qd-0199f0c2a4b-1a2b3c4d5e"


class Full(Files):
    """A disk for evidence that takes nothing."""

    def write(self, fd: int, data: bytes | memoryview) -> int:
        raise OSError(28, "No space left on device")


def evident(tmp_path: Path, *, block: bool, files: Files | None) -> tuple[list[dict[str, Any]], str]:
    """What is recorded of a request that a rule asks evidence of, and the error if it may not go on."""
    said = ""

    async def scenario(runtime: Runtime) -> None:
        nonlocal said
        key = SecretKey(make_secret_key()).public
        runtime.keeping = Keeping(Locker(tmp_path / "audit-evidence" / "deck-0", [key], 10_000, files), block=block)
        runtime.world = world(CANARY, runtime.config)
        flow = asked("https://openrouter.ai/api/v1/chat/completions", "POST", content_type="application/json")
        flow.request.content = b'{"model": "m", "messages": [{"role": "user", "content": "see CANARY-17 there"}]}'
        exchanged, decision = judged(runtime, flow, INCIDENT)
        assert [one.text for one in decision.excerpts] == ["see <CANARY_1> there"]
        try:
            await Recorder(runtime).decided(exchanged, decision, Outcome.FORWARDED, GET)
        except OSError as error:
            said = str(error)

    return aboard(tmp_path, scenario), said


def test_where_something_was_found_is_recorded_and_what_vouches_for_its_evidence(tmp_path: Path):
    ((line,), said) = evident(tmp_path, block=True, files=None)
    assert said == ""
    (found,) = line["found"]
    assert (found["detector"], found["part"]) == ("custom.canary", "/messages/0/content")
    assert (found["start"], found["end"]) == (4, 13)
    (path,) = (tmp_path / "audit-evidence" / "deck-0").iterdir()
    assert line["evidence"] == {"sha256": sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}
    assert line["outcome"] == "forwarded"


def test_nothing_goes_on_whose_evidence_cannot_be_written_and_that_is_recorded(tmp_path: Path):
    ((line,), said) = evident(tmp_path, block=True, files=Full())
    assert "the evidence that a rule asks for cannot be written" in said
    assert (line["outcome"], line["evidence"]) == ("refused", {"lost": "disk"})


def test_it_goes_on_without_evidence_where_the_configuration_says_so(tmp_path: Path):
    ((line,), said) = evident(tmp_path, block=False, files=Full())
    assert said == ""
    assert (line["outcome"], line["evidence"]) == ("forwarded", {"lost": "disk"})
