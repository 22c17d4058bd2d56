"""A file as a sink: whole lines, on disk before they count, and whoever rotates it loses none."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from quarterdeck.audit.files import Files
from quarterdeck.sinks.file import FileSink
from quarterdeck.sinks.sink import Shipped, Undelivered
from tests.audit.shards import Failing


def batch(*texts: bytes) -> list[Shipped]:
    return [Shipped(f"o/{number}", b"{}", text) for number, text in enumerate(texts)]


class Syncing(Files):
    """Notes what was in the file each time it was made durable."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.durable: list[bytes] = []

    def sync(self, fd: int) -> None:
        super().sync(fd)
        self.durable.append(self.path.read_bytes())


def test_each_record_is_a_line_behind_what_was_there(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"before\n")
    sink = FileSink(path)
    sink.deliver(batch(b"one", b"two"))
    sink.deliver(batch(b"three"))
    sink.close()
    sink.close()
    assert path.read_bytes() == b"before\none\ntwo\nthree\n"


def test_a_new_file_is_for_its_owner_and_another_keeps_its_mode(tmp_path):
    FileSink(tmp_path / "new").deliver(batch(b"one"))
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o600
    (tmp_path / "old").touch()
    (tmp_path / "old").chmod(0o640)
    FileSink(tmp_path / "old").deliver(batch(b"one"))
    assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o640


def test_it_is_durable_before_it_counts(tmp_path):
    path = tmp_path / "out"
    files = Syncing(path)
    FileSink(path, files).deliver(batch(b"one", b"two"))
    assert files.durable == [b"one\ntwo\n"]


def test_after_a_rename_it_goes_on_in_a_new_file(tmp_path):
    path = tmp_path / "out"
    sink = FileSink(path)
    sink.deliver(batch(b"one"))
    path.rename(tmp_path / "out.1")
    sink.deliver(batch(b"two"))
    (tmp_path / "other").write_bytes(b"")
    (tmp_path / "other").replace(path)
    sink.deliver(batch(b"three"))
    assert (tmp_path / "out.1").read_bytes() == b"one\n"
    assert path.read_bytes() == b"three\n"


def test_after_it_was_emptied_in_place_it_goes_on_at_its_beginning(tmp_path):
    path = tmp_path / "out"
    sink = FileSink(path)
    sink.deliver(batch(b"one"))
    os.truncate(path, 0)
    sink.deliver(batch(b"two"))
    assert path.read_bytes() == b"two\n"


def test_what_a_crash_has_cut_short_does_not_spoil_the_next_record(tmp_path):
    path = tmp_path / "out"
    path.write_bytes(b"one\nha")
    FileSink(path).deliver(batch(b"half", b"two"))
    assert path.read_bytes() == b"one\nha\nhalf\ntwo\n"


# The steps of a delivery: the folder is synced, the lines are written, in parts, and made durable.
@pytest.mark.parametrize("step", range(1, 8))
def test_a_disk_that_fails_at_any_step_leaves_no_half_line_and_nothing_twice(tmp_path, step):
    path = tmp_path / "out"
    path.write_bytes(b"before\n")
    files = Failing(step)
    sink = FileSink(path, files)
    with pytest.raises(Undelivered) as error:
        sink.deliver(batch(b"one" * 10, b"two" * 10))
    assert str(error.value) == f"{path} cannot be written: {os.strerror(errno.ENOSPC)}"
    assert path.read_bytes() == b"before\n"
    sink.deliver(batch(b"one" * 10, b"two" * 10))
    assert path.read_bytes() == b"before\n" + b"one" * 10 + b"\n" + b"two" * 10 + b"\n"


def test_what_is_no_file_is_told(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(Undelivered, match="pipe is no file"):
        FileSink(pipe).deliver(batch(b"one"))
    with pytest.raises(Undelivered, match="cannot be written: Is a directory"):
        FileSink(tmp_path).deliver(batch(b"one"))
    with pytest.raises(Undelivered, match="cannot be written: No such file or directory"):
        FileSink(tmp_path / "absent" / "out").deliver(batch(b"one"))
    assert repr(FileSink(pipe)) == f"FileSink({str(pipe)!r})"
