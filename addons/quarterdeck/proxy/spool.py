"""A body on disk that nobody else can read: a file without a name, sealed piece by piece with a key kept in memory.

AES-256-GCM (NIST SP 800-38D). The key serves one file, so the number of a piece is its nonce; a piece that was
changed, moved or cut off does not open.
"""

from __future__ import annotations

import errno
import os
import tempfile
import threading
import weakref
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE = 1 << 20
_TAG = 16


class Spool:
    """Pieces of PIECE bytes each, but for the last. Whoever opens the folder sees no file, and a crash leaves none.

    Safe to read and to close from several threads. Raises OSError, of whatever kind the disk does.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = _nameless(folder)
        # Closes also what is forgotten.
        self._close = weakref.finalize(self, os.close, self._file)
        self._lock = threading.Lock()
        self._cipher = AESGCM(AESGCM.generate_key(256))
        self.size = 0

    def append(self, piece: bytes) -> None:
        """Write one piece, which is of PIECE bytes or the last. Raises ValueError after a shorter one."""
        number, odd = divmod(self.size, PIECE)
        if odd:
            raise ValueError("nothing follows the last piece")
        sealed = memoryview(self._cipher.encrypt(_nonce(number), piece, None))
        with self._lock:
            self._open()
            position = number * (PIECE + _TAG)
            while sealed:
                written = os.pwrite(self._file, sealed, position)
                sealed, position = sealed[written:], position + written
        self.size += len(piece)

    def piece(self, number: int) -> bytes:
        """Read one piece, from 0 on. Raises OSError (EIO) when it is not what was written."""
        size = min(PIECE, self.size - number * PIECE)
        sealed = bytearray()
        with self._lock:
            self._open()
            while len(sealed) < size + _TAG:
                got = os.pread(self._file, size + _TAG - len(sealed), number * (PIECE + _TAG) + len(sealed))
                if not got:
                    break
                sealed += got
        try:
            return self._cipher.decrypt(_nonce(number), bytes(sealed), None)
        except InvalidTag:
            raise OSError(errno.EIO, "a piece of the spool is not what was written") from None

    @property
    def pieces(self) -> int:
        """How many pieces there are."""
        return -(-self.size // PIECE)

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` until before `end`. Raises OSError."""
        end = min(end, self.size)
        parts = []
        for number in range(start // PIECE, -(-end // PIECE)):
            base = number * PIECE
            parts.append(self.piece(number)[max(0, start - base) : end - base])
        return b"".join(parts)

    def close(self) -> None:
        """Give the space back. What is read or written after that raises OSError (EBADF)."""
        with self._lock:
            self._close()

    def _open(self) -> None:
        if not self._close.alive:
            raise OSError(errno.EBADF, "the spool has been closed")


def _nonce(number: int) -> bytes:
    return number.to_bytes(12)


def _nameless(folder: Path) -> int:
    unnamed = getattr(os, "O_TMPFILE", 0)
    if unnamed:
        try:
            return os.open(folder, unnamed | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            if error.errno not in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):
                raise
    # Not every file system has files without a name.
    file, name = tempfile.mkstemp(dir=folder)
    Path(name).unlink()
    return file
