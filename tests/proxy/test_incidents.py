"""An incident is found by its number wherever it stands in the log, and what only looks like one is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quarterdeck.audit import layout
from quarterdeck.proxy import incidents
from quarterdeck.proxy.incidents import find_coached, find_incident


def write(path: Path, *lines: dict[str, object]) -> None:
    path = layout.segment_path(path, 0)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines))


def decision(incident: str, **more: object) -> dict[str, object]:
    return {"event": "decision", "incident": incident, "outcome": "refused", **more}


def test_an_incident_is_found_in_any_workers_file(tmp_path: Path):
    write(tmp_path / "deck-0", decision("qd-1", host="a.example"), decision("qd-2"))
    write(tmp_path / "deck-1", decision("qd-3", host="b.example"))
    assert find_incident(tmp_path, "qd-1")["host"] == "a.example"
    assert find_incident(tmp_path, "qd-3")["host"] == "b.example"


@pytest.mark.parametrize("incident", ["qd-9", "qd-", "", 'qd-1"', "decision", "qd-1\n"])
def test_what_is_not_an_incident_of_the_log_is_not_found(tmp_path: Path, incident: str):
    write(tmp_path / "deck-0", decision("qd-1"), decision("qd-11", path='/"incident":"qd-9"'))
    write(tmp_path / "deck-1")
    assert find_incident(tmp_path, incident) is None
    assert find_incident(tmp_path / "absent", incident) is None


def test_how_an_exchange_ended_does_not_hide_its_decision(tmp_path: Path):
    ended = {"event": "outcome", "incident": "qd-1", "outcome": "failed"}
    write(tmp_path / "deck-0", decision("qd-1", reason="why"), decision("qd-2"), ended)
    assert find_incident(tmp_path, "qd-1")["reason"] == "why"


def test_a_reason_that_was_given_does_not_hide_its_decision_either(tmp_path: Path):
    write(tmp_path / "deck-0", decision("qd-1", reason="why"), {"event": "grant", "incident": "qd-1"})
    assert find_incident(tmp_path, "qd-1")["reason"] == "why"
    assert find_coached(tmp_path, "qd-1")["reason"] == "why"


def test_an_answer_that_was_stopped_is_told_by_its_own_rules(tmp_path: Path):
    passed = decision("qd-1", action="allow", rules=["quarterdeck/default"], client="a")
    stopped = {"event": "outcome", "incident": "qd-1", "action": "coach", "rules": ["p/answers"]}
    write(tmp_path / "deck-0", passed, decision("qd-2"), stopped)
    found = find_coached(tmp_path, "qd-1")
    assert (found["action"], found["rules"], found["client"]) == ("coach", ["p/answers"], "a")
    assert find_coached(tmp_path, "qd-3") is None


def test_only_recent_requests_are_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(incidents, "RECENT", 200)
    write(tmp_path / "deck-0", decision("qd-1"), *[decision(f"qd-x{number}") for number in range(10)])
    assert find_coached(tmp_path, "qd-1") is None
    assert find_coached(tmp_path, "qd-x9") is not None
    assert find_incident(tmp_path, "qd-1") is not None


@pytest.mark.parametrize("event", ["reveal", "erase", "log", "policy"])
def test_what_was_done_to_the_log_is_no_incident(tmp_path: Path, event: str):
    write(tmp_path / "admin", {"event": event, "incident": "rv-1", "reason": "secret"})
    assert find_incident(tmp_path, "rv-1") is None
