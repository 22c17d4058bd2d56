"""`quarterdeck audit query`: the forms of an answer, and what is refused."""

from __future__ import annotations

import csv
import io
import json

import duckdb
import pytest

from quarterdeck.model.record import Outcome
from tests.audit.recorded import keep, record


@pytest.fixture
def log(here):
    folder = here / "var" / "audit"
    facts = {
        "rules": ("acme/a",),
        "outcome": Outcome.REFUSED,
        "path": "/\x1b[31m\u202e",
        "findings": (("pii.iban", 2),),
    }
    keep(folder, [record(0), record(1, **facts, models=("=1+1",)), record(2, models=None, host="b.example")])
    return folder


def test_a_table_is_for_people_and_obeys_no_control_characters(quarterdeck, log):
    answer = quarterdeck("audit", "query", "SELECT outcome, path, findings FROM records ORDER BY index")
    assert answer.code == 0
    assert answer.out.splitlines()[0].split() == ["OUTCOME", "PATH", "FINDINGS"]
    assert '{"pii.iban":2}' in answer.out
    assert "\x1b[31m" not in answer.out
    assert "\u202e" not in answer.out
    assert "3 rows" in answer.err


def test_json_is_one_document_with_an_object_a_row(quarterdeck, log):
    answer = quarterdeck("audit", "query", "--json", "--where", "'acme/a' IN rules -- mine")
    (row,) = answer.json
    assert row["time"] == "2026-03-03T12:01:00.000Z"
    assert row["log"] == "deck-0"
    assert row["index"] == 1
    assert row["rules"] == ["acme/a"]
    assert row["findings"] == {"pii.iban": 2}
    assert quarterdeck("audit", "query", "--json", "--where", "false").json == []
    odd = "SELECT sum(9223372036854775807) AS big, 1.5::DECIMAL(4,2) AS d, INTERVAL 1 DAY AS i, 'nan'::DOUBLE AS n,"
    odd += " DATE '2026-01-02' AS day, '\\x01'::BLOB AS b, MAP {1: 2} AS m FROM range(3)"
    assert quarterdeck("audit", "query", "--json", odd).json == [
        {
            "big": "27670116110564327421",
            "d": 1.5,
            "i": "1 day, 0:00:00",
            "n": None,
            "day": "2026-01-02",
            "b": "01",
            "m": {"1": 2},
        }
    ]


def test_many_rows_are_still_one_document_and_the_table_says_that_it_is_cut(quarterdeck, log):
    assert len(quarterdeck("audit", "query", "--json", "FROM range(4500)").json) == 4500
    answer = quarterdeck("audit", "query", "FROM range(4500)")
    assert len(answer.out.splitlines()) == 1001
    assert "first 1000 rows" in answer.err


def test_csv_has_a_head_and_no_formula(quarterdeck, log):
    answer = quarterdeck("audit", "query", "--csv", "SELECT models[1] AS m, rules, -1 AS n FROM records ORDER BY index")
    rows = list(csv.reader(io.StringIO(answer.out)))
    assert rows == [["m", "rules", "n"], ["", "[]", "-1"], ["'=1+1", '["acme/a"]', "-1"], ["", "[]", "-1"]]


def test_parquet_is_a_file_that_others_read(program, log, tmp_path):
    import os
    import subprocess
    import sys

    command = [
        sys.executable,
        "-m",
        "quarterdeck",
        "audit",
        "query",
        "--parquet",
        "SELECT incident, rules FROM records",
    ]
    done = subprocess.run(command, capture_output=True, check=True, cwd=log.parent.parent, env=os.environ)
    file = tmp_path / "answer.parquet"
    file.write_bytes(done.stdout)
    assert duckdb.sql(f"SELECT rules FROM '{file}' ORDER BY incident").fetchall() == [([],), (["acme/a"],), ([],)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "either a SELECT or --where"),
        (("SELECT 1", "--where", "true"), "either a SELECT or --where"),
        (("SELEC 1",), "cannot be read: syntax error"),
        (("SELECT hst FROM records",), '"hst" not found'),
        (("DROP VIEW records",), "only one SELECT"),
        (("--where", "true); DROP VIEW records; SELECT (1"), "SELECT"),
        (("FROM read_text('/etc/hostname')",), "only one SELECT"),
        (("SELECT 1", "--memory", "much"), "limits"),
    ],
)
def test_what_cannot_be_answered_is_told_in_one_line(quarterdeck, log, arguments, said):
    answer = quarterdeck("audit", "query", *arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


def test_another_folder_can_be_given(quarterdeck, log, here):
    keep(here / "other", [record(5)])
    answer = quarterdeck("audit", "query", "--json", "SELECT count(*) AS n FROM records", "--dir", str(here / "other"))
    assert json.loads(answer.out) == [{"n": 1}]
