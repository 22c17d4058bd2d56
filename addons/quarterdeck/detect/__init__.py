"""What must not leave, found in texts: one pass of patterns over each part, as it stands and as it decodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from quarterdeck.detect.budget import EXHAUSTED, Budget
from quarterdeck.detect.decode import is_plain, views
from quarterdeck.detect.finder import Finder
from quarterdeck.detect.hits import Hit, collapse
from quarterdeck.detect.kept import Kept
from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.recognizer import MODEL_BUDGET, Recognizer, recognized
from quarterdeck.detect.seams import Seam, across
from quarterdeck.detect.search import Search
from quarterdeck.detect.segments import segments
from quarterdeck.detect.sweep import Sweep
from quarterdeck.detect.turned import Turned, turned_words
from quarterdeck.detect.view import View
from quarterdeck.model.content import CREDENTIAL, Part
from quarterdeck.model.finding import SECRETS, Finding

_SHORT = 2048
# So many short parts are looked at as one, which costs hardly more than one of them.
_BATCH = 20
# More than this is not copied in order to be looked at as one.
_AT_ONCE = 4 << 20
# What no expression takes for a part of a word, a line or an encoding.
_BETWEEN = "\n\n\n"
# More than any text has: it keeps those of one seam apart from those of the next.
_READINGS = 1 << 32


@dataclass(frozen=True, slots=True)
class Looked:
    """`findings` in the order of the parts; `unread` says why something may have been missed: "decode-budget",
    "model-budget".
    """

    findings: tuple[Finding, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Detectors:
    """All detectors of a configuration, in the order of their ids. Only the same object is equal.

    Those of the family "secrets" do not look at what identifies the caller to the service: a key is meant to be there.
    """

    patterns: tuple[Pattern, ...] = ()
    finders: tuple[Finder, ...] = ()
    recognizers: tuple[Recognizer, ...] = ()
    _search: Search = field(init=False, repr=False, compare=False)
    _search_credentials: Search = field(init=False, repr=False, compare=False)
    _turned: Turned = field(init=False, repr=False, compare=False)
    _turned_credentials: Turned = field(init=False, repr=False, compare=False)
    _kept: Kept = field(init=False, repr=False, compare=False, default_factory=Kept)

    def __post_init__(self) -> None:
        search = Search(self.patterns, self.finders, turned_words(self.patterns))
        search_credentials = search.only(lambda pattern: not pattern.id.startswith(SECRETS), self.finders)
        object.__setattr__(self, "_search", search)
        object.__setattr__(self, "_search_credentials", search_credentials)
        turned = Turned(self.patterns, search)
        object.__setattr__(self, "_turned", turned)
        object.__setattr__(self, "_turned_credentials", turned.without(SECRETS))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all, in their order."""
        return tuple(sorted(one.id for one in (*self.patterns, *self.finders, *self.recognizers)))

    def only(self, wanted: Callable[[str], bool]) -> Detectors:
        """Those of which the id is wanted."""
        return Detectors(
            tuple(one for one in self.patterns if wanted(one.id)),
            tuple(one for one in self.finders if wanted(one.id)),
            tuple(one for one in self.recognizers if wanted(one.id)),
        )

    @property
    def sweeps(self) -> tuple[Sweep, ...]:
        """What has to be compiled before the first look, or then."""
        return self._search.told.sweeps

    def find(self, parts: Sequence[Part]) -> tuple[Finding, ...]:
        """Everything that any detector finds in these parts."""
        return self.look(parts).findings

    def look(self, parts: Sequence[Part], *, again: bool = False, models: bool = True) -> Looked:
        """Everything that any detector finds in these parts, and whether all of them was read.

        `again`: most of these texts may come again, or have come before; what is found in them is kept. `models`:
        those that are models look too, which takes milliseconds a kilobyte.
        """
        looked = self._searched(parts, again=again) if self.patterns or self.finders else NOTHING_FOUND
        if not (models and self.recognizers):
            return looked
        seen = recognized(self.recognizers, parts, self._kept)
        unread = looked.unread if seen.whole else (*looked.unread, MODEL_BUDGET)
        more = [one for index in sorted(seen.hits) for one in collapse(parts[index].pointer, seen.hits[index])]
        order = {part.pointer: index for index, part in reversed(tuple(enumerate(parts)))}
        return Looked(tuple(sorted((*looked.findings, *more), key=lambda one: order[one.part])), unread)

    def _searched(self, parts: Sequence[Part], *, again: bool) -> Looked:
        seams = tuple(across(parts)) if len(parts) > 1 else ()
        whole = self._whole(parts, seams)
        if whole is not None and self._is_quiet(whole):
            return NOTHING_FOUND
        budget = Budget()
        hits: dict[int, list[Hit]] = {}
        kept = self._kept if again else None
        quiet = self._quiet(parts, budget, kept)
        for index, part in enumerate(parts):
            if index in quiet:
                continue
            mine = part.role != CREDENTIAL
            search = self._search if mine else self._search_credentials
            budget.next_part()
            turned = self._turned if mine else self._turned_credentials
            # What was seen in the whole need not be looked for again.
            view = whole if whole is not None and len(parts) == 1 else View(part.text)
            if found := _look(view, search, budget, turned, kept if mine else None, many=bool(seams)):
                hits[index] = list(found)
        for index, hit in self._across(seams, budget, kept):
            hits.setdefault(index, []).append(hit)
        return Looked(
            tuple(finding for index in sorted(hits) for finding in collapse(parts[index].pointer, hits[index])),
            (EXHAUSTED,) if budget.exhausted else (),
        )

    def _whole(self, parts: Sequence[Part], seams: Sequence[Seam]) -> View | None:
        """All of it as one text, where that may be looked at as one and is not too much."""
        if not self._search.joinable or sum(len(part.text) for part in parts) > _AT_ONCE:
            return None
        if len(parts) == 1:
            return View(parts[0].text)
        return View(_BETWEEN.join((*(part.text for part in parts), *(seam.view.text for seam in seams))))

    def _is_quiet(self, whole: View) -> bool:
        """Whether there is nothing at all, be it plain or in any disguise: as in most bodies."""
        # What is not plain is looked at once more in any case, so that is asked first.
        if not is_plain(whole, self._search.told.signs) or self._search.anything(whole):
            return False
        return next(self._turned.views(whole), None) is None

    def _quiet(self, parts: Sequence[Part], budget: Budget, kept: Kept | None) -> frozenset[int]:
        """The short parts in which there is nothing: a body has many, and each look has its price."""
        if not self._search.joinable or len(parts) < 3:
            return frozenset()
        short = [index for index, part in enumerate(parts) if len(part.text) <= _SHORT]
        quiet: list[int] = []
        for start in range(0, len(short), _BATCH):
            batch = short[start : start + _BATCH]
            budget.next_part()
            joined = View(_BETWEEN.join(parts[index].text for index in batch))
            if not _look(joined, self._search, budget, self._turned, kept, most=1):
                quiet += batch
        return frozenset(quiet)

    def _across(self, seams: Sequence[Seam], budget: Budget, kept: Kept | None) -> Iterator[tuple[int, Hit]]:
        for number, piece in enumerate((piece for seam in seams for piece in segments(seam)), 1):
            budget.next_part()
            for hit in _look(piece.view, self._search, budget, None, kept):
                place = piece.crossing(hit.start, hit.end)
                if place is not None:
                    index, start, end = place
                    yield index, Hit(hit.pattern, start, end, ("joined", *hit.steps), number * _READINGS + hit.reading)


