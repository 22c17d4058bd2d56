"""A file is put in place whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quarterdeck.audit.files import Files


def test_a_file_is_put_in_place_of_another(tmp_path: Path) -> None:
    files, path = Files(), tmp_path / "a" / "b"
    files.put(path, b"one")
    files.put(path, b"another", durable=False)
    assert path.read_bytes() == b"another"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_when_that_fails_what_was_there_stays(tmp_path: Path) -> None:
    class Full(Files):
        def write(self, fd: int, data: bytes | memoryview) -> int:
            raise OSError(28, "No space left on device")

    path = tmp_path / "b"
    Files().put(path, b"one")
    with pytest.raises(OSError, match="No space"):
        Full().put(path, b"another")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_appended_is_behind_what_was_there(tmp_path: Path) -> None:
    files, path = Files(), tmp_path / "log"
    for data in (b"one", b"two"):
        fd = files.append_to(path)
        assert files.write(fd, data) == 3
        files.sync(fd)
        os.close(fd)
    fd = files.append_to(path)
    files.cut(fd, 4)
    os.close(fd)
    assert path.read_bytes() == b"onet"
    files.remove(path)
    files.remove(path)
    assert not path.exists()
