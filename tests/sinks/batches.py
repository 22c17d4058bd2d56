"""Records on their way, made of real lines, and the patience of whoever ships them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import orjson

from quarterdeck.audit.line import Line
from quarterdeck.export import jsonl
from quarterdeck.model.record import Record
from quarterdeck.sinks.sink import Shipped, Sink, Undelivered
from tests.audit.recorded import record

ORIGIN = "quarterdeck/test/deck-0"


def shipped(number: int, made: Record | None = None, **facts: Any) -> Shipped:
    """The record of this number, in the format jsonl."""
    line = Line.render(Line(b"k").fields(made or record(number, **facts))).removesuffix(b"\n")
    payload = orjson.dumps(jsonl.convert(orjson.loads(line), ORIGIN, number))
    return Shipped(f"{ORIGIN}/{number}", line, payload)


def batch(first: int, count: int) -> list[Shipped]:
    return [
        shipped(number, host="api.example.com", reason="It is said — “so”.") for number in range(first, first + count)
    ]


def ids(first: int, count: int) -> list[str]:
    return [f"{ORIGIN}/{number}" for number in range(first, first + count)]


def persist(sink: Sink, records: Sequence[Shipped], *, between: Callable[[int], None], tries: int = 60) -> list[str]:
    """Deliver again and again, as a shipper does, until all are acknowledged; why it failed, each time."""
    failures = []
    for turn in range(tries):
        between(turn)
        try:
            sink.deliver(records)
        except Undelivered as error:
            failures.append(str(error))
        else:
            return failures
    raise RuntimeError(f"never delivered: {failures[-3:]}")


def with_payload(one: Shipped, payload: bytes) -> Shipped:
    return replace(one, payload=payload)
