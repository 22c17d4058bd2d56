"""A file as a sink: a line a record, on disk before it counts. To rotate it, rename it; then a new one is made."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from quarterdeck.audit.files import Files
from quarterdeck.sinks.sink import Shipped, Sink, Undelivered


class FileSink(Sink):
    """Appends to `path`, which is made for the owner only where it is missing; nobody else may write to it."""

    def __init__(self, path: Path, files: Files | None = None) -> None:
        self._path = path
        self._files = files or Files()
        self._fd = -1

    def __repr__(self) -> str:
        return f"FileSink({str(self._path)!r})"

    def deliver(self, batch: Sequence[Shipped]) -> None:
        data = b"".join(one.payload + b"\n" for one in batch)
        try:
            self._follow_rename()
            self._append(data)
        except OSError as error:
            self.close()
            raise Undelivered(f"{self._path} cannot be written: {error.strerror}") from None

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1

    def _append(self, data: bytes) -> None:
        size = os.fstat(self._fd).st_size
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._files.write(self._fd, rest) :]
            self._files.sync(self._fd)
        except OSError:
            # Half a record would spoil the next one, and whole ones would be there twice.
            self._files.cut(self._fd, size)
            raise

    def _follow_rename(self) -> None:
        """Have the file open that bears the name now."""
        if self._fd >= 0:
            try:
                named = self._path.stat()
            except FileNotFoundError:
                named = None
            if named is not None and os.path.samestat(named, os.fstat(self._fd)):
                return
            self.close()
        self._fd = self._opened()

    def _opened(self) -> int:
        # To be read from as well, so that a pipe does not wait here for its reader.
        fd = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._make_ready(fd)
        except (OSError, Undelivered):
            os.close(fd)
            raise
        return fd

    def _make_ready(self, fd: int) -> None:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode):
            raise Undelivered(f"{self._path} is no file; a file sink appends to one, and to nothing else")
        if found.st_size and os.pread(fd, 1, found.st_size - 1) != b"\n":
            # A crash has cut a record short; it follows again, on a line of its own.
            self._files.write(fd, b"\n")
        self._files.sync_folder(self._path.parent)
