"""A spool keeps what it is given, shows nobody what that is, and notices when it is no longer that."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from quarterdeck.proxy import spool as spool_module
from quarterdeck.proxy.spool import PIECE, Spool

SECRET = b"what nobody may read " * 100


def file_of(spool: Spool) -> Path:
    return Path(f"/proc/self/fd/{spool._file}")


def filled(folder: Path, *pieces: bytes) -> Spool:
    spool = Spool(folder)
    for piece in pieces:
        spool.append(piece)
    return spool


@pytest.fixture(params=[True, False], ids=["unnamed", "unlinked"], autouse=True)
def unnamed(request, monkeypatch):
    if not request.param:
        monkeypatch.delattr(spool_module.os, "O_TMPFILE")


def test_what_goes_in_comes_out(tmp_path):
    whole, last = os.urandom(PIECE), os.urandom(1000)
    spool = filled(tmp_path, whole, last)
    assert (spool.size, spool.pieces) == (PIECE + 1000, 2)
    assert [spool.piece(0), spool.piece(1)] == [whole, last]


@pytest.mark.parametrize(
    ("start", "end"), [(0, 10), (PIECE - 5, PIECE + 5), (PIECE, 2 * PIECE + 9), (5, 5), (0, 10**9), (2 * PIECE, 10**9)]
)
def test_any_part_can_be_read(tmp_path, start, end):
    data = os.urandom(2 * PIECE + 1000)
    spool = filled(tmp_path, data[:PIECE], data[PIECE : 2 * PIECE], data[2 * PIECE :])
    assert spool.read(start, end) == data[start:end]


def test_the_disk_shows_neither_the_text_nor_a_file(tmp_path):
    spool = filled(tmp_path / "spool", SECRET)
    assert list((tmp_path / "spool").iterdir()) == []
    stored = file_of(spool).read_bytes()
    assert len(stored) == len(SECRET) + 16
    assert not any(SECRET[start : start + 8] in stored for start in range(100))


def test_nobody_else_may_open_it(tmp_path):
    spool = filled(tmp_path / "spool", SECRET)
    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700
    assert stat.S_IMODE(file_of(spool).stat().st_mode) == 0o600


def test_two_spools_of_the_same_text_differ(tmp_path):
    first, second = filled(tmp_path, SECRET), filled(tmp_path, SECRET)
    assert file_of(first).read_bytes() != file_of(second).read_bytes()


def test_a_changed_byte_is_noticed(tmp_path):
    spool = filled(tmp_path, SECRET)
    byte = os.pread(spool._file, 1, 50)
    os.pwrite(spool._file, bytes([byte[0] ^ 1]), 50)
    with pytest.raises(OSError, match="not what was written"):
        spool.piece(0)


def test_a_piece_in_the_place_of_another_is_noticed(tmp_path):
    spool = filled(tmp_path, os.urandom(PIECE), os.urandom(PIECE))
    os.pwrite(spool._file, os.pread(spool._file, PIECE + 16, PIECE + 16), 0)
    with pytest.raises(OSError, match="not what was written"):
        spool.piece(0)


def test_a_missing_end_is_noticed(tmp_path):
    spool = filled(tmp_path, SECRET)
    os.ftruncate(spool._file, 100)
    with pytest.raises(OSError, match="not what was written"):
        spool.piece(0)


def test_nothing_follows_a_short_piece(tmp_path):
    with pytest.raises(ValueError, match="last piece"):
        filled(tmp_path, b"short", b"more")


def test_a_disk_that_takes_half_a_piece_at_a_time(tmp_path, monkeypatch):
    write = os.pwrite
    monkeypatch.setattr(spool_module.os, "pwrite", lambda file, data, at: write(file, data[: max(1, PIECE // 3)], at))
    data = os.urandom(PIECE)
    assert filled(tmp_path, data).piece(0) == data


def test_a_full_disk_is_said(tmp_path):
    spool = Spool(tmp_path)
    with Path("/dev/full").open("wb") as full:
        os.dup2(full.fileno(), spool._file)
    with pytest.raises(OSError, match="No space left"):
        spool.append(SECRET)


def test_closed_is_closed(tmp_path):
    spool = filled(tmp_path, os.urandom(PIECE))
    number = spool._file
    spool.close()
    spool.close()
    with pytest.raises(OSError, match="closed"):
        spool.piece(0)
    with pytest.raises(OSError, match="closed"):
        spool.append(SECRET)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(number)


def test_what_is_forgotten_is_closed(tmp_path):
    spool = filled(tmp_path, SECRET)
    number = spool._file
    del spool
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(number)
