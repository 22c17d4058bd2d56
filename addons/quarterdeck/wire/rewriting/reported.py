"""Which string of an event is which text of the answer: what the grammar reports is found again where it is written.

A grammar reports texts as they are written, in their order; of equal strings the one named like the text is meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from quarterdeck.wire.answers.said import Report, is_word
from quarterdeck.wire.rewriting.strings import Leaf

__all__ = ["Report", "assign"]


def assign(leaves: Iterable[Leaf], reports: Iterable[Report]) -> dict[Leaf, Report]:
    """The report of each string that has one, whatever a string holds that is itself reported."""
    by_text: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        by_text.setdefault(leaf.text, []).append(leaf)
    found: dict[Leaf, Report] = {}
    for report in reports:
        pointer, text = report.pointer, report.text
        free = [leaf for leaf in by_text.get(text, ()) if leaf not in found]
        if free:
            last = pointer.rpartition("/")[2]
            found[
                max(free, key=lambda leaf: (leaf.path == pointer, not is_word(leaf.name, text), leaf.name == last))
            ] = report
    return found
