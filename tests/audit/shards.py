"""Shards for the tests: a key that is the same each time, records, and a disk that fails where it is told to."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quarterdeck.audit import layout
from quarterdeck.audit.files import Files
from quarterdeck.audit.shard import Shard
from quarterdeck.audit.signer import Signer, signer

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def line(number: int) -> bytes:
    """A record that says its number."""
    return b'{"number":%d,"what":"%s"}\n' % (number, b"x" * (number % 50))


def lines(first: int, count: int) -> list[bytes]:
    return [line(number) for number in range(first, first + count)]


def named(folder: Path) -> Signer:
    return signer(KEY, folder.name)


def opened(folder: Path, files: Files | None = None, segment: int = 4000) -> Shard:
    return Shard(folder, named(folder), files=files, segment=segment)


def records(folder: Path) -> list[bytes]:
    """All whole lines of a shard."""
    return [line for one in layout.segments(folder) for line in one.lines() if line.endswith(b"\n")]


class Hasty(Files):
    """A disk that promises nothing, for logs that need not outlive their test."""

    def sync(self, fd: int) -> None:
        pass

    def sync_folder(self, path: Path) -> None:
        pass


class Power(Exception):
    """The power is gone: nothing more happens."""


class Failing(Files):
    """A disk whose step number `at` fails: with an error, or for good when `power` is cut there."""

    def __init__(self, at: int, *, power: bool = False, error: int = errno.ENOSPC) -> None:
        self.steps = 0
        self._at, self._power, self._error = at, power, error

    def _step(self) -> None:
        self.steps += 1
        if self._power and self.steps >= self._at:
            raise Power
        if self.steps == self._at:
            raise OSError(self._error, os.strerror(self._error))

    def append_to(self, path: Path) -> int:
        self._step()
        return super().append_to(path)

    def write(self, fd: int, data: bytes | memoryview) -> int:
        """A disk that is full, or loses its power, has often taken a part."""
        try:
            self._step()
        except (OSError, Power):
            super().write(fd, data[: len(data) // 2])
            raise
        return super().write(fd, data[: max(1, len(data) * 2 // 3)])

    def sync(self, fd: int) -> None:
        self._step()
        super().sync(fd)

    def cut(self, fd: int, size: int) -> None:
        self._step()
        super().cut(fd, size)

    def remove(self, path: Path) -> None:
        self._step()
        super().remove(path)

    def sync_folder(self, path: Path) -> None:
        self._step()
        super().sync_folder(path)


def numbers(found: Sequence[bytes]) -> list[int]:
    """What number each line says."""
    return [int(one.split(b":")[1].split(b",")[0]) for one in found]
