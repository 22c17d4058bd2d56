"""What a log does to its disk, in the few steps that keep their promise when the power goes; tests make each one fail.

Everything is for the owner only. All raise OSError.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


class Files:
    """The real disk."""

    def folder(self, path: Path) -> None:
        """Have a folder, with those above it."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def append_to(self, path: Path) -> int:
        """The descriptor of a file to append to, which is made, and whose name is durable."""
        fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self.sync_folder(path.parent)
        except OSError:
            os.close(fd)
            raise
        return fd

    def write(self, fd: int, data: bytes | memoryview) -> int:
        """Write some of it; how much is the result."""
        return os.write(fd, data)

    def sync(self, fd: int) -> None:
        """Return when what was written is on the disk."""
        os.fdatasync(fd)

    def cut(self, fd: int, size: int) -> None:
        """Leave so many bytes."""
        os.ftruncate(fd, size)

    def put(self, path: Path, data: bytes, *, durable: bool = True) -> None:
        """Put a whole file in place in one step. `durable`: it is there whatever happens next."""
        self.folder(path.parent)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[self.write(fd, rest) :]
                if durable:
                    self.sync(fd)
            finally:
                os.close(fd)
            temporary.replace(path)
        except OSError:
            with suppress(OSError):
                temporary.unlink()
            raise
        if durable:
            self.sync_folder(path.parent)

    def remove(self, path: Path) -> None:
        """Have it gone."""
        path.unlink(missing_ok=True)

    def sync_folder(self, path: Path) -> None:
        """Make the names in a folder durable."""
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
