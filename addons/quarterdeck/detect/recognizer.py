"""Detectors that are models: they read what stands in a text as it stands, slowly, and so only so much of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from quarterdeck.detect.budget import Budget
from quarterdeck.detect.hits import Hit
from quarterdeck.detect.kept import Kept
from quarterdeck.model.content import CREDENTIAL, Part

MODEL_BUDGET = "model-budget"
MOST = 100_000
"""Characters that a model reads in one look, of all texts together."""
_PIECE = 8_000
_OVER = 200

type Spans = Iterable[tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Recognizer:
    """`recognize` says where in a text the model sees what it is asked for, in characters; threads may share it."""

    id: str
    confidence: float
    recognize: Callable[[str], Spans] = field(repr=False)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it finds something. A long text is given to the model in pieces that share what lies at their ends."""
        found: set[tuple[int, int]] = set()
        start = 0
        while start < len(text):
            end = _cut(text, start)
            found.update((start + low, start + high) for low, high in self.recognize(text[start:end]))
            if end == len(text):
                break
            start = max(end - _OVER, start + 1)
        # Where two pieces meet, one of them may have seen only a part of it.
        last = 0
        for low, high in sorted(found, key=lambda one: (one[0], -one[1])):
            if low >= last:
                yield low, high
                last = high


@dataclass(slots=True)
class Recognized:
    """What the models saw: the hits by the number of the part, and whether all of the texts were read."""

    hits: dict[int, list[Hit]] = field(default_factory=dict)
    whole: bool = True


def recognized(recognizers: Sequence[Recognizer], parts: Sequence[Part], kept: Kept) -> Recognized:
    """What models see in texts. What was seen in a text is kept, for most of a conversation comes again."""
    seen = Recognized()
    left = MOST
    for index, part in enumerate(parts):
        if part.role == CREDENTIAL:
            continue
        if len(part.text) > left:
            seen.whole = False
            continue
        left -= len(part.text)
        for one in recognizers:
            found = (Hit(one, low, high, (), 0) for low, high in one.spans(part.text))
            hits = kept.hits(f"model {one.id}".encode(), part.text.encode("utf-8", "surrogatepass"), Budget(), found)
            if hits:
                seen.hits.setdefault(index, []).extend(hits)
    return seen


def _cut(text: str, start: int) -> int:
    """Where to end a piece: behind a line, or a word."""
    if len(text) - start <= _PIECE:
        return len(text)
    for mark in ("\n", " "):
        end = text.rfind(mark, start + _PIECE // 2, start + _PIECE) + 1
        if end:
            return end
    return start + _PIECE
