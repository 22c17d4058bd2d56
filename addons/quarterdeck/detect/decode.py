"""Every way in which a text may say something else than it seems to, undone in turn, to a depth and within a budget."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect import blobs, normalise, spaced, tokens
from quarterdeck.detect.budget import MAX_DEPTH, Budget
from quarterdeck.detect.view import CONTROLS, Run, View, rewritten

Layer = Callable[[str, bytes, Budget], Iterator[Sequence[Run]]]

_BLOBS: tuple[Layer, ...] = (blobs.base64, blobs.hexadecimal, blobs.base32)
"""What nobody nests by accident: found below the last level, it means that something was left unread."""

_RARE_LAYERS: tuple[Layer, ...] = (
    tokens.escapes,
    tokens.forms,
    tokens.quoted_printable,
    tokens.utf7,
    tokens.joints,
    blobs.hexadecimal,
    blobs.base32,
    spaced.spaced,
)
"""In most texts there is nothing for any of them to undo. Prose of long words, though, could be base64."""

_RARE = re2.compile(
    "|".join(
        f"(?:{expression})"
        for expression in (
            tokens.ESCAPES,
            tokens.QUOTED,
            tokens.UTF7,
            tokens.JOINTS,
            blobs.HEX,
            blobs.BASE32,
            spaced.SPACED,
        )
    )
)
_CANDIDATE = re2.compile("|".join(f"(?:{expression})" for expression in (_RARE.pattern, blobs.BASE64, CONTROLS)))

# Percent signs escaped more often than they are undone; no honest address has them.
_TOO_OFTEN = re2.compile(rf"%(?:25){{{MAX_DEPTH},}}[0-9A-Fa-f]{{2}}")


def is_plain(data: bytes) -> bool:
    """Whether this UTF-8 is ASCII in which nothing looks encoded: it says what it says."""
    return data.isascii() and _CANDIDATE.search(data) is None


def views(root: View, budget: Budget) -> Iterator[View]:
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
        for child in _children(view, budget):
            if child.text in seen:
                continue
            if not budget.spend(len(child.text)):
                return
            seen.add(child.text)
            yield child
            waiting.append((child, depth + 1))


def _children(view: View, budget: Budget) -> Iterator[View]:
    if is_plain(view.data):
        return
    # What normalising does once is done: its results are of one form.
    yield from normalise.normalised(view)
    for layer in (*(_RARE_LAYERS if _RARE.search(view.data) is not None else ()), blobs.base64):
        for runs in layer(view.text, view.data, budget):
            fresh = [run for run in runs if view.fresh(run.start, run.end)]
            if fresh:
                yield rewritten(view, fresh)


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
