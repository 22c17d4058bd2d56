"""gemini.google.com: lists in lists, the inner ones written as strings, each with the whole text so far.

Source: Gemini-API (2026-04). Texts of candidates stand at [4][N][1][0], thoughts at [4][N][37].
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import Said
from quarterdeck.wire.answers.value import inner, member

_ENVELOPE = "wrb.fr"


def read(value: Any, _: str, said: Said) -> bool:
    """One chunk: pointers are those within the inner document, which stay the same through a stream."""
    if type(value) is not list:
        return False
    for item in value:
        body = inner(item[2]) if type(item) is list and len(item) > 2 and item[0] == _ENVELOPE else None
        if body is None:
            # Beside the envelopes: times, sizes, the end.
            said.prose(item, "")
            continue
        candidates = member(body, 4)
        for index, candidate in enumerate(candidates if type(candidates) is list else ()):
            said.whole(f"/4/{index}/1/0", member(candidate, 1, 0))
        said.prose(body, "")
    return True
