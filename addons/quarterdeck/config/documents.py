"""A folder of confidential documents, and the file of fingerprints that is made of it: no word of them is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from quarterdeck.config.sealed import hash_key, seal, unseal
from quarterdeck.detect.keyed import Keyed
from quarterdeck.detect.shingles import Prints, runs, winnowed
from quarterdeck.detect.words import Hashes, Words, folded
from quarterdeck.errors import UsageError

MAGIC = b"QDDOCUM\n"
RUN = 5
WINDOW = 4
NEEDED = 4
SHARE = 0.3
# What more than half of at least so many documents have is their letterhead, not their content.
_FEW = 5
_WHAT = "document fingerprints"


@dataclass(frozen=True, slots=True)
class Built:
    """What was taken in; `without` are the names of documents in which no run of words was found."""

    documents: int
    prints: int
    without: tuple[str, ...]


def build_prints(
    documents: Iterable[tuple[str, Sequence[str]]],
    target: Path,
    key: bytes,
    *,
    run: int = RUN,
    names: bool = False,
    step: Callable[[str], None] = lambda _name: None,
) -> Built:
    """Make a file of fingerprints of documents, each a name and its texts. Raises UsageError when there is none."""
    keyed = Keyed(hash_key(key))
    hashes: list[Hashes] = []
    named: list[str] = []
    without: list[str] = []
    for name, texts in documents:
        step(name)
        found = [winnowed(runs(keyed, Words(folded(text)), run), WINDOW) for text in texts]
        mine = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.uint64)
        if len(mine):
            hashes.append(mine)
            named.append(name)
        else:
            without.append(name)
    if not hashes:
        raise UsageError("no document has words enough to be told by")
    every = np.concatenate(hashes)
    owner = np.repeat(np.arange(len(hashes), dtype=np.uint32), [len(mine) for mine in hashes])
    order = np.lexsort((owner, every))
    every, owner = every[order], owner[order]
    if len(hashes) >= _FEW:
        firsts = np.flatnonzero(np.diff(every, prepend=every[:1] ^ np.uint64(1)))
        sizes = np.diff(firsts, append=len(every))
        kept = np.repeat(sizes <= len(hashes) // 2, sizes)
        every, owner = every[kept], owner[kept]
    head = {"run": run, "window": WINDOW, "documents": len(hashes), "names": named if names else []}
    seal(target, MAGIC, key, head, {"hashes": every, "documents": owner})
    return Built(len(hashes), len(every), tuple(without))


def read_prints(path: Path, key: bytes) -> Prints:
    """The fingerprints of a file. Raises UsageError."""
    head, arrays = unseal(path, MAGIC, key, _WHAT)
    return Prints(arrays["hashes"], arrays["documents"], int(head["run"]), int(head["window"]), NEEDED, SHARE)
