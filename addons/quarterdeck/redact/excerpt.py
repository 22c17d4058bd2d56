"""What stands round a finding, for whoever reviews it: with a placeholder for all that any detector found in it.

What is hidden is rather too much: a word of which a part was found is hidden whole, and wherever else it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from quarterdeck.model.finding import Finding
from quarterdeck.redact.elsewhere import occurrences
from quarterdeck.redact.names import names_of
from quarterdeck.redact.overlaps import merged
from quarterdeck.redact.placeholder import type_of
from quarterdeck.redact.style import Value

MARGIN = 1024
"""Characters beyond a window that are looked at too, so that nothing is found only half at its edge."""

# What a credential goes on with, beside letters and digits.
_JOINTS = frozenset("_-+/=~")
# The last letter of the Latin alphabets.
_LAST = "\u024f"
# How far a word is followed.
_LONGEST = 512

Window = tuple[int, int]
Hidden = list[tuple[int, int, str]]
"""Stretches of a text, in order and apart, with the detector that names each."""


def windows(findings: Iterable[Finding], size: int, characters: int) -> list[Window]:
    """Start and end of what is shown of a text of `size` characters; windows that overlap are one."""
    made: list[Window] = []
    for one in sorted(findings, key=lambda finding: finding.start):
        start, end = max(0, one.start - characters), min(size, one.end + characters)
        if made and start <= made[-1][1]:
            start, end = made[-1][0], max(end, made.pop()[1])
        made.append((start, end))
    return made


def hidden(text: str, findings: Iterable[Finding], values: Iterable[tuple[str, str]]) -> Hidden:
    """What of a text may not be shown: these findings, and the values (with their detectors) wherever they stand."""
    placed = [one for one in findings if 0 <= one.start < one.end <= len(text)]
    spans = [(low, high, group[0].detector) for low, high, group in merged(placed)]
    taken = [(low, high) for low, high, _ in spans]
    spans += [(low, high, kind) for low, high, (kind, _) in occurrences(text, values, taken)]
    made: Hidden = []
    for low, high, kind in sorted((*_whole(text, low, high), kind) for low, high, kind in spans):
        if made and low < made[-1][1]:
            before = made.pop()
            made.append((before[0], max(high, before[1]), before[2]))
        else:
            made.append((low, high, kind))
    return made


def values_of(text: str, stretches: Hidden) -> list[Value]:
    """What stands in these stretches, by the type that its placeholder bears."""
    return [(type_of(kind), text[low:high]) for low, high, kind in stretches]


def told(text: str, stretches: Hidden, window: Window, names: Mapping[Value, str]) -> str:
    """The window with the names in place of the stretches. One that lies across its edge is named, not cut."""
    start, end = window
    pieces: list[str] = []
    for value, (low, high, _) in zip(values_of(text, stretches), stretches, strict=True):
        if high > start and low < end:
            pieces += (text[start:low], names[value])
            start = high
    return "".join((*pieces, text[start:end]))


def placeholders(texts: Iterable[tuple[str, Hidden]]) -> Mapping[Value, str]:
    """A name for each value in the stretches of these texts."""
    return names_of(value for text, stretches in texts for value in values_of(text, stretches))


def _whole(text: str, low: int, high: int) -> Window:
    """The stretch with the rest of the words that it begins and ends in."""
    first, last = max(0, low - _LONGEST), min(len(text), high + _LONGEST)
    while low > first and _goes_on(text, low - 1, low):
        low -= 1
    while high < last and _goes_on(text, high, high - 1):
        high += 1
    return low, high


def _goes_on(text: str, at: int, beside: int) -> bool:
    """Whether a character belongs to the word of the one beside it."""
    return _joins(text[at]) and _joins(text[beside])


def _joins(character: str) -> bool:
    """Scripts without spaces between words have no words that could be followed."""
    return character in _JOINTS or (character.isalnum() and character <= _LAST)
