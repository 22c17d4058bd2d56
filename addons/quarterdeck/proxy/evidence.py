"""Evidence on its way to the disk: it is there before the record that vouches for it, or the record says why not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from quarterdeck.audit.evidence import ANSWER, QUOTA, Locker
from quarterdeck.config.schema import Config
from quarterdeck.model.finding import Excerpt
from quarterdeck.model.record import Evidence, Outcome, Record
from quarterdeck.proxy.aside import in_thread

logger = logging.getLogger("quarterdeck.evidence")

DISK = "disk"
NOBODY = "no-recipient"
_GOES_ON = (Outcome.FORWARDED, Outcome.REWRITTEN)


class Keeping:
    """Keeps the excerpts of records. `block`: nothing goes on whose evidence cannot be written."""

    def __init__(self, locker: Locker | None, *, block: bool) -> None:
        self._locker = locker
        self._block = block
        self._full = False
        self._later: set[asyncio.Task[None]] = set()

    @classmethod
    def of(cls, config: Config, worker: int) -> Keeping:
        """That of a worker, with its share of the room."""
        keys = config.audit.evidence
        if not keys.recipients:
            return cls(None, block=False)
        folder = config.evidence_dir / f"deck-{worker}"
        return cls(
            Locker(folder, keys.recipients, keys.total // config.worker_count), block=config.on_fault.audit == "block"
        )

    async def keep(self, record: Record, excerpts: Sequence[Excerpt]) -> Record:
        """The record with what became of its evidence."""
        if not excerpts:
            return record
        if self._locker is None:
            # The last good rules asked for it, under a configuration that is gone.
            return replace(record, evidence=Evidence(lost=NOBODY))
        name = record.incident + (ANSWER if record.event == "outcome" else "")
        facts = {
            "incident": record.incident,
            "event": record.event,
            "rules": [*record.rules],
            "shadow": [*record.shadow],
        }
        try:
            evidence = await in_thread(self._locker.keep, name, facts, excerpts)
        except OSError as error:
            logger.error("the evidence of %s cannot be written: %s", record.incident, error)
            evidence = Evidence(lost=DISK)
        if evidence.lost == QUOTA and not self._full:
            logger.warning("evidence is not kept any more: the room for it (audit.evidence.total) is used up")
        self._full = evidence.lost == QUOTA
        if evidence.lost == DISK and self._block and record.outcome in _GOES_ON:
            return replace(record, outcome=Outcome.REFUSED, evidence=evidence)
        return replace(record, evidence=evidence)

    def note(self, record: Record, excerpts: Sequence[Excerpt], note: Callable[[Record], None]) -> None:
        """Hand the record on when its evidence is on disk, for a hook that cannot wait."""

        async def kept() -> None:
            note(await self.keep(record, excerpts))

        if excerpts:
            task = asyncio.get_running_loop().create_task(kept())
            self._later.add(task)
            task.add_done_callback(self._later.discard)
        else:
            note(record)

    async def settled(self) -> None:
        """Return when all that was handed over has been handed on."""
        await asyncio.gather(*self._later)
