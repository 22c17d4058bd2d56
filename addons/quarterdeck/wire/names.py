"""The names of a body's members, as one text: each of them hardly ever says anything, and a secret may stand in one.

Names inside a text that is JSON itself are seen in that text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from quarterdeck.model.content import Part
from quarterdeck.wire.member import member

# No place of the body, so nothing that could be edited.
POINTER = "!names"


def names(values: Iterable[Any]) -> tuple[Part, ...]:
    """The part of all names in documents that no schema of a format has and that are no parts already; if any."""
    found: dict[str, None] = {}
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        kind = type(value)
        if kind is dict:
            found.update(dict.fromkeys(name for name in value if member(name).own))
            waiting.extend(item for item in value.values() if type(item) is dict or type(item) is list)
        elif kind is list:
            waiting.extend(item for item in value if type(item) is dict or type(item) is list)
    return (Part(POINTER, "\n".join(found), "key"),) if found else ()
