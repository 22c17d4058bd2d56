"""What passes between the proxy and an extractor process: length-prefixed messages, and answers that are checked.

A request is two lengths of four bytes, the name in UTF-8 and the file. An answer is a frame of JSON (kind, reasons,
labels, the paths of the texts) and a frame of UTF-8 for each text, so that no more than one text is there twice. The
process has read a stranger's file, so what it says is believed no further than its shape.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import orjson

from quarterdeck.model.content import Extracted, Label

REQUEST = struct.Struct(">II")
FRAME = struct.Struct(">I")
MAX_FILE = 256 << 20
MAX_NAME = 1_000
# A frame: the characters of the budget in UTF-8 at its longest, or the paths of all members.
MAX_FRAME = 128 << 20
MAX_TEXTS = 100_000


class BadAnswer(ValueError):
    """An extractor process said what it could not have meant."""


def unread(reason: str) -> Extracted:
    """The answer for a file into which nobody looked, and why."""
    return Extracted("unknown", opaque=(("", reason),))


def is_last(found: Extracted) -> bool:
    """Whether a process ends after this answer: where memory ran out, what is left of its heap is no place to go on."""
    return ("", "memory-budget") in found.opaque


def request_head(size: int, name: str) -> bytes:
    """What precedes a file of `size` bytes."""
    raw = name[:MAX_NAME].encode("utf-8", "replace")
    return REQUEST.pack(len(raw), size) + raw


def answer(found: Extracted) -> Iterator[bytes]:
    """One answer in pieces, lengths included."""
    head = {
        "kind": found.kind,
        "opaque": found.opaque,
        "labels": [(path, label.id, label.name) for path, label in found.labels],
        "paths": [path for path, _ in found.texts],
    }
    yield from _frame(orjson.dumps(head))
    for _, text in found.texts:
        yield from _frame(text.encode())


def _frame(body: bytes) -> Iterator[bytes]:
    yield FRAME.pack(len(body))
    yield body


@dataclass(frozen=True, slots=True)
class Head:
    """The first frame of an answer; a text follows for each of its `paths`."""

    found: Extracted
    paths: tuple[str, ...]

    def complete(self, texts: Iterable[bytes]) -> Extracted:
        """The whole answer. Raises BadAnswer when a text is none."""
        try:
            words = [text.decode() for text in texts]
        except UnicodeDecodeError:
            raise BadAnswer from None
        return replace(self.found, texts=tuple(zip(self.paths, words, strict=True)))


def head(body: bytes) -> Head:
    """The first frame, without its length. Raises BadAnswer."""
    try:
        said = orjson.loads(body)
        kind, paths = said["kind"], said["paths"]
        opaque, labels = _tuples(said["opaque"], 2), _tuples(said["labels"], 3)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise BadAnswer from None
    if not isinstance(kind, str) or not isinstance(paths, list) or len(paths) > MAX_TEXTS:
        raise BadAnswer
    if not all(isinstance(path, str) for path in paths):
        raise BadAnswer
    found = Extracted(
        kind,
        opaque=tuple((path, reason) for path, reason in opaque),
        labels=tuple((path, Label(id_, name)) for path, id_, name in labels),
    )
    return Head(found, tuple(paths))


def _tuples(value: object, length: int) -> list[tuple[str, ...]]:
    if not isinstance(value, list):
        raise BadAnswer
    for item in value:
        if not isinstance(item, list) or len(item) != length or not all(isinstance(word, str) for word in item):
            raise BadAnswer
    return [tuple(item) for item in value]
