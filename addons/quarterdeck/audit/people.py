"""The people of a log: who has which pseudonym, in files beside it that can be removed one by one.

A person's file is named by an HMAC of the name, so that it is found by whoever knows the name and holds the key, and
tells nobody else who it is. It is on disk before the first record that bears the pseudonym: whoever writes records has
to `settle` first, where waiting for the disk holds up nobody else.
"""

from __future__ import annotations

import hmac
import logging
import os
import time
from base64 import b64encode
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import orjson

from quarterdeck.audit.epoch import Epochs, epoch_of
from quarterdeck.audit.escrow import Escrow
from quarterdeck.audit.files import Files
from quarterdeck.audit.identity import Identity, begun, escrowed, parsed
from quarterdeck.audit.key import put_in_place
from quarterdeck.audit.seal import NotSealed, seal
from quarterdeck.audit.space import Space, space_of

logger = logging.getLogger("quarterdeck.people")

# Pairs of user and address that are kept in memory; one that is not is read from its file again.
_REMEMBERED = 16_384
# For how long somebody may be seen before that is told by the time of their file, in seconds.
_DAY = 86_400
# Files that are older, in seconds, are on the disk: whoever made them has settled, or is gone with its records.
_SETTLED = 3600
# Letters in the name of a file.
_NAME = 32
# Touched by whoever erases, so that workers forget what they remember.
_ERASED = ".erased"


@dataclass(frozen=True, slots=True)
class Named:
    """What stands in the log for whoever sent something; `tenant` is "" for most, `identity` theirs to seal with where
    fields are sealed.
    """

    principal: str | None
    client: str | None
    tenant: str = ""
    identity: Identity | None = None


