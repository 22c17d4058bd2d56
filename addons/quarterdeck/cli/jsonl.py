"""JSON lines in, JSON lines out: each is answered as it comes, and one that is wrong does not end the rest."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import orjson

from quarterdeck.errors import UsageError


def answer_lines(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Answer each object on standard input, under its own `id`; the number of lines that could not be.

    `answer` raises UsageError for an object that it cannot take.
    """
    bad = 0
    write, flush = sys.stdout.buffer.write, sys.stdout.buffer.flush
    for raw in sys.stdin.buffer:
        if not raw.strip():
            continue
        id_: Any = None
        try:
            line = _object(raw)
            id_ = line.get("id")
            said = answer(line)
        except UsageError as error:
            bad, said = bad + 1, {"error": str(error)}
        write(orjson.dumps({"id": id_, **said}, option=orjson.OPT_APPEND_NEWLINE))
        flush()
    return bad


def _object(raw: bytes) -> dict[str, Any]:
    try:
        line = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise UsageError(f"the line is not JSON: {error}") from None
    if not isinstance(line, dict):
        raise UsageError("the line is not a JSON object")
    return line
