"""A line names nobody in clear, keeps no query and is one line, whatever a client sent."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import orjson
import pytest

from quarterdeck.audit.line import Line
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
