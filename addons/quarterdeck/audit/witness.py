"""A witness: it remembers how far it has seen each log grow, and signs nothing that does not grow on from there.

So nobody can be shown another past than it has seen. What it has signed is on disk before the signature leaves.
The states of an answer are those of https://c2sp.org/tlog-witness.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quarterdeck.audit.checkpoint import Checkpoint
from quarterdeck.audit.cosignature import cosign
from quarterdeck.audit.family import relative
from quarterdeck.audit.files import Files
from quarterdeck.audit.note import LOG, WITNESS, Untrusted, Verifier, parse, verify
from quarterdeck.audit.submission import SIZE_TYPE, Submission
from quarterdeck.audit.tree import EMPTY, verify_consistency
from quarterdeck.errors import UsageError

logger = logging.getLogger("quarterdeck.witness")

# Submissions that contradict what was seen are kept, as far as a disk should bear it: one proves what the log did.
_MOST_KEPT = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status and the body that goes with it."""

    status: int
    body: bytes = b""
    type: str = "text/plain"


class Witness:
    """Belongs to one process, any number of its threads. `folder` is where it remembers; `logs` are the public keys of
    the logs that it knows: of a log of ours one key stands for all shards. Raises UsageError.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        key: Ed25519PrivateKey,
        logs: Iterable[str],
        *,
        files: Files | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder, self._key, self._clock = folder, key, clock
        self._files = files or Files()
        self._lock = threading.Lock()
        self.verifier = Verifier(name, WITNESS, key.public_key().public_bytes_raw())
        self._logs = [Verifier.from_vkey(vkey) for vkey in logs]
        for one in self._logs:
            if one.kind != LOG:
                raise UsageError(f"{one.name!r} is the key of a witness, not of a log")

    def add(self, body: bytes) -> Answer:
        """Take a checkpoint in, and answer with the cosignature or with why not. Raises OSError."""
        try:
            given = Submission.parse(body)
            note = parse(given.note)
            checkpoint = Checkpoint.parse(note.text)
        except Untrusted as error:
            return _no(400, str(error))
        keys = self._keys_of(checkpoint.origin)
        if not keys:
            return _no(404, "this log is not known here")
        try:
            verify(note, keys)
        except Untrusted as error:
            return _no(403, str(error))
        if given.old > checkpoint.size:
            return _no(400, "the old size is larger than that of the checkpoint")
        with self._lock:
            return self._grown(given, checkpoint)

    def newest(self, origin: str) -> bytes | None:
        """The checkpoint of a log that was signed last, with the cosignature. Raises OSError."""
        try:
            return self._path(origin).read_bytes()
        except FileNotFoundError:
            return None

    def _grown(self, given: Submission, checkpoint: Checkpoint) -> Answer:
        newest = self.newest(checkpoint.origin)
        # It was parsed before it was kept.
        known = Checkpoint.parse(parse(newest).text) if newest is not None else Checkpoint(checkpoint.origin, 0, EMPTY)
        if given.old != known.size:
            return _at(known.size)
        if checkpoint.size == known.size and checkpoint.root != known.root:
            self._keep_evidence(given, newest, f"two different logs of {known.size} records")
            return _at(known.size)
        if not verify_consistency(known.size, known.root, checkpoint.size, checkpoint.root, given.path):
            self._keep_evidence(given, newest, f"it does not grow on from the {known.size} records that were seen")
            return _no(422, "the proof does not lead from the checkpoint that was signed last to this one")
        line = cosign(parse(given.note).text, self.verifier.name, self._key, int(self._clock()))
        self._files.put(self._path(checkpoint.origin), given.note + line)
        return Answer(200, line)

    def _keys_of(self, origin: str) -> list[Verifier]:
        return [key for one in self._logs if (key := one if one.name == origin else relative(one, origin)) is not None]

    def _path(self, origin: str) -> Path:
        return self._folder / "logs" / sha256(origin.encode()).hexdigest()

    def _keep_evidence(self, given: Submission, newest: bytes | None, why: str) -> None:
        """Keep what the log has signed and what contradicts it: with both anybody sees that its history was changed."""
        origin = Checkpoint.parse(parse(given.note).text).origin
        logger.error("REFUSED to sign for %s: %s. Its history may have been changed.", origin, why)
        folder = self._folder / "refused"
        path = folder / sha256(given.note).hexdigest()
        if path.exists() or (folder.is_dir() and sum(1 for _ in folder.iterdir()) >= _MOST_KEPT):
            return
        try:
            self._files.put(path, given.to_bytes())
            if newest:
                self._files.put(path.with_suffix(".seen"), newest)
        except OSError as error:
            logger.error("what was refused cannot be kept: %s", error)


def _no(status: int, why: str) -> Answer:
    return Answer(status, f"{why}\n".encode())


def _at(size: int) -> Answer:
    return Answer(409, f"{size}\n".encode(), SIZE_TYPE)
