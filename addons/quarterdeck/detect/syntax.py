r"""What lines of programming languages look like, and lines of prose do not: a visible table.

`strong` expressions are a language's own; `weak` ones several languages share, and `against` ones are another's. All
are of RE2 and see one text with `^` and `$` at its lines. Bytes of a `gate` must all be there for a text to be looked
at, and one of the `hints`: most prose ends at the gate, whose bytes cost next to nothing to look for.
"""

from __future__ import annotations

from typing import NamedTuple


class Syntax(NamedTuple):
    """One language: its name as in an id, and as Markdown fences call it."""

    name: str
    fences: tuple[str, ...]
    gates: tuple[bytes, ...]
    hints: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    against: str = ""


SEMICOLON = r"^[^\n]*[\w)\]}'\"];[ \t]*$"
"""How statements of many languages end."""
CLOSED = r"^[ \t]*\}[);,]{0,3}[ \t]*$"
"""How blocks of many languages end."""
