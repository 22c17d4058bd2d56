"""The pointer of a text without what somebody may have written in it: names of members, of files, of parameters.

What stays is where it is in a format that is known: numbers, and words without a digit that are none of the values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 200
"""Characters of a pointer that are kept."""

HIDDEN = "*"
# As long as a word that is shown; a longer value is in none.
_LONGEST = 25
# Words of the formats: "messages", "toolResult", "x-api-key". What is longer, or has digits, may be anything.
_WORD = re.compile(r"[0-9]{1,7}|@?[A-Za-z][A-Za-z_-]{0,23}")


def shown(pointer: str, values: Iterable[str] = ()) -> str:
    """The pointer with "*" for what may be somebody's words; `values` were found in the exchange."""
    place, inside, _ = pointer.partition("!")
    low = [value.casefold() for value in values if len(value) <= _LONGEST]
    kept = (
        word if not word or (_WORD.fullmatch(word) and not _says(word.casefold(), low)) else HIDDEN
        for word in place.split("/")
    )
    made = "/".join(kept)[:MOST]
    # The path inside a file is made of names that somebody gave.
    return f"{made}!{HIDDEN}" if inside else made


def _says(word: str, values: list[str]) -> bool:
    """Whether a word is, or holds, one of the values. Of an index nobody can tell, and it is kept."""
    return not word.isdecimal() and any(value in word for value in values if value)
