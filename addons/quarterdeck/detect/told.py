"""Which of many patterns may match a text, told once for all searches that look for some of them.

Those that have a word are told by their words in one pass. Those that have none, such as numbers, are told by their
forms, and only in texts that show any sign: see `signs`.
"""

from __future__ import annotations

from collections.abc import Sequence

from quarterdeck.detect.decode import SIGNS
from quarterdeck.detect.literal import required
from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.signs import Signs
from quarterdeck.detect.sweep import Sweep
from quarterdeck.detect.view import View

CUSTOM = "custom."
"""How the ids of an organization's own patterns begin."""


class Told:
    """Patterns by their numbers; `words` are expressions of no pattern, of which only `wordy` tells.

    `signs` are those of all patterns without a word, and those of encodings.
    """

    def __init__(self, patterns: Sequence[Pattern], words: Sequence[str] = ()) -> None:
        self._formed = [number for number, pattern in enumerate(patterns) if _is_form(pattern)]
        self._worded = [number for number, pattern in enumerate(patterns) if not _is_form(pattern)]
        forms = [patterns[number].expression for number in self._formed]
        self._forms = Sweep(forms)
        self._words = Sweep([*(patterns[number].expression for number in self._worded), *words])
        self.signs = Signs((*SIGNS, *forms))

    @property
    def sweeps(self) -> tuple[Sweep, ...]:
        """What has to be compiled."""
        return (self._words, self._forms)

    def fired(self, view: View) -> list[int]:
        """The numbers of the patterns that may match, in order."""
        fired = [self._worded[number] for number in self._swept(view) if number < len(self._worded)]
        if self._formed and self.signs.seen(view):
            fired += [self._formed[number] for number in self._forms.fired(view.data)]
            fired.sort()
        return fired

    def wordy(self, view: View) -> bool:
        """Whether one of the words stands in a text."""
        swept = self._swept(view)
        return bool(swept) and swept[-1] >= len(self._worded)

    def _swept(self, view: View) -> list[int]:
        if view.fired is None:
            view.fired = self._words.fired(view.data)
        return view.fired


def _is_form(pattern: Pattern) -> bool:
    """Whether it has no word of two letters. Of an organization's own nobody knows how large an automaton they make."""
    if pattern.near is not None or pattern.id.startswith(CUSTOM):
        return False
    shortest = min(required(pattern.regex), key=len)
    return len(shortest) < 2 and shortest != "@"
