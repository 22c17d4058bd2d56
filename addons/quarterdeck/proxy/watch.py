"""Looks through what goes on of a body that is too large to be held: nothing passes before it has been looked at.

What the body says is known only as far as it has come, so a secret may have to be cut off after much else has left.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from quarterdeck.engine import Kit, Reading, decide_on
from quarterdeck.engine.seen import Seen
from quarterdeck.model.content import Part
from quarterdeck.model.decision import Decision
from quarterdeck.model.finding import Finding
from quarterdeck.policy.compile import PolicySet
from quarterdeck.proxy.glimpsed import Glimpsed

SIZE = 1 << 20
OVERLAP = 4096


class Watch:
    """Takes a body in pieces. `ready` is what may go on; `refusal` the decision that it may not, once there is one.

    `reading` is what is known of the exchange beside the body's text. `cut` is set when the looking itself fails.
    """

    def __init__(self, reading: Reading, policy: PolicySet, kit: Kit, encoding: str) -> None:
        self.reading = reading
        self.policy = policy
        self.kit = kit
        self._glimpsed = Glimpsed(policy, kit)
        self._encoding = encoding
        self._coming = bytearray()
        # What has been passed last, and how many characters were passed before it.
        self._before = b""
        self._start = 0
        self._elsewhere = 0
        self._found: dict[tuple[str, int], Finding] = {}
        self.ready = b""
        self.ended = False
        self.refusal: Decision | None = None
        self.cut = False
        self.size = 0

    @property
    def found(self) -> tuple[Finding, ...]:
        """Everything that has been found so far."""
        return tuple(self._found.values())

    @property
    def seen(self) -> Seen:
        """What is kept of that, besides where it was."""
        return self._glimpsed.seen

    def add(self, data: bytes) -> bool:
        """Take in what has come; whether it is enough to be looked at."""
        self._coming += data
        self.size += len(data)
        return len(self._coming) >= SIZE

    def passed_elsewhere(self) -> None:
        """What has come so far goes on by another way, and will not be `ready`."""
        self._elsewhere = len(self._coming)

    async def look(self) -> None:
        """Look at what has come. All but its last 4 KB become ready, and those too at the end of the body."""
        coming = bytes(self._coming)
        text = (self._before + coming).decode(self._encoding, "replace")
        looked = await asyncio.to_thread(self.kit.detectors.look, (Part("", text),))
        for one in looked.findings:
            at = self._start + one.start
            self._found.setdefault((one.detector, at), replace(one, start=at, end=at + one.end - one.start))
        if looked.findings:
            self._glimpsed.add(Part("", text), looked.findings, self._start)
        reading = self.reading
        if looked.unread:
            reading = replace(reading, exchange=replace(reading.exchange, opaque=looked.unread[0]))
        decision = decide_on(reading, self.policy, self.kit, {}, self.found, self.seen)
        if decision.refused:
            self.refusal = decision
            return
        passing = coming if self.ended else coming[: max(0, len(coming) - OVERLAP)]
        del self._coming[: len(passing)]
        self._keep(passing)
        kept = min(self._elsewhere, len(passing))
        self._elsewhere -= kept
        self.ready += passing[kept:]

    def take(self) -> bytes:
        """What may go on now."""
        ready, self.ready = self.ready, b""
        return ready

    def _keep(self, passed: bytes) -> None:
        whole = self._before + passed
        gone = whole[: max(0, len(whole) - OVERLAP)]
        self._start += len(gone.decode(self._encoding, "replace"))
        self._before = whole[len(gone) :]
