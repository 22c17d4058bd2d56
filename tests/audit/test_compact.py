"""A copy is of the segment that is there, or it is made anew; it belongs to nobody else."""

from __future__ import annotations

import os

import duckdb
import pytest

from quarterdeck.audit import layout
from quarterdeck.audit.compact import cache_folder, compact, copy_of, pattern, prune, rows, usable
from tests.audit.recorded import keep, record


@pytest.fixture
def connection():
    with duckdb.connect(":memory:") as made:
        yield made


@pytest.fixture
def shard(tmp_path):
    return keep(tmp_path / "audit", map(record, range(40)), segment=2000)


def test_the_copies_lie_beside_the_log_also_when_one_shard_is_asked(tmp_path, shard):
    assert cache_folder(tmp_path / "audit") == tmp_path / "audit-cache"
    assert cache_folder(shard) == tmp_path / "audit-cache"


def test_a_copy_has_the_rows_of_its_segment_in_their_order(connection, tmp_path, shard):
    second = layout.segments(shard)[1]
    copy = copy_of(tmp_path, shard, second)
    compact(connection, shard, second, copy)
    assert copy.stat().st_mode & 0o777 == 0o600
    found = connection.execute(f"SELECT * FROM read_parquet({pattern(copy)})").fetchall()
    assert found == connection.execute(rows(shard, second)).fetchall()
    assert [row[1] for row in found] == list(range(second.first, second.first + len(found)))
    assert [row[4] for row in found] == [f"{number:08x}" for number in range(second.first, second.first + len(found))]


def test_another_size_or_time_is_another_copy(tmp_path, shard):
    first = layout.segments(shard)[0]
    names = {copy_of(tmp_path, shard, first)}
    os.utime(first.path, ns=(1, 1))
    names.add(copy_of(tmp_path, shard, first))
    with first.path.open("ab") as file:
        file.write(b"{}\n")
    os.utime(first.path, ns=(1, 1))
    names.add(copy_of(tmp_path, shard, first))
    assert len(names) == 3


def test_a_copy_that_cannot_be_made_leaves_nothing_behind(connection, tmp_path, shard):
    first = layout.segments(shard)[0]
    folder = tmp_path / "copies"
    folder.mkdir()
    copy = copy_of(folder, shard, first)
    copy.mkdir()
    with pytest.raises(IsADirectoryError):
        compact(connection, shard, first, copy)
    assert list(folder.iterdir()) == [copy]


def test_what_is_no_copy_any_more_is_removed_and_what_another_process_makes_is_not(tmp_path, shard):
    wanted = copy_of(tmp_path, shard, layout.segments(shard)[0])
    stale = tmp_path / "deck-0-00000000000000000000-1-1.1.parquet"
    dead, made = stale.with_name(f"{stale.name}.999999999"), stale.with_name(f"{stale.name}.{os.getpid()}")
    other = tmp_path / "deck-7-00000000000000000000-1-1.1.parquet"
    for path in (wanted, stale, dead, made, other):
        path.touch()
    prune(tmp_path, [shard])
    assert {path for path in tmp_path.iterdir() if path.is_file()} == {wanted, made, other}


def test_a_folder_of_others_or_open_to_others_is_not_used(tmp_path):
    assert usable(tmp_path / "made")
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o700
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o755)
    assert not usable(tmp_path / "open")
    (tmp_path / "link").symlink_to(tmp_path / "made")
    assert not usable(tmp_path / "link")
    (tmp_path / "file").touch()
    assert not usable(tmp_path / "file")
    assert not usable(tmp_path / "nowhere" / "made")


def test_half_a_line_is_no_row_and_a_line_that_is_no_json_is_an_empty_one(connection, shard):
    last = layout.segments(shard)[-1]
    before = connection.execute(rows(shard, last)).fetchall()
    with last.path.open("ab") as file:
        file.write(b'no json\n{"time":"2026-')
    after = connection.execute(rows(shard, last)).fetchall()
    assert after[:-1] == before
    assert after[-1][:3] == ("deck-0", before[-1][1] + 1, None)


def test_characters_of_patterns_and_quotation_marks_are_parts_of_names(connection, tmp_path):
    log = tmp_path / "a[1]*'s"
    shard = keep(log, map(record, range(40)), segment=2000)
    segment = layout.segments(shard)[0]
    copy = copy_of(log, shard, segment)
    compact(connection, shard, segment, copy)
    assert connection.execute(f"SELECT count(*) > 1 FROM read_parquet({pattern(copy)})").fetchone() == (True,)
