"""`quarterdeck status` tells what the files of the state folder say, and only of processes that live.

That a running proxy fills them is proven in tests/e2e/test_reload.py; here they are written as it writes them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from quarterdeck.proxy.processes import caretaker_path, lock_state, supervisor_path
from quarterdeck.proxy.status import status_path, write_json
from quarterdeck.sinks.status import Told, tell
from quarterdeck.sinks.status import status_path as sinks_path

KEYS = [
    "running",
    "state",
    "supervisor",
    "policy_versions",
    "problems",
    "notices",
    "grants",
    "counts",
    "coverage",
    "workers",
    "sinks",
    "witnesses",
    "retention",
]


@pytest.fixture
def state(here: Path) -> Iterator[Path]:
    """The state folder of a supervisor that lives (this process)."""
    lock = lock_state(here / "var")
    supervisor = {"pid": os.getpid(), "listen": "127.0.0.1:8080", "mode": "regular", "workers": {}, "restarts": 0}
    write_json(supervisor_path(here / "var"), supervisor)
    yield here / "var"
    os.close(lock)


def worker(state: Path, number: int, **more: Any) -> None:
    fields = {
        "worker": number,
        "pid": os.getpid(),
        "time": time.time(),
        "policy_version": "aa11",
        "policy_loaded": 1_700_000_000.0,
        "reload_done": 0.0,
        "rules_problem": "",
        "fallback": "",
        "draining": False,
        "connections": 3,
        "in_flight": 1,
        "notices": [],
        "grants": [],
        "counts": {"refused": 2},
        "coverage": {"whole": 5, "part": 0, "none": 0, "unread": {}, "drift": []},
    }
    write_json(status_path(state, number), {**fields, **more})


def test_with_no_proxy_running_json_is_one_document_and_the_answer_is_no(program):
    answer = program("status", "--json")
    assert (answer.code, answer.err) == (1, "")
    assert list(answer.json) == KEYS
    assert answer.json["running"] is False
    assert (answer.json["state"], answer.json["workers"], answer.json["problems"]) == ("var", [], [])


def test_with_no_proxy_running_a_person_gets_a_sentence(program):
    answer = program("status")
    assert (answer.code, answer.err) == (1, "")
    assert answer.out == "Quarterdeck does not run with the state folder var.\n"


def test_a_configuration_that_cannot_be_read_is_no_answer(program, write):
    write("quarterdeck.yaml", "stat: here\n")
    answer = program("status", "-c", "quarterdeck.yaml", "--json")
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean 'state'?" in answer.err


def test_what_whoever_runs_it_should_know_is_told(quarterdeck, state):
    worker(state, 0, notices=["rules/p.yaml:9:14: warning: the exception 'lab' ends on 2026-12-01, within 14 days"])
    assert "Notice: rules/p.yaml:9:14: warning: the exception 'lab' ends" in quarterdeck("status").out
    assert len(quarterdeck("status", "--json").json["notices"]) == 1


def test_the_state_folder_can_be_named(quarterdeck, state, here):
    worker(state, 0)
    assert quarterdeck("status", "--state", str(here / "var")).code == 0
    assert quarterdeck("status", "--state", str(here / "elsewhere")).code == 1


def test_the_counts_of_all_workers_are_added_up(quarterdeck, state):
    worker(state, 0)
    worker(state, 1, counts={"refused": 5, "tunnelled": 1})
    answer = quarterdeck("status", "--json")
    assert answer.code == 0
    assert list(answer.json) == KEYS
    assert answer.json["counts"] == {"refused": 7, "tunnelled": 1}
    assert answer.json["policy_versions"] == ["aa11"]
    assert [found["worker"] for found in answer.json["workers"]] == [0, 1]


def test_a_person_sees_where_it_listens_and_what_each_worker_does(quarterdeck, state):
    worker(state, 0)
    answer = quarterdeck("status")
    assert answer.code == 0
    assert f"listens on 127.0.0.1:8080 (regular), pid {os.getpid()}." in answer.out
    assert "Policy in force: aa11" in answer.out
    assert "3 connections, 1 in flight" in answer.out
    assert "refused: 2" in answer.out


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"rules_problem": "x.yaml:1:1: error: no"}, "x.yaml:1:1: error: no"),
        ({"time": 1_700_000_000.0}, "worker 1 has not reported for"),
    ],
    ids=["rules", "silence"],
)
def test_a_problem_of_one_worker_makes_the_answer_no(quarterdeck, state, fields, problem):
    worker(state, 0)
    worker(state, 1, **fields)
    assert quarterdeck("status").code == 1
    answer = quarterdeck("status", "--json")
    assert answer.code == 1
    (told,) = answer.json["problems"]
    assert told.startswith(problem)


def test_a_worker_that_has_died_and_a_file_half_there_are_left_out(quarterdeck, state):
    worker(state, 0)
    worker(state, 1, pid=2**22 + 1)
    status_path(state, 2).write_text('{"worker": 2, "pi')
    answer = quarterdeck("status", "--json")
    assert [found["worker"] for found in answer.json["workers"]] == [0]


def test_files_that_a_dead_supervisor_left_tell_nothing(quarterdeck, here):
    os.close(lock_state(here / "var"))
    write_json(supervisor_path(here / "var"), {"pid": os.getpid(), "listen": "127.0.0.1:8080", "mode": "regular"})
    worker(here / "var", 0)
    answer = quarterdeck("status", "--json")
    assert answer.code == 1
    assert (answer.json["running"], answer.json["workers"]) == (False, [])


PART = {
    "whole": 1,
    "part": 2,
    "none": 3,
    "unread": {"encrypted": 2},
    "drift": [{"format": "chatgpt-web", "host": "chatgpt.com", "requests": 4}],
}


def test_how_much_was_read_is_added_up_and_told(state: Path, program):
    worker(state, 0, coverage=PART)
    worker(state, 1, coverage={**PART, "unread": {"encrypted": 1, "tunnelled": 1}})
    found = program("status", "--json").json["coverage"]
    assert found == {
        "whole": 2,
        "part": 4,
        "none": 6,
        "unread": {"encrypted": 3, "tunnelled": 1},
        "drift": [{"format": "chatgpt-web", "host": "chatgpt.com", "requests": 8}],
    }
    told = program("status").out
    assert "Read whole: 2, in part: 4, not at all: 6" in told
    assert "not read (encrypted): 3" in told
    assert "8 requests to chatgpt.com had not the shape of chatgpt-web" in told


def shipping(state: Path, started: float = 0.0) -> None:
    """The supervisor keeps a process that ships."""
    told = {"pid": os.getpid(), "listen": "127.0.0.1:8080", "mode": "regular", "sinks": 4711, "started": started}
    write_json(supervisor_path(state), told)


def test_each_sink_is_told_with_what_waits_for_it(quarterdeck, state):
    shipping(state)
    tell(state, [Told("siem", "syslog", 1200, 0, 0.0, 0, ""), Told("file", "file", 7, 3, 12.4, 40, "")])
    answer = quarterdeck("status", "--json")
    assert answer.code == 0
    assert [sink["name"] for sink in answer.json["sinks"]] == ["siem", "file"]
    told = quarterdeck("status").out
    assert "Sink siem (syslog): 1200 delivered, 0 waiting\n" in told
    assert "Sink file (file): 7 delivered, 3 waiting, the oldest 12 s old\n" in told
    assert "  40 records were removed from the log before this sink had them\n" in told


def test_a_sink_that_is_down_is_a_problem(quarterdeck, state):
    shipping(state)
    tell(state, [Told("siem", "syslog", 0, 3, 12.4, 0, "tls://siem.example:6514 does not answer in time")])
    answer = quarterdeck("status")
    assert answer.code == 1
    assert "Problem: sink siem: tls://siem.example:6514 does not answer in time" in answer.out


@pytest.mark.parametrize(
    "change", [{"time": 1_700_000_000.0}, {"pid": 2**22 + 1}, None], ids=["silent", "dead", "absent"]
)
def test_a_process_that_ships_and_does_not_report_is_a_problem_once_it_had_time(quarterdeck, state, change):
    shipping(state)
    if change is not None:
        tell(state, [Told("siem", "syslog", 0, 0, 0.0, 0, "")])
        write_json(sinks_path(state), {**orjson.loads(sinks_path(state).read_bytes()), **change})
    answer = quarterdeck("status", "--json")
    assert answer.code == 1
    assert answer.json["problems"] == ["the process that ships the deck log does not report"]
    assert answer.json["sinks"] == []
    shipping(state, time.time())
    assert quarterdeck("status").code == 0


def test_without_sinks_nothing_is_told_of_them(quarterdeck, state):
    tell(state, [Told("left-over", "file", 1, 0, 0.0, 0, "")])
    answer = quarterdeck("status", "--json")
    assert (answer.code, answer.json["sinks"]) == (0, [])


def looked_after(state: Path, started: float = 0.0, **told: Any) -> None:
    """The supervisor keeps a process that looks after the log, and this is what that says."""
    kept = {"pid": os.getpid(), "listen": "127.0.0.1:8080", "mode": "regular", "caretaker": 4711, "started": started}
    write_json(supervisor_path(state), kept)
    fields = {"pid": os.getpid(), "time": time.time(), "retention": {"time": 0, "problem": ""}, "witnesses": []}
    write_json(caretaker_path(state), fields | told)


def seen(name: str = "w.example/1", problem: str = "", **log: Any) -> dict[str, Any]:
    fields = {"log": "deck-0", "records": 4096, "time": 1_700_000_000, "problem": "", "forked": False}
    return {"name": name, "problem": problem, "logs": [fields | log]}


def test_what_witnesses_have_seen_is_told(quarterdeck, state):
    looked_after(state, witnesses=[seen()])
    answer = quarterdeck("status", "--json")
    assert (answer.code, answer.json["witnesses"][0]["logs"][0]["records"]) == (0, 4096)
    assert "Witness w.example/1: 4096 records of deck-0 at 2023-11-1" in quarterdeck("status").out


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"witnesses": [seen(problem="https://w.example does not accept a connection")]}, "witness w.example/1: https"),
        ({"retention": {"time": 1, "problem": "no key"}}, "old records cannot be removed: no key"),
        ({"witnesses": [seen()]}, ""),
    ],
)
def test_what_is_wrong_with_the_log_on_disk_is_a_problem(quarterdeck, state, told, why):
    looked_after(state, **told)
    answer = quarterdeck("status", "--json")
    assert answer.code == (1 if why else 0)
    assert not why or answer.json["problems"][0].startswith(why)


def test_a_log_that_is_not_what_its_witness_has_seen_is_told_loudly(quarterdeck, state):
    shard = {"problem": "the first 9 records of deck-0 are not those that w.example/1 has seen", "forked": True}
    one = seen()
    one["logs"][0] |= shard
    looked_after(state, witnesses=[one])
    answer = quarterdeck("status")
    assert answer.code == 1
    assert "Problem: THE DECK LOG IS NOT WHAT ITS WITNESS HAS SEEN: the first 9 records of deck-0" in answer.out


@pytest.mark.parametrize("change", [{"time": 1_700_000_000.0}, {"pid": 2**22 + 1}], ids=["silent", "dead"])
def test_a_caretaker_that_does_not_report_is_a_problem_once_it_had_time(quarterdeck, state, change):
    looked_after(state, **change)
    answer = quarterdeck("status", "--json")
    assert (answer.code, answer.json["witnesses"]) == (1, [])
    assert answer.json["problems"] == ["the process that looks after the deck log does not report"]
    looked_after(state, time.time(), **change)
    assert quarterdeck("status").code == 0