def _look(
    root: View,
    search: Search,
    budget: Budget,
    turned: Turned | None,
    kept: Kept | None,
    *,
    many: bool = True,
    most: int | None = None,
) -> tuple[Hit, ...]:
    """The hits in a text, or the first `most` of them, found now or before.

    A text that says what it says is recalled where it is one of many: to keep a lone one costs more than it saves.
    """
    plain = is_plain(root, search.told.signs)
    found = _hits(root, search, budget, turned, plain=plain)
    if most is not None:
        found = islice(found, most)
    if kept is None or (plain and not many):
        return tuple(found)
    return kept.hits(b"%d%d" % (turned is None, most or 0), root.data, budget, found)


def _hits(root: View, search: Search, budget: Budget, turned: Turned | None, *, plain: bool) -> Iterator[Hit]:
    """All matches in a text and in its further readings; those of `turned` in ROT13 and backwards too."""
    for pattern, start, end in search.hits(root):
        yield Hit(pattern, start, end, (), 0)
    reading = 0
    if not plain:
        for view in views(root, budget, search.told.signs):
            reading += 1
            yield from _seen(view, search, reading)
    if turned is not None:
        for view in turned.views(root):
            reading += 1
            yield from _seen(view, turned.search, reading)


def _seen(view: View, search: Search, reading: int) -> Iterator[Hit]:
    for pattern, start, end in search.hits(view):
        origin = view.origin(start, end)
        if origin is not None:
            yield Hit(pattern, *origin, reading)


NO_DETECTORS = Detectors()
NOTHING_FOUND = Looked()
