"""A line names nobody in clear, keeps no query and is one line, whatever a client sent."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import fields, replace
from pathlib import Path

import orjson
import pytest

from quarterdeck.audit.epoch import Epochs
from quarterdeck.audit.line import Line
from quarterdeck.audit.people import People
from quarterdeck.audit.seal import unseal
from quarterdeck.audit.space import space
from quarterdeck.model.decision import Coverage
from quarterdeck.model.finding import Found
from quarterdeck.model.record import Evidence, Outcome, Record

KEY = bytes(32)


def record(**more: object) -> Record:
    known: dict[str, object] = {
        "event": "decision",
        "incident": "qd-1",
        "time": 1_700_000_000.5,
        "outcome": Outcome.REFUSED,
        "client": "192.0.2.7",
        "user": "ada",
        "path": "/api?token=abc",
    }
    return Record(**{**known, **more})  # type: ignore[arg-type]


def line(key: bytes | None = KEY, url: str = "path", **more: object) -> dict[str, object]:
    return json.loads(Line.render(Line(key, url).fields(record(**more))))


def test_people_are_pseudonyms_and_the_query_is_left_out():
    text = json.dumps(line())
    for secret in ("ada", "192.0.2.7", "token"):
        assert secret not in text
    assert line()["path"] == "/api"


def test_people_are_named_only_where_the_organization_says_so():
    assert (line(None)["principal"], line(None)["client"]) == ("ada", "192.0.2.7")


@pytest.mark.parametrize(("url", "path"), [("host", None), ("path", "/api"), ("full", "/api?token=abc")])
def test_as_much_of_an_address_is_kept_as_is_configured(url: str, path: str | None):
    assert line(url=url).get("path") == path


def test_the_same_person_has_the_same_pseudonym_under_one_key_only():
    assert line()["principal"] == line(incident="qd-2")["principal"]
    assert line()["principal"] != line(b"\x01" * 32)["principal"]
    assert line()["principal"] != line()["client"]


@pytest.mark.parametrize("field", ["path", "method", "models", "artifact", "host", "reason", "scheme"])
@pytest.mark.parametrize("text", ["a\nb", "\x1b[31m", "x" * 1_000_000, "\udcff", "\u2028", "\0", "é" * 5000])
def test_a_hostile_text_stays_one_short_line(field: str, text: str):
    value = (text, "m") if field == "models" else text
    data = Line.render(Line(KEY).fields(record(**{field: value})))
    assert (data.count(b"\n"), data[-1:]) == (1, b"\n")
    assert b"\x1b" not in data
    assert len(data) < 13_000
    assert json.loads(data)[field]


def test_a_request_that_names_a_thousand_models_is_one_short_line():
    data = Line.render(Line(KEY).fields(record(models=tuple(f"model-{number}" for number in range(1000)))))
    assert len(data) < 2000


@pytest.mark.parametrize(
    "more", [{"path": "/" + "a" * 3000}, {"models": ("m", "m" * 3000)}, {"models": ("m",) * 51}, {"reason": "é" * 3000}]
)
def test_a_line_that_keeps_less_than_there_was_says_so(more: dict[str, object]):
    assert line(**more)["truncated"] is True


def test_a_line_that_keeps_all_says_nothing_of_it():
    assert "truncated" not in line(path="/" + "a" * 2047, models=("m" * 2048,) * 50, reason="r" * 2048)
    assert "truncated" not in line(path="/short?" + "a" * 5000)


def test_models_that_could_not_be_read_are_not_said_to_be_none():
    assert line(models=None)["models"] == "unknown"
    assert "models" not in line(models=())


def test_empty_facts_are_left_out_but_never_whether_the_content_was_read():
    kept = line(client="", user=None, path="", coverage=Coverage.NONE)
    assert set(kept) == {"time", "event", "incident", "outcome", "coverage", "worker"}
    assert kept["coverage"] == "none"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1_700_000_000.5, "2023-11-14T22:13:20.500Z"),
        (1.9996, "1970-01-01T00:00:01.999Z"),
    ],
)
def test_times_are_in_utc_to_the_millisecond(seconds: float, text: str):
    assert line(time=seconds)["time"] == text


def test_every_fact_of_a_record_has_its_place_in_a_line():
    """A fact added to the model and forgotten here would silently be kept by nobody."""
    names = {field.name for field in fields(Record)} - {"user"} | {"principal", "worker"}
    full = {field.name: "x" for field in fields(Record)}
    full |= {"time": 1.0, "outcome": Outcome.CUT, "models": ("m",), "judge_ms": 1.0, "total_ms": 1.0, "path": "/x"}
    full |= {"coverage": Coverage.PART, "findings": (("d", 1),), "until": 1.0}
    full |= {"found": (Found("d", "/x", 0, 1, "f"),), "evidence": Evidence("s", 1)}
    assert set(Line(None).fields(Record(**full))) == names


def test_a_finding_is_told_by_its_place_and_its_fingerprint():
    found = (Found("d", "/x", 2, 5, "0f"), Found("d", "/y", 0, 3))
    line = Line(None).fields(Record("decision", "1", 1.0, Outcome.CUT, found=found))
    place = {"detector": "d", "part": "/x", "start": 2, "end": 5}
    assert line["found"] == [{**place, "fingerprint": "0f"}, {"detector": "d", "part": "/y", "start": 0, "end": 3}]


def test_evidence_is_told_by_its_hash_or_by_why_there_is_none():
    usual = Record("decision", "1", 1.0, Outcome.CUT)
    assert Line(None).fields(replace(usual, evidence=Evidence("ab", 7)))["evidence"] == {"sha256": "ab", "bytes": 7}
    assert Line(None).fields(replace(usual, evidence=Evidence(lost="quota")))["evidence"] == {"lost": "quota"}
    assert "evidence" not in Line(None).fields(usual)


def test_a_line_is_what_other_programs_read():
    assert orjson.loads(Line.render({"host": "bücher.example"})) == {"host": "bücher.example"}


def test_people_of_their_own_stand_in_a_line_and_what_is_hidden_is_sealed(tmp_path: Path):
    people = People(tmp_path, [space(KEY)], hidden=frozenset({"principal", "path"}))
    kept = Line(None, people=people).fields(record())
    assert kept["principal"] == people.named("ada", "192.0.2.7", 1_700_000_000.5).principal
    assert "path" not in kept
    (identity,) = people.of(["ada"])
    data = unseal(identity.fields_key, b64decode(kept["sealed"]), kept["principal"])
    assert orjson.loads(data) == {"principal": "ada", "path": "/api"}
    assert "sealed" not in Line(None, "host", people=People(tmp_path, [space(KEY)])).fields(record())


@pytest.mark.parametrize("path", ["/" + "a" * 1_000_000, "/\udcff", "/" + "é" * 5000])
def test_a_hostile_path_is_short_and_fit_for_a_line_when_it_is_sealed_too(tmp_path: Path, path: str):
    people = People(tmp_path, [space(KEY)], hidden=frozenset({"path"}))
    data = Line.render(Line(None, people=people).fields(record(path=path)))
    assert len(data) < 13_000


@pytest.mark.parametrize("with_people", [False, True], ids=["one key", "people"])
def test_a_line_is_about_whoever_it_names_and_about_nobody_else(tmp_path: Path, with_people: bool):
    made = Line(None, people=People(tmp_path, [space(KEY)], Epochs(30))) if with_people else Line(KEY)
    kept = made.fields(record())
    assert made.theirs(kept, "ada", "192.0.2.7")
    for user, client in [("bob", "192.0.2.7"), (None, "192.0.2.7"), ("ada", "192.0.2.8"), (None, "")]:
        assert not made.theirs(kept, user, client)


def test_a_line_without_anybody_is_about_nobody(tmp_path: Path):
    made = Line(None, people=People(tmp_path, [space(KEY)]))
    kept = made.fields(record(user=None, client=""))
    assert not made.theirs(kept, None, "192.0.2.9")
    assert not made.theirs({**kept, "time": "never"}, "ada", "192.0.2.7")


def test_who_has_been_erased_is_somebody_else_once_it_is_noticed(tmp_path: Path):
    made = Line(None, people=People(tmp_path, [space(KEY)]))
    before = made.fields(record())
    People(tmp_path, [space(KEY)]).erase(["ada"])
    made.refresh()
    Line(KEY).refresh()
    assert made.fields(record())["principal"] != before["principal"]
    assert not made.theirs(before, "ada", "192.0.2.7")
