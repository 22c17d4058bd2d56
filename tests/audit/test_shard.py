"""No record that was acknowledged is lost or twice, and what was signed is what is there, wherever the disk fails."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import Checkpoint
from quarterdeck.audit.files import Files
from quarterdeck.audit.note import parse, verify
from quarterdeck.audit.tile import Tiles
from quarterdeck.audit.tree import leaf_hash, root
from tests.audit.shards import Failing, Power, lines, named, numbers, opened, records


def checkpoint(folder: Path) -> Checkpoint:
    note = parse((folder / layout.CHECKPOINT).read_bytes())
    assert verify(note, [named(folder).verifier])
    return Checkpoint.parse(note.text)


def check(folder: Path) -> int:
    """What was signed is the tree of the records, and the tiles say the same; returns the signed size."""
    found, signed = records(folder), checkpoint(folder)
    leaves = [leaf_hash(one[:-1]) for one in found]
    assert root(leaves[: signed.size]) == signed.root
    tiles = Tiles(signed.size, lambda path: (folder / path).read_bytes() if (folder / path).exists() else None)
    assert tiles.root() == signed.root
    assert [tiles.hash_at(0, index) for index in range(signed.size)] == leaves[: signed.size]
    return signed.size


@pytest.mark.parametrize("counts", [[1], [255, 1, 1], [256], [700, 0, 1, 40], [3, 70_000, 5]])
def test_a_shard_grows_over_restarts_and_segments(tmp_path: Path, counts: list[int]) -> None:
    folder, total = tmp_path / "deck-0", 0
    for count in counts:
        shard = opened(folder, segment=40_000)
        assert shard.append(lines(total, count)) == total
        total += count
        assert shard.size == total
        shard.close()
        assert check(folder) == total
    assert numbers(records(folder)) == list(range(total))
    kept = layout.kept_checkpoints(folder)
    assert [path.name for path in kept] == [str(one.first) for one in layout.segments(folder)[1:]]


def test_partial_tiles_do_not_pile_up(tmp_path: Path) -> None:
    shard = opened(tmp_path / "deck-0")
    for number in range(600):
        shard.append(lines(number, 1))
        shard.sign()
    shard.close()
    assert check(tmp_path / "deck-0") == 600
    assert len(list((tmp_path / "deck-0" / "tile").rglob("*.p/*"))) == 2


def test_everything_is_for_the_owner_alone(tmp_path: Path) -> None:
    shard = opened(tmp_path / "deck-0")
    shard.append(lines(0, 300))
    shard.close()
    for path in (tmp_path / "deck-0").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 or path.is_dir()


def test_a_shard_opens_on_a_disk_that_takes_nothing(tmp_path: Path) -> None:
    opened(tmp_path / "deck-0").close()

    class Full(Files):
        def write(self, fd: int, data: bytes | memoryview) -> int:
            raise OSError(28, "No space left on device")

    shard = opened(tmp_path / "deck-0", Full())
    with pytest.raises(OSError, match="No space"):
        shard.append(lines(0, 1))
    assert shard.size == 0


def test_nothing_is_signed_twice(tmp_path: Path) -> None:
    shard = opened(tmp_path / "deck-0")
    shard.append(lines(0, 3))
    shard.sign()
    before = (tmp_path / "deck-0" / layout.CHECKPOINT).stat().st_ino
    shard.sign()
    assert (tmp_path / "deck-0" / layout.CHECKPOINT).stat().st_ino == before


def life(folder: Path, files: Failing, acknowledged: list[int]) -> None:
    """Opens a shard, appends and signs in turn, over two segments; goes on after errors, as a worker does."""
    shard = None
    for batch in range(6):
        first = batch * 30
        try:
            shard = shard or opened(folder, files, segment=3000)
            shard.append(lines(first, 30))
            acknowledged += range(first, first + 30)
            if batch % 3 == 2:
                shard.sign()
        except OSError:
            continue
    if shard is not None:
        shard.sign()


STEPS = 139


@pytest.mark.parametrize("at", range(1, STEPS))
def test_the_power_may_go_at_any_step(tmp_path: Path, at: int) -> None:
    folder, acknowledged = tmp_path / "deck-0", []
    with pytest.raises(Power):
        life(folder, Failing(at, power=True), acknowledged)
    shard = opened(folder)
    after = shard.size
    shard.append(lines(9000, 1))
    shard.close()
    assert check(folder) == after + 1
    found = numbers(records(folder))
    assert found[:-1] == sorted(set(found[:-1]))
    assert set(acknowledged) <= set(found)


@pytest.mark.parametrize("at", range(1, STEPS))
def test_any_step_may_fail(tmp_path: Path, at: int) -> None:
    folder, acknowledged = tmp_path / "deck-0", []
    with suppress(OSError):
        life(folder, Failing(at), acknowledged)
    shard = opened(folder)
    shard.close()
    assert numbers(records(folder)) == acknowledged
    assert check(folder) == len(acknowledged)


@pytest.mark.parametrize("error", [errno.EIO, errno.EROFS, errno.EDQUOT])
def test_it_makes_no_difference_how_a_disk_refuses(tmp_path: Path, error: int) -> None:
    """An error that a sync gives is told once: the kernel takes what it could not write for written from then on."""
    for at in range(1, STEPS, 5):
        folder, acknowledged = tmp_path / str(at) / "deck-0", []
        with suppress(OSError):
            life(folder, Failing(at, error=error), acknowledged)
        opened(folder).close()
        assert numbers(records(folder)) == acknowledged
        assert check(folder) == len(acknowledged)


class Forgetful(Files):
    """A disk whose syncs fail for a while, and that has lost by then what they were to keep."""

    def __init__(self) -> None:
        self.fails = False
        self._size = 0

    def write(self, fd: int, data: bytes | memoryview) -> int:
        self._size = os.fstat(fd).st_size
        return super().write(fd, data)

    def sync(self, fd: int) -> None:
        if self.fails:
            with Path(f"/proc/self/fd/{fd}").open("r+b") as file:
                file.seek(self._size)
                file.write(bytes(os.fstat(fd).st_size - self._size))
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        super().sync(fd)


def test_what_a_failed_sync_was_about_is_never_taken_for_kept(tmp_path: Path) -> None:
    """No sync is tried again over the same bytes: they are cut off, and whoever wrote them is told."""
    disk = Forgetful()
    shard = opened(tmp_path / "deck-0", disk)
    shard.append(lines(0, 2))
    disk.fails = True
    for _ in range(2):
        with pytest.raises(OSError, match="Input/output error"):
            shard.append(lines(2, 1))
    disk.fails = False
    shard.append(lines(2, 2))
    shard.close()
    assert records(tmp_path / "deck-0") == lines(0, 4)
    assert check(tmp_path / "deck-0") == 4


def test_the_steps_are_all_tried(tmp_path: Path) -> None:
    files = Failing(10**9)
    life(tmp_path / "deck-0", files, [])
    assert files.steps == STEPS - 1
