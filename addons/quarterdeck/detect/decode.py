"""Every way in which a text may say something else than it seems to, undone in turn, to a depth and within a budget."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect import blobs, normalise, spaced, tokens
from quarterdeck.detect.budget import MAX_DEPTH, Budget
from quarterdeck.detect.signs import Signs
from quarterdeck.detect.sweep import Sweep
from quarterdeck.detect.view import CONTROLS, Run, View, rewritten

Layer = Callable[[str, bytes, Budget], Iterator[Sequence[Run]]]

_BLOBS: tuple[Layer, ...] = (blobs.base64, blobs.hexadecimal, blobs.base32)
"""What nobody nests by accident: found below the last level, it means that something was left unread."""

_LAYERS: tuple[tuple[Layer, str], ...] = (
    (tokens.escapes, tokens.ESCAPES),
    (tokens.forms, tokens.ESCAPES),
    (tokens.quoted_printable, tokens.QUOTED),
    (tokens.utf7, tokens.UTF7),
    (tokens.joints, tokens.JOINTS),
    (blobs.hexadecimal, blobs.HEX),
    (blobs.base32, blobs.BASE32),
    (spaced.spaced, spaced.SPACED),
    (blobs.base64, blobs.BASE64),
)
"""Each with the sign without which there is nothing for it to undo."""

SIGNS: tuple[str, ...] = (*dict.fromkeys(sign for _, sign in _LAYERS), CONTROLS)
"""Of these one stands in all ASCII in which there is something to undo."""

# Runs of some letters are no words: an engine of many words is slower at them than one pass for both.
_RUNS = (blobs.HEX, spaced.SPACED)
_ANY_RUN = re2.compile("|".join(f"(?:{sign})" for sign in _RUNS))
_SWEPT = tuple(sign for sign in SIGNS if sign not in (*_RUNS, blobs.BASE64, CONTROLS))
_SWEEP = Sweep(_SWEPT)

# Percent signs escaped more often than they are undone; no honest address has them.
_TOO_OFTEN = re2.compile(rf"%(?:25){{{MAX_DEPTH},}}[0-9A-Fa-f]{{2}}")


def is_plain(view: View, signs: Signs) -> bool:
    """Whether this is ASCII in which nothing looks encoded: it says what it says. SIGNS are among the signs."""
    return view.data.isascii() and not signs.seen(view)


def views(root: View, budget: Budget, signs: Signs) -> Iterator[View]:
    """All further readings of a text, the least decoded first, each once."""
    if _TOO_OFTEN.search(root.data) is not None:
        budget.exhausted = True
    seen = {root.text}
    waiting = deque([(root, 0)])
    while waiting:
        view, depth = waiting.popleft()
        if depth == MAX_DEPTH:
            if not budget.exhausted and _goes_deeper(view, budget):
                budget.exhausted = True
            continue
        for child in _children(view, budget, signs):
            if child.text in seen:
                continue
            if not budget.spend(len(child.text)):
                return
            seen.add(child.text)
            yield child
            waiting.append((child, depth + 1))


def _children(view: View, budget: Budget, signs: Signs) -> Iterator[View]:
    if is_plain(view, signs):
        return
    # What normalising does once is done: its results are of one form.
    yield from normalise.normalised(view)
    for layer in _layers(view.data) if signs.seen(view) else ():
        for runs in layer(view.text, view.data, budget):
            fresh = [run for run in runs if view.fresh(run.start, run.end)]
            if fresh:
                yield rewritten(view, fresh)


def _layers(data: bytes) -> list[Layer]:
    """Those that may have something to undo in this UTF-8. Prose of long words may always be base64."""
    signs = {_SWEPT[number] for number in _SWEEP.fired(data)} | {blobs.BASE64}
    if _ANY_RUN.search(data) is not None:
        signs.update(_RUNS)
    return [layer for layer, sign in _LAYERS if sign in signs]


def _goes_deeper(view: View, budget: Budget) -> bool:
    """Whether a run in this view, once more undone, is text and hardly anything else.

    What stood there before, beside something that was undone, is read in the view that undoes it there.
    """
    return any(
        run.per is not None
        and len(run.text) > 8 * (1 + run.text.count("\n"))
        and view.fresh(run.start, run.end, around=0)
        for layer in _BLOBS
        for runs in layer(view.text, view.data, budget)
        for run in runs
    )
