"""The view holds every record once, as the log is now, and nothing but the view can be reached."""

from __future__ import annotations

import pytest

from quarterdeck.audit import layout
from quarterdeck.audit.query import Limits, Log
from quarterdeck.errors import UsageError
from quarterdeck.model.record import Outcome
from tests.audit.recorded import closed_segments, keep, record


@pytest.fixture
def folder(tmp_path):
    log = tmp_path / "audit"
    keep(log, map(record, range(0, 60, 2)), segment=2000)
    keep(log, map(record, range(1, 61, 2)), shard=1, segment=2000)
    return log


def asked(folder, sql, given=()):
    with Log(folder) as log:
        return log.ask(sql, given).rows()


def test_the_view_holds_each_record_of_all_shards_once(folder):
    found = asked(folder, "SELECT incident FROM records ORDER BY time")
    assert found == [(f"{number:08x}",) for number in range(60)]
    found = asked(folder, 'SELECT log, "index" FROM records ORDER BY ALL')
    assert found == [(f"deck-{number // 30}", number % 30) for number in range(60)]


def test_closed_segments_are_read_from_copies_that_are_made_once(folder):
    told = []
    with Log(folder, told=lambda: told.append(1)):
        pass
    copies = {path: path.stat().st_mtime_ns for path in (folder.parent / "audit-cache").iterdir()}
    closed = [path for shard in layout.shards(folder) for path in closed_segments(shard)]
    assert len(copies) == len(closed) > 3
    assert len(told) == len(closed) + 2
    assert len(asked(folder, "FROM records")) == 60
    assert {path: path.stat().st_mtime_ns for path in copies} == copies


def test_a_record_can_be_asked_for_as_soon_as_it_is_written(folder):
    asked(folder, "FROM records")
    shard = keep(folder, [record(99, outcome=Outcome.REFUSED)], segment=2000)
    assert asked(folder, "SELECT incident FROM records WHERE outcome = 'refused'") == [("00000063",)]
    assert len(layout.segments(shard)) > 1


def test_a_segment_that_was_changed_is_read_anew_and_one_that_was_removed_is_gone(folder):
    asked(folder, "FROM records")
    first, second = closed_segments(folder / "deck-0")[:2]
    kept = len(second.read_bytes().splitlines())
    second.write_bytes(second.read_bytes().replace(b'"forwarded"', b'"cut"'))
    gone = len(first.read_bytes().splitlines())
    first.unlink()
    assert asked(folder, "SELECT count(*), count(*) FILTER (outcome = 'cut') FROM records") == [(60 - gone, kept)]
    assert not list((folder.parent / "audit-cache").glob(f"deck-0-{first.stem}-*"))


def test_without_a_place_for_copies_the_segments_themselves_are_read(folder):
    (folder.parent / "audit-cache").write_text("no folder")
    assert asked(folder, "SELECT count(*) FROM records") == [(60,)]


def test_one_shard_can_be_asked_alone(folder):
    asked(folder, "FROM records")
    copies = set((folder.parent / "audit-cache").iterdir())
    assert asked(folder / "deck-1", "SELECT count(*), min(log) FROM records") == [(30, "deck-1")]
    assert set((folder.parent / "audit-cache").iterdir()) == copies


def test_an_empty_shard_has_no_rows(tmp_path):
    keep(tmp_path, [])
    assert asked(tmp_path, "FROM records") == []


def test_where_no_log_is_that_is_said(tmp_path):
    with pytest.raises(UsageError, match="holds no deck log"):
        Log(tmp_path)


@pytest.mark.parametrize(
    "sql",
    [
        "FROM '{file}'",
        "FROM read_text('{file}')",
        "SELECT * FROM read_json('{file}')",
        "WITH x AS (COPY records TO '{copy}') SELECT 1",
        "WITH x AS (COPY records TO '{file}.csv') SELECT 1",
        "WITH x AS (INSERT INTO newest FROM newest RETURNING *) FROM x",
        "ATTACH '{file}'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "FROM 'https://127.0.0.1:1/x.csv'",
    ],
)
def test_nothing_but_the_view_can_be_reached(folder, sql):
    with Log(folder) as log:
        (copy, *_) = (folder.parent / "audit-cache").iterdir()
        before = copy.read_bytes()
        file = layout.segments(folder / "deck-0")[-1].path
        with pytest.raises(UsageError) as caught:
            log.ask(sql.format(file=file, copy=copy)).rows()
        assert "\n" not in str(caught.value)
        assert copy.read_bytes() == before
        assert not file.with_name(f"{file.name}.csv").exists()


def test_the_database_itself_refuses_what_the_check_of_the_text_would_let_pass(folder, monkeypatch):
    monkeypatch.setattr("quarterdeck.audit.query.check_select", lambda connection, sql: None)
    file = layout.segments(folder / "deck-0")[-1].path
    with Log(folder) as log:
        for sql in (
            f"FROM read_text('{file}')",
            f"WITH x AS (COPY records TO '{file}.csv') SELECT 1",
            "WITH x AS (INSERT INTO newest FROM newest RETURNING *) FROM x",
            "SET enable_external_access = true",
            "SET memory_limit = '9GB'",
            "LOAD httpfs",
        ):
            with pytest.raises(UsageError):
                log.ask(sql).rows()


def test_a_mistake_does_not_spoil_the_next_question(folder):
    with Log(folder) as log:
        with pytest.raises(UsageError, match="nosuch"):
            log.ask("SELECT nosuch FROM records")
        with pytest.raises(UsageError, match="Could not convert"):
            log.ask("SELECT CAST(event AS INTEGER) FROM records").rows()
        assert log.ask("SELECT count(*) FROM records WHERE outcome = ?", ["forwarded"]).rows() == [(60,)]


def test_memory_is_limited_and_the_remedy_is_said(folder):
    with Log(folder, Limits(memory="200MB", threads=1)) as log, pytest.raises(UsageError, match="--memory"):
        log.ask("SELECT list(a.range + b.range) FROM range(20000) a, range(20000) b").rows()
    with pytest.raises(UsageError, match="limits"):
        Log(folder, Limits(memory="much"))


def test_an_answer_can_be_written_to_the_one_file_that_is_allowed(folder, tmp_path):
    out, other = tmp_path / "out.parquet", tmp_path / "other.parquet"
    with Log(folder, Limits(out=out)) as log:
        log.write("SELECT incident, rules FROM records", out)
        with pytest.raises(UsageError):
            log.write("SELECT 1", other)
    assert out.read_bytes()[:4] == b"PAR1"
    assert not other.exists()
