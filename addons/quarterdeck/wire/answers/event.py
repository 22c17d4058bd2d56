"""What readers of answers hand out: one event, its exact bytes and what it adds to each text of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from quarterdeck.model.content import Part


@dataclass(frozen=True, slots=True)
class Event:
    """One event of an answer, complete: it may be passed on, changed or left out as a whole.

    The `raw` of all events joined are the decoded body. `parts` are what is added to the answer's texts; a pointer
    names the same text all through a stream. `models` are names not reported before. `done`: the grammar says that the
    answer ends here. `opaque` says why this event could not be read; its bytes are there all the same.
    """

    raw: bytes
    parts: tuple[Part, ...] = ()
    models: tuple[str, ...] = ()
    done: bool = False
    opaque: str | None = None


class Record(NamedTuple):
    """What a transport cuts from the bytes: all of them, what they carry and under which name.

    `payload` is bytes of JSON, a text, a document already decoded, or None when there is nothing to read in it.
    `reason` says why it is unreadable.
    """

    raw: bytes
    payload: bytes | str | dict[str, Any] | None = None
    name: str = ""
    reason: str | None = None


class Transport(Protocol):
    """Cuts decoded bytes into records, whatever the chunks they arrive in. Never raises."""

    def feed(self, data: bytes) -> Iterator[Record]:
        """The records that these bytes complete."""
        ...

    def end(self) -> Iterator[Record]:
        """What is left when the body ends."""
        ...
