"""Whether a text shows anything that no word tells of: a sign of an encoding, or a number by its form.

An engine of many words follows each of these at once, which costs more than all expressions that have a word. One
automaton of all takes the same time for few and many, and stops at the first; most texts have none.
"""

from __future__ import annotations

from collections.abc import Sequence

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.view import View

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False


class Signs:
    """Expressions of RE2; few, for one automaton must hold all of them."""

    def __init__(self, expressions: Sequence[str]) -> None:
        self._any = re2.compile("|".join(f"(?:{expression})" for expression in expressions), _OPTIONS)

    def seen(self, view: View) -> bool:
        """Whether one of them matches. A view is asked once, so always by the same signs."""
        if view.seen is None:
            view.seen = self._any.search(view.data) is not None
        return view.seen
