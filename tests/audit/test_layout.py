"""What belongs to a log is found by its name, and nothing else is taken for it."""

from __future__ import annotations

from pathlib import Path

from quarterdeck.audit import layout


def test_segments_are_in_the_order_of_their_records(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    for first in (3000, 0, 12):
        layout.segment_path(tmp_path, first).write_bytes(b"a\nb")
    (tmp_path / "records" / "notes.jsonl").write_bytes(b"x")
    (tmp_path / "records" / ".00000000000000000012.jsonl.7.tmp").write_bytes(b"x")
    found = layout.segments(tmp_path)
    assert [one.first for one in found] == [0, 12, 3000]
    assert list(found[0].lines()) == [b"a\n", b"b"]


def test_shards_are_in_the_order_of_their_workers(tmp_path: Path) -> None:
    for name in ("admin", "deck-10", "deck-2", "deck-", "deck-0.old", "other"):
        (tmp_path / name / "records").mkdir(parents=True)
    (tmp_path / "deck-3").write_bytes(b"")
    (tmp_path / "deck-3").unlink()
    assert [path.name for path in layout.shards(tmp_path)] == ["deck-2", "deck-10", "admin"]
    assert layout.shards(tmp_path / "deck-2") == [tmp_path / "deck-2"]
    assert layout.shards(tmp_path / "nowhere") == []


def test_kept_checkpoints_are_in_the_order_of_their_sizes(tmp_path: Path) -> None:
    (tmp_path / "checkpoints").mkdir()
    for name in ("900", "1000", "05", "x"):
        (tmp_path / "checkpoints" / name).write_bytes(b"")
    assert [path.name for path in layout.kept_checkpoints(tmp_path)] == ["900", "1000"]
    assert layout.kept_checkpoints(tmp_path / "nowhere") == []
    assert layout.segments(tmp_path / "nowhere") == []


def test_a_tile_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    (tmp_path / "tile").write_bytes(b"x")
    assert layout.read_tile(tmp_path, "tile") == b"x"
    assert layout.read_tile(tmp_path, "tile/0/000") is None
    assert layout.read_tile(tmp_path, "gone") is None


def test_what_witnesses_signed_is_found_by_the_ids_of_their_keys(tmp_path: Path) -> None:
    assert layout.witnessed_checkpoints(tmp_path) == []
    (tmp_path / "witnessed").mkdir()
    for name in ("0a1b2c3d", "00000000", ".0a1b2c3d.7.tmp", "notes"):
        (tmp_path / "witnessed" / name).write_bytes(b"")
    assert [path.name for path in layout.witnessed_checkpoints(tmp_path)] == ["00000000", "0a1b2c3d"]
