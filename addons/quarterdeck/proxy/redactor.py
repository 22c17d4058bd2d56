"""Takes out of a request what must not leave; where that cannot be done safely, the request stays refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from mitmproxy import http

from quarterdeck.engine.conversation import conversation_of
from quarterdeck.engine.reading import Reading
from quarterdeck.engine.redaction import CannotRedact, redacting
from quarterdeck.errors import QuarterdeckError
from quarterdeck.model.decision import Decision
from quarterdeck.proxy.aside import aside
from quarterdeck.redact.style import Value

# A reason of our own, beside those of the engine: whoever keeps the names does not answer, or has no room.
NO_NAMES = "names-unavailable"


@dataclass(frozen=True, slots=True)
class Named:
    """The placeholder of each value that was asked for, and all that may be restored in the conversation by its key."""

    placeholders: Mapping[Value, str] = field(repr=False)
    originals: Mapping[str, str] = field(repr=False)


class Keeper(Protocol):
    """Keeps the names of each conversation, for all workers."""

    async def assign(
        self,
        conversation: bytes,
        values: Sequence[Value],
        avoid: Collection[str],
        withheld: Collection[Value],
        *,
        continues: bool,
    ) -> Named:
        """Name values, the same for good. Raises QuarterdeckError when it cannot."""
        ...


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A request without what must not leave: how much was taken out, and what its answer gets back."""

    body: bytes = field(repr=False)
    count: int
    originals: Mapping[str, str] = field(repr=False)


class Redactor:
    """`keeper` names values, and `key` (1 to 64 bytes, one for all workers) makes pseudonyms."""

    def __init__(self, keeper: Keeper, key: bytes) -> None:
        self._keeper = keeper
        self._key = key

    async def redact(self, reading: Reading, decision: Decision) -> tuple[Decision, Rewritten | None]:
        """What becomes of a decision that asks for redactions; None beside it when the request must be refused."""
        body = reading.exchange.body
        if body is None:
            return replace(decision, irredactable="not-kept"), None
        try:
            wanted = await aside(len(body), redacting, reading, decision)
            named = Named({}, {})
            if wanted.named:
                talk = conversation_of(reading)
                named = await self._keeper.assign(
                    talk.key, wanted.named, wanted.avoid, wanted.withheld, continues=talk.continues
                )
            made = await aside(len(body), wanted.rewritten, named.placeholders, self._key)
        except CannotRedact as error:
            return replace(decision, irredactable=error.reason), None
        except QuarterdeckError:
            return replace(decision, irredactable=NO_NAMES), None
        return replace(decision, rewritten=True), Rewritten(made, wanted.count, named.originals)


def send(flow: http.HTTPFlow, rewritten: Rewritten) -> None:
    """Put the body in the place of the one that came."""
    flow.request.raw_content = rewritten.body
    if "content-length" in flow.request.headers:
        flow.request.headers["content-length"] = str(len(rewritten.body))
