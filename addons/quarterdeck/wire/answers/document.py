"""One record after the other read in the grammar of its answer: what no grammar knows is read string by string."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from quarterdeck.wire.answers import generic
from quarterdeck.wire.answers.event import Event, Record
from quarterdeck.wire.answers.models import Models
from quarterdeck.wire.answers.said import Report, Said
from quarterdeck.wire.answers.value import loads

# What a grammar does with one document and the name of its event: False when it is not of this grammar.
Read = Callable[[Any, str, Said], bool]

_DONE = b"[DONE]"
_JSON = (b"{", b"[{", b'["')
_MAX_LISTED = 100


class DocumentReader:
    """Reads the records of one answer, with the memory that its grammar needs."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._said = Said()
        self._models = Models()

    def watch(self) -> list[Report]:
        """The list to which every text is added from now on as its event writes it (Said.log); its taker empties it."""
        self._said.log = []
        return self._said.log

    @property
    def complete(self) -> bool:
        """Whether no later record goes on with the texts of the newest: it stands alone, or is of no known grammar."""
        return self._said.complete

    def read(self, record: Record) -> Event:
        """The event of one record. Never raises."""
        payload, reason, said = record.payload, record.reason, self._said
        said.complete = False
        if payload is None:
            return Event(record.raw, opaque=reason)
        models: tuple[str, ...] = ()
        if type(payload) is bytes:
            try:
                value = loads(payload)
            except ValueError:
                models, unread = self._broken(payload, record.name)
                reason = reason or unread
            else:
                models = self._value(value, record.name)
        elif type(payload) is str:
            said.add("", payload)
        else:
            models = self._value(payload, record.name)
        done, said.done = said.done, False
        opaque, said.opaque = said.opaque, None
        return Event(record.raw, said.take(), models, done, reason or opaque)

    def _value(self, value: Any, name: str) -> tuple[str, ...]:
        said = self._said
        if not self._read(value, name, said):
            generic.read(value, name, said)
            said.complete = True
        models = self._models.new(value) if type(value) is dict else ()
        if type(value) is list:
            said.inside += [item for item in value[:_MAX_LISTED] if type(item) is dict]
        if said.inside:
            for inside in said.inside:
                models += self._models.new(inside)
            said.inside.clear()
        return models

    def _broken(self, payload: bytes, name: str) -> tuple[tuple[str, ...], str | None]:
        """What is no document: several, one a line, as some clients read them; the end of a stream; or a text."""
        models: tuple[str, ...] = ()
        reason = None
        lines = payload.splitlines()
        for line in lines if any(map(_is_document, lines)) else (payload,):
            try:
                models += self._value(loads(line), name)
            except ValueError:
                plain = line.strip()
                if plain == _DONE:
                    self._said.done = True
                elif plain:
                    self._said.complete = True
                    self._said.add("", line.decode("utf-8", "replace"))
                    reason = "not-json" if plain.startswith(_JSON) else reason
        return models, reason


def _is_document(line: bytes) -> bool:
    if line.strip()[:1] not in (b"{", b"["):
        return False
    try:
        loads(line)
    except ValueError:
        return False
    return True
