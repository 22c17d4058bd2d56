"""Answers read in one go or in pieces, and what came of it, for the tests of readers and grammars."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from quarterdeck.wire import answers
from quarterdeck.wire.answers.event import Event
from quarterdeck.wire.answers.reader import AnswerReader

JSON, SSE = "application/json", "text/event-stream"

# Pointer, role and all of the text, in the order in which they began.
Texts = list[tuple[str, str, str]]


def events(reader: AnswerReader, chunks: Iterable[bytes]) -> list[Event]:
    """All events of a body that comes in these chunks."""
    return [event for chunk in chunks for event in reader.feed(chunk)] + list(reader.end())


def texts(found: Iterable[Event]) -> Texts:
    """Each text as a reader of the whole stream would see it."""
    said: dict[tuple[str, str], str] = {}
    for event in found:
        for part in event.parts:
            key = (part.pointer, part.role)
            said[key] = said.get(key, "") + part.text
    return [(*key, text) for key, text in said.items()]


def models(found: Iterable[Event]) -> list[str]:
    """All names in the order in which they were told."""
    return [name for event in found for name in event.models]


def cut(body: bytes, places: Sequence[int]) -> list[bytes]:
    """The body cut at these places."""
    ends = sorted({place for place in places if 0 < place < len(body)})
    return [body[start:end] for start, end in zip([0, *ends], [*ends, len(body)], strict=True)]


def sse(*documents: Any, end: str = "\n") -> bytes:
    """A stream of events; a pair is a name and a document, a string is data as it is."""
    out = []
    for one in documents:
        name, document = one if isinstance(one, tuple) else ("", one)
        data = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
        out.append((f"event: {name}{end}" if name else "") + f"data: {data}{end}{end}")
    return "".join(out).encode()


def said(format_name: str | None, *documents: Any) -> Texts:
    """What a stream of these events says in the grammar of that format."""
    return texts(events(answers.reader(format_name, SSE), [sse(*documents)]))
