"""What the files of a stated request say, for whoever waits for the answer: a case, `explain`."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from quarterdeck.engine import Reading
from quarterdeck.extract.apart import Apart
from quarterdeck.model.content import Extracted
from quarterdeck.policy.compile import PolicySet


def extracted(reading: Reading, policy: PolicySet) -> Mapping[str, Extracted]:
    """The text of the files, by their pointers; nothing when no rule depends on it."""
    if not reading.files or not policy.reads_files:
        return {}
    # In a thread, since the caller may be an event loop that starts, and the extractors need one of their own.
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(_read, reading).result()


def _read(reading: Reading) -> dict[str, Extracted]:
    with Apart() as apart:
        return {file.pointer: apart.extract(file.data, file.name) for file in reading.files}
