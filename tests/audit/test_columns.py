"""The view has a column for each key that a line can have, and no key is read as something else."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import orjson

from quarterdeck.audit.columns import COLUMNS, KEYS
from quarterdeck.audit.line import Line
from quarterdeck.audit.people import People
from quarterdeck.audit.query import Log
from quarterdeck.audit.space import space
from quarterdeck.model.decision import Coverage
from quarterdeck.model.finding import Found
from quarterdeck.model.record import Evidence, Outcome, Record
from tests.audit.recorded import NOON, keep
from tests.audit.shards import records

# A record that leaves nothing empty.
FULL = Record(
    event="decision",
    incident="0a",
    time=NOON + 0.25,
    outcome=Outcome.REWRITTEN,
    action="redact",
    reason="Credentials must not leave.",
    policy_version="v1",
    rules=("acme/a", "acme/b"),
    shadow=("acme/c",),
    exceptions=("acme/lab",),
    granted=("acme/b",),
    until=NOON + 60,
    ticket="SEC-1",
    client="192.0.2.7",
    user="ada",
    by_key="8a1f",
    subject="0123456789abcdef",
    affected=2,
    host="api.example.com",
    port=443,
    scheme="https",
    method="POST",
    path="/" + "x" * 3000,
    protocol="HTTP/2",
    service="example-api",
    vendor="Example",
    activity="chat",
    format="openai-chat",
    models=("m-1", "m-2"),
    artifact="huggingface:acme/m",
    findings=(("pii.iban", 2), ("secrets.github-pat", 1)),
    found=(Found("pii.iban", "/messages/0/content", 10, 32, "0123456789abcdef"),),
    evidence=Evidence("00" * 32, 700),
    coverage=Coverage.PART,
    unread=("image",),
    drift=True,
    status=200,
    request_bytes=5_000_000_000,
    answer_bytes=7,
    judge_ms=1.5,
    total_ms=20.5,
)


def of_a_tenant(folder: Path) -> Line:
    """Lines that leave nothing empty either."""
    acme = space(b"a" * 32, "acme", ["ada"])
    return Line(None, worker=3, people=People(folder, [acme, space(b"r" * 32)], hidden=frozenset({"client"})))


def test_each_key_of_a_line_is_a_column(tmp_path):
    line = of_a_tenant(tmp_path).fields(FULL)
    assert {*line} == {*KEYS} - {"models_unknown"}
    assert not [one.name for one in fields(Record) if not getattr(FULL, one.name)]


def test_each_value_of_a_line_is_in_its_column(tmp_path):
    made = of_a_tenant(tmp_path / "identities")
    folder = keep(tmp_path / "audit", [FULL], shard=3, line=made)
    line = {**made.fields(FULL), "sealed": orjson.loads(records(folder)[0])["sealed"]}
    with Log(tmp_path / "audit") as log:
        answer = log.ask("SELECT * FROM records")
        assert answer.columns == list(COLUMNS)
        (row,) = answer.rows()
    told = dict(zip(answer.columns, row, strict=True))
    assert told.pop("log") == "deck-3"
    assert told.pop("index") == 0
    assert told.pop("models_unknown") is False
    for key in ("time", "until"):
        told[key] = told[key].isoformat(timespec="milliseconds") + "Z"
    line["rules"], line["shadow"], line["exceptions"] = map(list, (FULL.rules, FULL.shadow, FULL.exceptions))
    line["granted"], line["unread"] = list(FULL.granted), list(FULL.unread)
    # A structure has all of its members, whether a line says them or not.
    assert told["evidence"].pop("lost") is None
    assert told == line


def test_what_a_line_leaves_out_is_empty_or_null(tmp_path):
    keep(
        tmp_path, [Record("log", "", NOON, Outcome.FORWARDED), Record("decision", "", NOON, Outcome.HELD, models=None)]
    )
    with Log(tmp_path) as log:
        empty = "rules = [] AND unread = [] AND models = [] AND cardinality(findings) = 0 AND NOT drift"
        none = "service IS NULL AND status IS NULL AND until IS NULL AND request_bytes = 0 AND NOT truncated"
        asked = f"SELECT models_unknown FROM records WHERE {empty} AND {none} ORDER BY index"
        assert log.ask(asked).rows() == [(False,), (True,)]
