"""From records of the log to what a sink is given: those that it wants, each in its format and under its id."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping

import orjson

from quarterdeck.export import FORMATS, Export, written
from quarterdeck.export.lines import uid
from quarterdeck.sinks.follow import Kept
from quarterdeck.sinks.sink import Shipped

logger = logging.getLogger("quarterdeck.sinks")

Choose = Callable[[Iterable[Kept]], list[Shipped]]


def chooser(form: str, asked: Mapping[str, frozenset[str]]) -> Choose:
    """What makes a batch of records. `form` is a key of FORMATS, `asked` has the values that are wanted by key."""
    convert = FORMATS[form]

    def choose(records: Iterable[Kept]) -> list[Shipped]:
        return [shipped for record in records if (shipped := _shipped(record, convert, asked)) is not None]

    return choose


def _shipped(record: Kept, convert: Export, asked: Mapping[str, frozenset[str]]) -> Shipped | None:
    """A record whose format makes several documents of it has them in one payload, a line each."""
    name = uid(record.origin, record.index)
    try:
        line = orjson.loads(record.line)
        if any(line.get(key) not in values for key, values in asked.items()):
            return None
        documents = convert(line, record.origin, record.index)
    except (ValueError, TypeError, AttributeError):
        # Nobody but us writes lines. One that cannot be read is no reason to withhold those behind it.
        logger.error("the record %s cannot be read; it is shipped as it is", name)
        return Shipped(name, record.line, record.line)
    payload = b"".join(map(written, documents)).removesuffix(b"\n")
    return Shipped(name, record.line, payload)
