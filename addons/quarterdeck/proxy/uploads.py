"""The files in an exchange, read in processes of their own before the exchange is judged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

from quarterdeck.detect import Detectors
from quarterdeck.engine import Reading
from quarterdeck.extract.frames import unread
from quarterdeck.extract.pool import Extractors
from quarterdeck.model.content import Extracted, Upload
from quarterdeck.policy.compile import PolicySet
from quarterdeck.proxy.aside import LARGE

# Files of one exchange that are read; those beyond stay unread, which is a fact that policy rules on.
MOST = 100
# Of one exchange, so that it leaves others their turn: files that are read at a time, and seconds in which to begin.
_AT_ONCE = 2
_SECONDS = 60.0


async def extracted(reading: Reading, policy: PolicySet, extractors: Extractors) -> Mapping[str, Extracted]:
    """What the files of an exchange say, by their pointers; nothing when no rule depends on it."""
    if not reading.files or not policy.reads_files:
        return {}
    files = reading.files[:MOST]
    turn = asyncio.Semaphore(_AT_ONCE)
    until = time.monotonic() + _SECONDS

    async def one(file: Upload) -> Extracted:
        async with turn:
            if time.monotonic() > until:
                return unread("time-budget")
            return await extractors.extract(file.data, file.name)

    said = await asyncio.gather(*map(one, files))
    return {file.pointer: one for file, one in zip(files, said, strict=True)}


def weight(reading: Reading, extracted: Mapping[str, Extracted], detectors: Detectors) -> int:
    """How much there is to judge, in bytes or characters. For a model all is much."""
    if detectors.recognizers:
        return LARGE + 1
    texts = sum(len(text) for file in extracted.values() for _, text in file.texts)
    return len(reading.exchange.body or b"") + texts
