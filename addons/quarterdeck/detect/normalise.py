"""A text as the eye reads it: no invisible characters, no accents, no look-alikes, one form of each letter."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.confusables import LOOK_ALIKES
from quarterdeck.detect.view import CONTROLS, Place, Run, View, rewritten

# Format, marks on and around letters, controls, surrogates.
_INVISIBLE = frozenset(("Cf", "Mn", "Me", "Cc", "Cs"))
# Letters and symbols by category, but blank: Hangul fillers; and what stands for an undecodable character.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\ufffd")
_TAGS = range(0xE0020, 0xE007F)
_CONTROL = re2.compile(CONTROLS)
_LETTER_AND_MARKS = re.compile(r"[^\W\d_][\u0300-\u036f\u3099\u309a]+|[\u1100-\u11ff]{2,}")
_AS_IT_STANDS = bytes((*b"\t\n\r", *range(0x20, 0x7F)))
# Beyond this many, one pass with a table is cheaper than one replacement each.
_FEW = 64


def normalised(view: View) -> Iterator[View]:
    """The views in which something reads otherwise; none for plain ASCII and for what has one form only."""
    text = view.text
    if not view.odd or (text.isascii() and _CONTROL.search(view.data) is None):
        return
    if not unicodedata.is_normalized("NFC", text):
        # Accents kept: a pattern that has them means the letter, whichever way it is written.
        runs = [
            Run(match.start(), match.end(), unicodedata.normalize("NFC", match.group()), ("normalised",))
            for match in _LETTER_AND_MARKS.finditer(text)
        ]
        if runs:
            yield rewritten(view, runs)
    # Most bytes are ASCII that reads as it stands: without it there is little left to ask about.
    folds = {letter: _fold(letter) for letter in set(view.data.translate(None, _AS_IT_STANDS).decode())}
    folds = {letter: fold for letter, fold in folds.items() if letter != fold}
    if folds:
        yield _folded(view, folds)
    if any(ord(letter) in _TAGS for letter in folds):
        yield _folded(view, {letter: "" if ord(letter) in _TAGS else fold for letter, fold in folds.items()})


@lru_cache(maxsize=1 << 14)
def _fold(letter: str) -> str:
    """What one character reads as; "" when it is not seen."""
    code = ord(letter)
    if 0x20 <= code < 0x7F or letter in "\t\n\r":
        return letter
    if code in LOOK_ALIKES:
        return LOOK_ALIKES[code]
    if code in _TAGS:
        # A copy of ASCII that no font shows and that models read.
        return chr(code - 0xE0000)
    if letter in _BLANK or unicodedata.category(letter) in _INVISIBLE:
        return ""
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(letter)[0] == "Z":
        return "\n" if letter in "\u2028\u2029" else " "
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if unicodedata.category(part) != "Mn")
    bare = "".join(LOOK_ALIKES.get(ord(part), part) for part in bare)
    return unicodedata.normalize("NFC", bare)


def _folded(view: View, folds: Mapping[str, str]) -> View:
    text = view.text
    if len(folds) <= _FEW:
        for letter, fold in folds.items():
            # What folds to something is ASCII or has no other form, so that no replacement meets another's result.
            text = text.replace(letter, fold)
    else:
        text = text.translate({ord(letter): fold for letter, fold in folds.items()})
    made = View(text, view, _Back(view.text, text, folds).place)
    made.odd = False
    return made


class _Back:
    """Character by character, worked out only when something was found.

    `texts` are the places in the text from which on each character is one of the source, the first of them at the
    place in `sources`; but not where `still` says that all come from that one.
    """

    __slots__ = ("folds", "source", "sources", "still", "text", "texts")

    def __init__(self, source: str, text: str, folds: Mapping[str, str]) -> None:
        self.source = source
        self.text = text
        self.folds = {letter: fold for letter, fold in folds.items() if len(fold) != 1}
        self.texts = [0]
        self.sources = [0]
        self.still = [False]

    def place(self, start: int, end: int) -> Place:
        if self.folds:
            self._work_out()
        if start >= len(self.text):
            return len(self.source), len(self.source), ()
        low = self._at(start)
        high = self._at(end - 1) + 1 if end > start else low
        changed = self.source[low:high] != self.text[start:end]
        return low, high, ("normalised",) if changed else ()

    def _at(self, at: int) -> int:
        index = bisect_right(self.texts, at) - 1
        return self.sources[index] if self.still[index] else self.sources[index] + at - self.texts[index]

    def _work_out(self) -> None:
        moved = 0
        for found in re.finditer("[" + "".join(map(re.escape, self.folds)) + "]", self.source):
            at = found.start()
            size = len(self.folds[found[0]])
            if size:
                self.texts.append(at + moved)
                self.sources.append(at)
                self.still.append(True)
            moved += size - 1
            self.texts.append(at + 1 + moved)
            self.sources.append(at + 1)
            self.still.append(False)
        self.folds = {}
