"""ROT13 and text written backwards: what nobody does by mistake, and what also looks like many things by chance."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from copy import copy

from quarterdeck.detect.literal import Words, required
from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.search import Search
from quarterdeck.detect.told import CUSTOM
from quarterdeck.detect.view import Place, View

WEAK = frozenset(("rot13", "reversed"))
"""Steps after which a finding is worth half: enough to be recorded, not to be acted upon alone."""

_PLAIN = bytes(range(256))
_ROT13 = _PLAIN.translate(bytes(ord(codecs.encode(chr(byte), "rot13")) for byte in range(256)))
# Numbers are no words, and what is near them is lost backwards; programs are nothing to hide so.
_NOT_TURNED = ("pii.", "source-code.")
# A shorter word, and a letter more where it is of letters alone, stands turned in too many texts.
_LEAST = 4


def turned_words(patterns: Sequence[Pattern]) -> list[str]:
    """Expressions of the words of which one stands, turned, in every text in which a pattern would be found turned."""
    words = {word for either in _words(patterns).values() if all(map(_is_telling, either)) for word in either}
    written = sorted({form for word in words for form in (codecs.encode(word, "rot13"), word[::-1])})
    return [f"(?i){re.escape(word)}" for word in written]


class Turned:
    """The patterns that are looked for in ROT13 and backwards; `search` looks for their `turned_words` as well.

    So most texts are told in one pass to hold none.
    """

    def __init__(self, patterns: Sequence[Pattern], search: Search) -> None:
        words = _words(patterns)
        self._ids = words.keys()
        self.search = search.only(lambda one: one.id in words)
        short = {id_ for id_, either in words.items() if not all(map(_is_telling, either))}
        self._wordless = search.only(lambda one: one.id in short and one.id.startswith(CUSTOM))

    def without(self, prefix: str) -> Turned:
        """The same, which looks for no pattern whose id begins so, but with what was compiled for all."""
        some = copy(self)
        some.search = self.search.only(lambda one: one.id in self._ids and not one.id.startswith(prefix))
        return some

    def views(self, view: View) -> Iterator[View]:
        """The views that may hold a match; most texts have none."""
        if self.search.told.wordy(view):
            search = self.search
        elif self._wordless:
            # An organization's own patterns are looked for even where that costs two passes more.
            search = self._wordless
        else:
            return
        rotated = View(view.data.translate(_ROT13).decode(), view, lambda start, end: (start, end, ("rot13",)))
        if search.anything(rotated):
            yield rotated
        size = len(view.text)

        def back(start: int, end: int) -> Place:
            return size - end, size - start, ("reversed",)

        reversed_ = View(view.text[::-1], view, back)
        if search.anything(reversed_):
            yield reversed_


def _words(patterns: Sequence[Pattern]) -> dict[str, Words]:
    turned = (one for one in patterns if one.near is None and not one.id.startswith(_NOT_TURNED))
    return {one.id: required(one.regex) for one in turned}


def _is_telling(word: str) -> bool:
    return len(word) >= _LEAST + word.isalpha()
