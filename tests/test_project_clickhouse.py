"""The table for large sites holds every key of a line, once, in the real engine; its views answer, and Vector fits it.

Vector itself is not run here: its configuration is held against what its documentation says, by structure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from quarterdeck.audit.columns import COLUMNS, KEYS
from quarterdeck.audit.line import Line
from quarterdeck.model.decision import Coverage
from quarterdeck.model.record import Outcome, Record
from tests.audit.recorded import NOON, record
from tests.audit.test_columns import FULL
from tests.sinks.batches import ORIGIN, shipped

PLACE = Path(__file__).parents[1] / "deploy" / "clickhouse"
SQL = (PLACE / "records.sql").read_text()
README = (PLACE / "README.md").read_text()
VECTOR = yaml.safe_load((PLACE / "vector.yaml").read_text())
HOUR = "2026-03-03 12:00:00"


class Engine:
    """ClickHouse in this process."""

    def __init__(self, folder: Path) -> None:
        from chdb.session import Session

        self._session = Session(str(folder))

    def run(self, sql: str) -> None:
        """All statements of a file."""
        plain = re.sub(r"^\s*--.*$", "", sql, flags=re.MULTILINE)
        for statement in plain.split(";"):
            if statement.strip():
                self._session.query(statement)

    def ask(self, sql: str) -> list[dict[str, Any]]:
        told = self._session.query(sql, "JSONEachRow").bytes()
        return [json.loads(line) for line in told.splitlines() if line]

    def insert(self, payloads: Iterable[bytes]) -> None:
        """As Vector's sink does, with its settings."""
        sink = VECTOR["sinks"]["clickhouse"]
        settings = f"input_format_skip_unknown_fields = {int(sink['skip_unknown_fields'])}"
        if sink["date_time_best_effort"]:
            settings += ", date_time_input_format = 'best_effort'"
        rows = b"\n".join(payloads).decode()
        self._session.query(
            f"INSERT INTO {sink['database']}.{sink['table']} SETTINGS {settings} FORMAT JSONEachRow {rows}"
        )


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    one = Engine(tmp_path_factory.mktemp("clickhouse"))
    one.run(SQL)
    return one


@pytest.fixture(autouse=True)
def _empty(engine):
    engine.run("TRUNCATE TABLE quarterdeck.records")


def columns(engine: Engine, table: str) -> list[str]:
    return [row["name"] for row in engine.ask(f"DESCRIBE TABLE quarterdeck.{table}")]


def keep(engine: Engine, *records: Record, first: int = 0) -> None:
    engine.insert(shipped(number, one).payload for number, one in enumerate(records, first))


def test_each_key_of_a_line_has_a_column(engine):
    assert columns(engine, "records") == list(COLUMNS)
    assert columns(engine, "arriving") == [name for name in COLUMNS if name != "models_unknown"]
    assert {*Line(b"k").fields(FULL)} <= {*KEYS}


def test_each_value_of_a_line_is_in_its_column(engine):
    keep(engine, FULL, first=7)
    (told,) = engine.ask("SELECT * FROM quarterdeck.each")
    line = json.loads(shipped(7, FULL).payload)
    for name in ("time", "until"):
        told[name] = told[name].replace(" ", "T") + "Z"
    assert told.pop("models_unknown") is False
    # What this record does not have is empty; findings that lack a fact have it empty.
    told = {name: value for name, value in told.items() if name in line or value not in ("", 0, [], False)}
    assert told == {name: told[name] if name in ("found", "evidence") else value for name, value in line.items()}
    for name in ("found", "evidence"):
        for said, meant in zip(as_list(told[name]), as_list(line[name]), strict=True):
            assert {key: value for key, value in said.items() if value} == {k: v for k, v in meant.items() if v}


