"""A shard that does not hold what it has signed is not opened, and the sentence says where and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quarterdeck.audit import layout
from quarterdeck.audit.recovery import Damaged
from tests.audit.shards import lines, opened, records


@pytest.fixture
def shard(tmp_path: Path) -> Path:
    """A shard of 700 records in several segments, of which the last is of record 608."""
    folder = tmp_path / "deck-0"
    one = opened(folder, segment=6000)
    for first in range(0, 700, 19):
        one.append(lines(first, min(19, 700 - first)))
    one.close()
    return folder


def last(folder: Path) -> Path:
    return layout.segments(folder)[-1].path


def cut(folder: Path) -> None:
    path = last(folder)
    path.write_bytes(path.read_bytes()[:-1])


def changed(folder: Path) -> None:
    path = last(folder)
    path.write_bytes(path.read_bytes().replace(b"x", b"y", 1))


def unsigned(folder: Path) -> None:
    path = folder / layout.CHECKPOINT
    path.write_bytes(path.read_bytes().replace(b"700", b"600"))


def of_another(folder: Path) -> None:
    other = opened(folder.parent / "deck-1")
    other.append(lines(0, 700))
    other.close()
    shutil.copy(folder.parent / "deck-1" / layout.CHECKPOINT, folder / layout.CHECKPOINT)


def without_tile(folder: Path) -> None:
    (folder / "tile" / "0" / "000").unlink()


def with_short_tile(folder: Path) -> None:
    (folder / "tile" / "0" / "001").write_bytes(b"short")


def with_gap(folder: Path) -> None:
    layout.segments(folder)[-2].path.unlink()


def empty(folder: Path) -> None:
    shutil.rmtree(folder / layout.RECORDS)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (cut, "700 records were signed, and 699 are there"),
        (changed, "are not those that were signed"),
        (unsigned, "is not one of its key over this text"),
        (of_another, "none of the given keys has signed"),
        (without_tile, "tile/0/000: this tile of hashes is missing"),
        (with_short_tile, "tile/0/001: a full tile has 8192 bytes, not 5"),
        (with_gap, "it begins with record"),
        (empty, "700 records were signed, and none is there"),
    ],
)
def test_damage_is_told(shard: Path, damage: Callable[[Path], None], says: str) -> None:
    damage(shard)
    with pytest.raises(Damaged, match="move the folder away") as raised:
        opened(shard)
    assert says in str(raised.value)
    assert str(shard) in str(raised.value)


def test_what_was_never_acknowledged_is_no_damage(shard: Path) -> None:
    with last(shard).open("ab") as file:
        file.write(b'{"number":700')
    one = opened(shard)
    assert one.append(lines(700, 1)) == 700
    one.close()
    assert records(shard) == lines(0, 701)


def test_old_segments_may_be_gone(shard: Path) -> None:
    for one in layout.segments(shard)[:3]:
        one.path.unlink()
    again = opened(shard)
    assert again.size == 700
    again.close()
