"""One worker's log on disk: records are durable at once, and vouched for by a signed checkpoint soon after.

What a crash leaves is whole again when the shard is opened: no record that was acknowledged is missing, none is twice.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from quarterdeck.audit import layout
from quarterdeck.audit.files import Files
from quarterdeck.audit.layout import segment_path
from quarterdeck.audit.recovery import recovered
from quarterdeck.audit.signer import Signer
from quarterdeck.audit.tile import partial_tiles
from quarterdeck.audit.tree import leaf_hash

# Bytes of a segment after which another is begun.
SEGMENT = 64 << 20


class Shard:
    """Belongs to one thread. Opening it raises Damaged when it does not hold what it has signed, and OSError."""

    def __init__(self, folder: Path, signer: Signer, *, files: Files | None = None, segment: int = SEGMENT) -> None:
        self.folder = folder
        self._files = files or Files()
        self._signer = signer
        self._most = segment
        self._files.folder(folder / layout.RECORDS)
        self._tell_key(folder / layout.PUBLIC_KEY, f"{signer.verifier.vkey}\n".encode())
        found = recovered(folder, signer.verifier)
        self._growth = found.growth
        self.signed = found.signed
        self._first = found.first
        self._bytes = found.bytes
        self._fd = self._files.append_to(segment_path(folder, self._first))
        self._torn = True

    def _tell_key(self, path: Path, key: bytes) -> None:
        """Have the public key there. On a disk that is full a log that has one can still be opened."""
        if not path.exists() or path.read_bytes() != key:
            self._files.put(path, key)

    @property
    def size(self) -> int:
        """How many records it has."""
        return self._growth.size

    def append(self, lines: Sequence[bytes]) -> int:
        """Put records on disk, each a line with its line feed; returns the number of the first of them.

        Raises OSError, and then holds none of them.
        """
        if self._bytes >= self._most:
            self.turn()
        if self._torn:
            self._mend()
        first, rest = self.size, memoryview(b"".join(lines))
        added = len(rest)
        try:
            while rest:
                rest = rest[self._files.write(self._fd, rest) :]
            self._files.sync(self._fd)
        except OSError:
            # Half a line would make the next record unreadable, and a whole one would be there twice.
            self._torn = True
            with suppress(OSError):
                self._mend()
            raise
        self._bytes += added
        for line in lines:
            self._growth.append(leaf_hash(line[:-1]))
        return first

    def sign(self) -> None:
        """Vouch for all records so far: their hashes go to disk first, the checkpoint last. Raises OSError."""
        growth, before = self._growth, self.signed
        if growth.size == before and (self.folder / layout.CHECKPOINT).exists():
            return
        for tile, data in growth.full():
            self._files.put(self.folder / tile.path, data)
        growth.kept()
        for tile, data in growth.partial():
            # Made anew from the records when it is lost.
            self._files.put(self.folder / tile.path, data, durable=False)
        self._files.put(self.folder / layout.CHECKPOINT, self._signer.checkpoint(growth.size, growth.root()))
        self.signed = growth.size
        for tile in {*partial_tiles(before)} - {*partial_tiles(growth.size)}:
            self._files.remove(self.folder / tile.path)

    def close(self) -> None:
        """Sign what is left, and close the file."""
        try:
            self.sign()
        finally:
            os.close(self._fd)

    def turn(self) -> None:
        """Begin another segment, unless this one is empty. The checkpoint over all before it stays. Raises OSError."""
        if self.size == self._first:
            return
        self.sign()
        kept = self.folder / layout.CHECKPOINTS / str(self.size)
        self._files.put(kept, (self.folder / layout.CHECKPOINT).read_bytes())
        fd = self._files.append_to(segment_path(self.folder, self.size))
        os.close(self._fd)
        self._fd, self._first, self._bytes, self._torn = fd, self.size, 0, False

    def _mend(self) -> None:
        self._files.cut(self._fd, self._bytes)
        self._torn = False