def as_list(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else [value]


def test_what_comes_twice_stands_once(engine):
    keep(engine, *(record(number) for number in range(50)))
    keep(engine, *(record(number) for number in range(30, 60)), first=30)
    assert engine.ask("SELECT count() AS n, uniqExact(index) AS once FROM quarterdeck.each") == [{"n": 60, "once": 60}]
    engine.run("OPTIMIZE TABLE quarterdeck.records FINAL")
    assert engine.ask("SELECT count() AS n FROM quarterdeck.records") == [{"n": 60}]
    assert engine.ask("SELECT * FROM quarterdeck.gaps") == [{"log": ORIGIN, "first": 0, "last": 59, "missing": 0}]
    keep(engine, record(63), first=63)
    assert engine.ask("SELECT missing FROM quarterdeck.gaps") == [{"missing": 3}]


def test_a_model_that_could_not_be_read_is_said(engine):
    keep(engine, record(0, models=None), record(1, models=("m-1", "m-2")), record(2))
    told = engine.ask("SELECT models, models_unknown FROM quarterdeck.each ORDER BY index")
    assert [(one["models"], one["models_unknown"]) for one in told] == [
        ([], True),
        (["m-1", "m-2"], False),
        ([], False),
    ]


@pytest.mark.parametrize(
    "line",
    [
        b'{"log":"a","index":1,"time":"2026-03-03T12:00:00.000Z","a_new_key":1}',
        b'{"index":1,"time":"2026-03-03T12:00:00.000Z"}',
        b'{"log":"a","index":1}',
        b'{"log":"a","index":1,"time":"yesterday"}',
        b'{"log":"a","index":1,"time":"2026-03-03T12:00:00.000Z","rules":"one"}',
    ],
)
def test_what_does_not_fit_is_an_error_and_not_half_a_row(engine, line):
    with pytest.raises(RuntimeError):
        engine.insert([line])
    assert engine.ask("SELECT count() AS n FROM quarterdeck.records") == [{"n": 0}]


def test_it_may_be_run_again(engine):
    keep(engine, record(0))
    engine.run(SQL)
    keep(engine, record(1), first=1)
    assert engine.ask("SELECT count() AS n FROM quarterdeck.each") == [{"n": 2}]


@pytest.fixture
def day(engine):
    """A morning: two people, two services, a refusal with findings, a redaction, an answer that was cut, a tunnel."""
    usual: dict[str, Any] = {
        "service": "example-api",
        "vendor": "Example",
        "activity": "chat",
        "host": "api.example.com",
    }
    keep(
        engine,
        record(0, **usual, user="ada", request_bytes=10, judge_ms=1.0),
        record(1, event="outcome", incident="00000000", outcome=Outcome.CUT, reason="Cut.", user="ada", answer_bytes=5),
        record(
            2,
            **usual,
            user="ada",
            outcome=Outcome.REFUSED,
            action="block",
            rules=("acme/secrets", "acme/other"),
            findings=(("pii.iban", 2), ("secrets.github-pat", 1)),
        ),
        record(3, **{**usual, "service": "other"}, user="bob", outcome=Outcome.REWRITTEN, shadow=("acme/secrets",)),
        record(
            4, event="connection", outcome=Outcome.TUNNELLED, host="b.example", unread=("tunnelled",),
            coverage=Coverage.NONE,
        ),
        record(1500, **usual, user="bob", unread=("image",), coverage=Coverage.PART),
    )  # fmt: skip


def test_who(engine, day):
    told = engine.ask("SELECT * FROM quarterdeck.by_principal ORDER BY hour, requests")
    counts = [[one[name] for name in ("requests", "stopped", "rewritten", "hits", "request_bytes")] for one in told]
    assert counts == [[1, 0, 1, 0, 0], [2, 1, 0, 3, 10], [1, 0, 0, 0, 0]]
    assert [one["services"] for one in told] == [["other"], ["example-api"], ["example-api"]]
    assert {one["hour"] for one in told} == {HOUR, "2026-03-04 13:00:00"}


def test_which_service(engine, day):
    told = engine.ask(f"SELECT * EXCEPT (hour) FROM quarterdeck.by_service WHERE hour = '{HOUR}' ORDER BY service")
    assert told == [
        {
            "service": service,
            "vendor": "Example",
            "activity": "chat",
            "requests": requests,
            "people": 1,
            "stopped": stopped,
            "rewritten": rewritten,
            "request_bytes": size,
        }
        for service, requests, stopped, rewritten, size in (("example-api", 2, 1, 0, 10), ("other", 1, 0, 1, 0))
    ]


def test_which_rule(engine, day):
    told = engine.ask("SELECT * EXCEPT (hour) FROM quarterdeck.by_rule ORDER BY rule")
    assert told == [
        {"rule": "acme/other", "spoke": 1, "stopped": 1, "would_have": 0, "people": 1},
        {"rule": "acme/secrets", "spoke": 1, "stopped": 1, "would_have": 1, "people": 2},
    ]


def test_what_was_found(engine, day):
    told = engine.ask("SELECT * EXCEPT (hour) FROM quarterdeck.by_detector ORDER BY detector")
    assert told == [
        {"service": "example-api", "detector": "pii.iban", "records": 1, "hits": 2},
        {"service": "example-api", "detector": "secrets.github-pat", "records": 1, "hits": 1},
    ]


def test_what_was_not_read(engine, day):
    told = engine.ask("SELECT * EXCEPT (hour) FROM quarterdeck.not_read ORDER BY why")
    assert [(one["why"], one["host"], one["coverage"], one["records"]) for one in told] == [
        ("image", "api.example.com", "part", 1),
        ("tunnelled", "b.example", "none", 1),
    ]


def test_how_it_develops(engine, day):
    told = engine.ask("SELECT * FROM quarterdeck.trend ORDER BY day")
    names = ("day", "requests", "people", "services", "stopped", "rewritten", "with_findings", "not_whole")
    assert [[one[name] for name in names] for one in told] == [
        ["2026-03-03", 3, 2, 2, 1, 1, 1, 0],
        ["2026-03-04", 1, 1, 1, 0, 0, 0, 1],
    ]


def test_what_became_of_an_exchange(engine, day):
    told = engine.ask("SELECT * FROM quarterdeck.exchanges ORDER BY asked")
    assert len(told) == 4
    assert (told[0]["service"], told[0]["ended"], told[0]["reason"], told[0]["answer_bytes"]) == (
        "example-api",
        "cut",
        "Cut.",
        5,
    )
    assert told[0]["asked"] == f"{HOUR}.000"
    assert told[1]["rules"] == ["acme/secrets", "acme/other"]


@pytest.mark.parametrize("sql", re.findall(r"^```sql\n(.*?)^```", README, re.MULTILINE | re.DOTALL))
def test_a_query_of_the_page_can_be_asked(engine, day, sql):
    engine.run(sql)


def test_vector_fits_the_table_and_each_part_has_its_source():
    parts = {**VECTOR["sources"], **VECTOR["transforms"]}
    for name, part in {**VECTOR["transforms"], **VECTOR["sinks"]}.items():
        assert part["inputs"], name
        for source in part["inputs"]:
            assert source.removesuffix(".dropped") in parts
            assert not source.endswith(".dropped") or parts[source.removesuffix(".dropped")]["reroute_dropped"]
    for sink in VECTOR["sinks"].values():
        # Without it Vector says that it has what it may still lose.
        assert sink["acknowledgements"] == {"enabled": True}
    assert VECTOR["sources"]["deck"]["tls"]["verify_certificate"] is True
    # Vector no longer puts variables of the environment in, unless it is told to by a flag.
    assert "${" not in json.dumps(VECTOR)
    assert VECTOR["sinks"]["clickhouse"]["auth"]["password"].startswith("SECRET[files.")
    assert VECTOR["sinks"]["clickhouse"]["format"] == "json_each_row"
    queued = VECTOR["sinks"]["clickhouse"]["query_settings"]["async_insert_settings"]
    assert queued == {"enabled": True, "wait_for_processing": True}
    assert "://" not in json.dumps(VECTOR).replace("https://", "")


def test_the_hour_of_these_tests_is_the_one_they_say():
    assert shipped(0).line.count(b'"time":"2026-03-03T12:00:00.000Z"') == 1
    assert NOON % 3600 == 0
