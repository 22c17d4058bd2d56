"""Every format takes every line, writes one line a document, and names in none whom the log does not name."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from quarterdeck.audit.line import Line
from quarterdeck.export import FORMATS, ocsf, written
from quarterdeck.model.record import Outcome, Record

from .made import EVENTS, INDEX, KEY, LOG, line, parsed, plain


@pytest.mark.parametrize("event", [*EVENTS, "newer"])
@pytest.mark.parametrize("name", FORMATS)
def test_a_document_is_one_line_whatever_its_texts_hold(name, event):
    of = random.Random(event)
    for index in range(200):
        one = {**line(of, event if event in EVENTS else "decision"), "event": event}
        documents = FORMATS[name](one, LOG, index)
        assert documents
        for document in documents:
            data = written(document)
            assert data.endswith(b"\n")
            assert len(data.splitlines()) == 1
            assert f"{LOG}/{index}" in data.decode() or (document["log"], document["index"]) == (LOG, index)


@pytest.mark.parametrize("event", [*EVENTS, "newer"])
@pytest.mark.parametrize("name", ["ocsf", "ecs", "jsonl"])
def test_nothing_of_a_line_is_lost(name, event):
    """Each value stands somewhere in the first document, as it was or as what it means."""
    of = random.Random(event)
    for index in range(200):
        one = {**line(of, event if event in EVENTS else "decision"), "event": event}
        document, *_ = FORMATS[name](one, LOG, index)
        there = list(leaves(document))
        for key, value in one.items():
            for leaf in leaves(value):
                assert leaf in there or means(key, leaf, there), (key, leaf)


def means(key: str, value: Any, there: list[Any]) -> bool:
    """Whether a value is written in another way: a path in two parts, HTTP without its name, a time in another unit."""
    if key == "path":
        path, _, query = value.partition("?")
        return {path, query} - {""} <= set(there)
    if key == "protocol":
        return value.removeprefix("http/").removeprefix("h") in there
    return key == "total_ms" and bool({round(value), round(value * 1_000_000)} & {*there, 0})


def leaves(of: Any) -> Iterator[Any]:
    """All values and the names of all members."""
    if isinstance(of, dict):
        for key, one in of.items():
            yield key
            yield from leaves(one)
    elif isinstance(of, list | tuple):
        for one in of:
            yield from leaves(one)
    else:
        yield of


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_names_nobody_whom_the_log_does_not_name(name):
    record = Record(
        event="decision",
        incident="qd-1",
        time=1_700_000_000.0,
        outcome=Outcome.REFUSED,
        rules=("bans/x",),
        client="192.0.2.77",
        user="canary-ada",
        host="a.example",
        scheme="https",
        method="POST",
        path="/v1?token=canary",
        findings=(("pii.email", 1),),
    )
    data = b"".join(map(written, FORMATS[name](parsed(Line(KEY), record), LOG, INDEX)))
    assert b"canary" not in data
    assert b"192.0.2.77" not in data
    clear = b"".join(map(written, FORMATS[name](parsed(Line(None), record), LOG, INDEX)))
    assert b"canary-ada" in clear
    assert b"192.0.2.77" in clear


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_line_becomes_the_same_bytes(name):
    one = plain(findings={"pii.email": 1, "secrets.pat": 2}, rules=["a/b"], models=["m"])
    assert list(map(written, FORMATS[name](one, LOG, INDEX))) == list(map(written, FORMATS[name](one, LOG, INDEX)))


def test_only_ocsf_makes_two_of_one_line():
    counts = {name: len(export(plain(findings={"pii.email": 1}), LOG, INDEX)) for name, export in FORMATS.items()}
    assert counts == {"ocsf": 2, "ocsf-1.6": 2, "ocsf-1.8": 2, "ecs": 1, "cef": 1, "jsonl": 1}


def test_the_names_of_two_events_of_a_line_differ():
    names = [event["metadata"]["uid"] for event in FORMATS["ocsf"](plain(findings={"a.b": 1}), LOG, INDEX)]
    assert len(set(names)) == 2


def test_what_is_written_is_read_back():
    for name in ("ocsf", "ecs", "jsonl"):
        for document in FORMATS[name](plain(reason="é\n\u2028"), LOG, INDEX):
            assert orjson.loads(written(document)) == json.loads(written(document)) == document


@pytest.mark.parametrize("version", ocsf.VERSIONS)
def test_whoever_takes_an_older_version_gets_it(version: str) -> None:
    for event in FORMATS[f"ocsf-{version[:3]}"](plain(findings={"a.b": 1}), LOG, INDEX):
        assert event["metadata"]["version"] == version