class People:
    """The people in `folder`, of `spaces`, the last of which takes whoever is left. `hidden` are the fields to seal."""

    def __init__(
        self,
        folder: Path,
        spaces: Sequence[Space],
        epochs: Epochs | None = None,
        escrow: Escrow | None = None,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        self.folder, self.spaces, self.hidden = folder, spaces, hidden
        self.epochs = epochs or Epochs()
        self._escrow = escrow
        self._named: dict[tuple[str | None, str, int], Named] = {}
        self._erased = self._marked()
        self._day = time.time() // _DAY
        # Files that may not be on the disk yet, ours or those that another worker has just made.
        self._fresh: deque[Path] = deque()

    def named(self, user: str | None, client: str, moment: float) -> Named:
        """What stands for them in a record of a moment (seconds since 1970). Raises OSError if it cannot be kept."""
        number = self.epochs.number(moment)
        named = self._named.get((user, client, number))
        if named is None:
            if len(self._named) >= _REMEMBERED:
                self._named.clear()
            named = self._named[user, client, number] = self._look(user, client, number)
        return named

    def known(self, user: str | None, client: str, moment: float) -> tuple[str | None, str | None]:
        """The pseudonyms that they have at a moment, None for one that they have not. Nobody becomes known by it."""
        epoch = self.epochs.name(self.epochs.number(moment))
        space = space_of(self.spaces, user, client)
        found = [self._kept(self.path(space, epoch, one), space) if one else None for one in (user, client)]
        user_, client_ = (one.pseudonym if one else None for one in found)
        return user_, client_

    def sealed(self, named: Named, facts: Mapping[str, str | None]) -> str:
        """Those of the facts that are hidden, sealed with the key of whom they are about; "" for none."""
        said = {name: fact for name, fact in facts.items() if fact and name in self.hidden}
        if not said or named.identity is None:
            return ""
        data = seal(named.identity.fields_key, orjson.dumps(said), named.identity.pseudonym)
        return b64encode(data).decode()

    def settle(self) -> None:
        """Have the files of all who have been named durable. From any thread, one at a time. Raises OSError."""
        paths = list(self._fresh)
        for path in paths:
            # One that is gone has been erased.
            with suppress(FileNotFoundError):
                _sync(path)
        for folder in {path.parent for path in paths}:
            _sync(folder)
        for _ in paths:
            self._fresh.popleft()

    def refresh(self) -> None:
        """Forget everybody when somebody has been erased, so that nobody who has keeps a pseudonym; and each day, so
        that their files tell who is still seen.
        """
        marked, day = self._marked(), time.time() // _DAY
        if (marked, day) != (self._erased, self._day):
            self._erased, self._day = marked, day
            self._named.clear()

    def path(self, space: Space, epoch: str, name: str) -> Path:
        """The file of a person, whether it is there or not."""
        data = f"{epoch}\0{name}".encode("utf-8", "surrogatepass")
        return self.folder / space.folder / epoch / hmac.new(space.index, data, sha256).hexdigest()[:_NAME]

    def files(self) -> Iterator[Path]:
        """The files of all people."""
        return (path for path in self.folder.glob("*/*/*") if len(path.name) == _NAME)

    def erase(self, names: Sequence[str]) -> list[Path]:
        """Remove the files of these people in all epochs and spaces; which they were. Raises OSError."""
        # What a worker that was killed has left beside a file holds the same.
        found = [path for one in self._all(names) for path in one.parent.glob(f"*{one.name}*")]
        files = Files()
        for path in found:
            files.remove(path)
        for folder in {path.parent for path in found}:
            files.sync_folder(folder)
        if found:
            # Its time and its file are others each time.
            files.put(self.folder / _ERASED, b"")
        return found

    def drop_unseen(self, before: float) -> int:
        """Remove the files of all who were not seen since (seconds since 1970); how many. Raises OSError.

        Nothing is said to workers: whoever is in their memory has been seen within a day.
        """
        count = 0
        for path in self.folder.glob("*/*/*"):
            # One that is gone was in the making, or has been erased.
            with suppress(FileNotFoundError):
                if path.stat().st_mtime + 2 * _DAY < before:
                    path.unlink()
                    count += 1
        return count

    def of(self, names: Sequence[str]) -> list[Identity]:
        """Their identities in all epochs and spaces."""
        spaces = {one.folder: one for one in self.spaces}
        found = (self._kept(path, spaces[path.parts[-3]]) for path in self._all(names))
        return [one for one in found if one is not None]

    def in_escrow(self, pseudonym: str) -> tuple[Space, bytes] | None:
        """The space of whoever has a pseudonym, and the sealed name, b"" for none; None when nobody has it."""
        spaces = {one.folder: one for one in self.spaces}
        for path in self.folder.glob(f"*/{epoch_of(pseudonym)}/*"):
            if path.parts[-3] in spaces and len(path.name) == _NAME:
                with suppress(NotSealed, OSError):
                    found, sealed = escrowed(path.read_bytes())
                    if found == pseudonym:
                        return spaces[path.parts[-3]], sealed
        return None

    def identity(self, pseudonym: str) -> Identity | None:
        """Whoever has a pseudonym, None when nobody has it, or the key of their tenant is another one now."""
        spaces = {one.folder: one for one in self.spaces}
        for path in self.folder.glob(f"*/{epoch_of(pseudonym)}/*"):
            kept = self._kept(path, spaces[path.parts[-3]]) if path.parts[-3] in spaces else None
            if kept is not None and kept.pseudonym == pseudonym:
                return kept
        return None

    def _all(self, names: Sequence[str]) -> list[Path]:
        spaces = {one.folder: one for one in self.spaces}
        epochs = [path for path in self.folder.glob("*/*") if path.is_dir() and path.parent.name in spaces]
        return [self.path(spaces[path.parent.name], path.name, name) for path in sorted(epochs) for name in names]

    def _look(self, user: str | None, client: str, number: int) -> Named:
        space = space_of(self.spaces, user, client)
        epoch = self.epochs.name(number)
        principal = self._identity(space, epoch, user) if user else None
        address = self._identity(space, epoch, client) if client else None
        return Named(
            principal.pseudonym if principal else None,
            address.pseudonym if address else None,
            space.name,
            (principal or address) if self.hidden else None,
        )

    def _identity(self, space: Space, epoch: str, name: str) -> Identity:
        path = self.path(space, epoch, name)
        kept = self._kept(path, space)
        if kept is None:
            _have(path.parent, self.folder)
            made = self._in_escrow(space, begun(epoch, name), name)
            put_in_place(path, made.to_bytes(space.wrap), durable=False)
            # Another worker may have been first.
            kept = self._kept(path, space)
            if kept is None:
                logger.warning("%s is damaged: whoever it belonged to has a new pseudonym from now on", path)
                kept = made
                Files().put(path, kept.to_bytes(space.wrap))
        elif self._escrow is not None and kept.mark != self._escrow.mark:
            # The reviewers are others now, or have only been named since.
            kept = self._in_escrow(space, kept, name)
            Files().put(path, kept.to_bytes(space.wrap))
        self._seen(path)
        # The sealed name is for the file alone, and most of what there would be to remember.
        return replace(kept, escrow=b"")

    def _seen(self, path: Path) -> None:
        """Have the time of a file tell that whoever it belongs to is still seen, and a new file durable in the end."""
        now = time.time()
        age = now - path.stat().st_mtime
        if age < _SETTLED:
            self._fresh.append(path)
        elif age > _DAY / 2:
            os.utime(path)

    def _in_escrow(self, space: Space, identity: Identity, name: str) -> Identity:
        if self._escrow is None:
            return identity
        escrow = self._escrow.seal(space.machine, identity.pseudonym, name)
        return replace(identity, escrow=escrow, mark=self._escrow.mark)

    @staticmethod
    def _kept(path: Path, space: Space) -> Identity | None:
        try:
            return parsed(path.read_bytes(), space.wrap)
        except (FileNotFoundError, NotSealed):
            return None

    def _marked(self) -> tuple[int, int] | None:
        try:
            now = (self.folder / _ERASED).stat()
        except OSError:
            return None
        return (now.st_ino, now.st_mtime_ns)


def _have(folder: Path, root: Path) -> None:
    """Have a folder below `root`, each one on the way for the owner only and durable. Raises OSError."""
    if folder.is_dir():
        return
    if folder != root:
        _have(folder.parent, root)
    Files().folder(folder)
    Files().sync_folder(folder.parent)


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
