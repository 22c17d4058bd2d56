"""The names of values that nobody has to know again: one value of a type, one number, in order of first appearance.

A value is its exact text. Two spellings of a number are two values. Who restores an answer keeps the names elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from quarterdeck.redact.placeholder import key, written
from quarterdeck.redact.style import Value


def names_of(values: Iterable[Value], avoid: Collection[str] = ()) -> dict[Value, str]:
    """The placeholder of each value: numbers from 1 for each type, but none of which the key is in `avoid`."""
    last: dict[str, int] = {}
    names: dict[Value, str] = {}
    for kind, text in values:
        if (kind, text) in names:
            continue
        number = last.get(kind, 0) + 1
        while key(kind, number) in avoid:
            number += 1
        last[kind] = number
        names[kind, text] = written(key(kind, number))
    return names
