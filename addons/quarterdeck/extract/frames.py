"""What passes between the proxy and an extractor process: length-prefixed messages, and answers that are checked.

A request is two lengths of four bytes, the name in UTF-8 and the file. An answer is one length and JSON. The
process has read a stranger's file, so what it says is believed no further than its shape.
"""

from __future__ import annotations

import struct

import orjson

from quarterdeck.model.content import Extracted, Label

REQUEST = struct.Struct(">II")
ANSWER = struct.Struct(">I")
MAX_FILE = 256 << 20
MAX_NAME = 1_000
# Characters of the budget, each of up to six bytes in JSON, and room for paths.
MAX_ANSWER = 192 << 20


class BadAnswer(ValueError):
    """An extractor process said what it could not have meant."""


def request_head(size: int, name: str) -> bytes:
    """What precedes a file of `size` bytes."""
    raw = name[:MAX_NAME].encode("utf-8", "replace")
    return REQUEST.pack(len(raw), size) + raw


def answer(found: Extracted) -> bytes:
    """One answer, with its length."""
    labels = [(path, label.id, label.name) for path, label in found.labels]
    body = orjson.dumps({"kind": found.kind, "texts": found.texts, "opaque": found.opaque, "labels": labels})
    return ANSWER.pack(len(body)) + body


def parsed(body: bytes) -> Extracted:
    """An answer without its length. Raises BadAnswer."""
    try:
        said = orjson.loads(body)
        kind = said["kind"]
        texts = _tuples(said["texts"], 2)
        opaque = _tuples(said["opaque"], 2)
        labels = _tuples(said["labels"], 3)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise BadAnswer from None
    if not isinstance(kind, str):
        raise BadAnswer
    return Extracted(
        kind,
        tuple((path, text) for path, text in texts),
        tuple((path, reason) for path, reason in opaque),
        tuple((path, Label(id_, name)) for path, id_, name in labels),
    )


def _tuples(value: object, length: int) -> list[tuple[str, ...]]:
    if not isinstance(value, list):
        raise BadAnswer
    for item in value:
        if not isinstance(item, list) or len(item) != length or not all(isinstance(word, str) for word in item):
            raise BadAnswer
    return [tuple(item) for item in value]
