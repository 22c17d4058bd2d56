"""What a confirmer is given: the text that an expression found, and a little of what stands around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

AROUND = 64
"""Characters on either side that a confirmer sees."""


class Matched(NamedTuple):
    """`value` is the text of the finding; `before` and `after` are up to AROUND characters on either side of it."""

    value: str
    before: str = ""
    after: str = ""


Confirm = Callable[[Matched], bool]
Make = Callable[[str], Confirm]
"""Makes a confirmer out of what stands behind the colon of its name, "" when there is none; or raises ValueError."""


def plain(confirm: Confirm) -> Make:
    """The maker of a check that takes no argument."""

    def make(argument: str) -> Confirm:
        if argument:
            raise ValueError(f"it takes nothing behind a colon, and has {argument!r}")
        return confirm

    return make
