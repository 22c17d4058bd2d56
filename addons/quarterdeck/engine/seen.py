"""What is kept of findings besides their number: where they were, a keyed fingerprint, and evidence if a rule asks.

It is made while the texts are there, and holds nothing that was found. Where there was no finding it costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from quarterdeck.engine.reading import Kit
from quarterdeck.model.content import CREDENTIAL, Part
from quarterdeck.model.decision import Decision
from quarterdeck.model.finding import Excerpt, Finding, Found
from quarterdeck.redact.excerpt import MARGIN, Hidden, Window, hidden, placeholders, told, windows
from quarterdeck.redact.fingerprint import fingerprint
from quarterdeck.redact.overlaps import is_secret
from quarterdeck.redact.pointer import shown
from quarterdeck.redact.style import Value

Place = tuple[str, str, int]
"""A detector, the pointer of a text, and where in it."""

# Values of an exchange that are looked for in its excerpts, and kept out of its pointers.
_MOST_VALUES = 1000
# More than this is not looked at again in order to show what stands round it.
_MOST_SHOWN = 1 << 16
# Where a text is cut, so many characters are not shown: they may be half of something.
_EDGE = 256


@dataclass(frozen=True, slots=True)
class Seen:
    """What was made of texts that are gone, as those of a body too large to be kept, by the places of findings."""

    prints: Mapping[Place, str] = field(default_factory=lambda: MappingProxyType({}))
    excerpts: Mapping[Place, Excerpt] = field(default_factory=lambda: MappingProxyType({}))

    def moved(self, part: str, characters: int) -> Seen:
        """The same for texts that stand in `part`, so many characters further on."""
        return Seen(
            {(kind, part + inside, at + characters): one for (kind, inside, at), one in self.prints.items()},
            {
                (kind, part + inside, at + characters): _moved(one, part, characters)
                for (kind, inside, at), one in self.excerpts.items()
            },
        )


NOTHING_SEEN = Seen()


def joined(all_of: Iterable[Seen]) -> Seen:
    """What is known of several texts."""
    prints: dict[Place, str] = {}
    excerpts: dict[Place, Excerpt] = {}
    for one in all_of:
        prints |= one.prints
        excerpts |= one.excerpts
    return Seen(prints, excerpts)


@dataclass(frozen=True, slots=True)
class Cut:
    """How texts are pieces of longer ones: by pointer, how many characters were before; and whether more may come."""

    starts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    goes_on: bool = False


NOT_CUT = Cut()


@dataclass(frozen=True, slots=True)
class _Text:
    """A text in which something was found, with all that was. `bare`: only placeholders are shown of it.

    `twice`: there is another text at its place. `first` to `last` are the characters that may be shown.
    """

    part: Part
    findings: Sequence[Finding]
    bare: bool
    twice: bool
    first: int
    last: int


def with_seen(
    decision: Decision, parts: Sequence[Part], kit: Kit, seen: Seen = NOTHING_SEEN, cut: Cut = NOT_CUT
) -> Decision:
    """The decision with `found`, and with the excerpts that its rules ask for; by their places in whole texts."""
    about = decision.about
    if not about.findings:
        return decision
    texts = _texts(decision.findings, parts, cut)
    values = _values(texts)
    words = [value for _, value in values]
    names = {part: shown(part, words) for part in {one.part for one in (*about.findings, *about.excerpts)}}
    excerpts: list[Excerpt] = []
    if about.excerpts:
        gone = (seen.excerpts[place_of(one)] for one in about.excerpts if place_of(one) in seen.excerpts)
        excerpts += dict.fromkeys(gone)
        excerpts += _around(about.excerpts, texts, values, about.characters, kit)
    return replace(
        decision,
        found=tuple(
            _found(one, seen.prints.get(place_of(one)) or _print(one, texts, kit), names[one.part], cut)
            for one in about.findings
        ),
        excerpts=tuple(_named(_moved(one, "", cut.starts.get(one.part, 0)), names[one.part]) for one in excerpts),
    )


def look_at(
    parts: Sequence[Part], findings: Sequence[Finding], characters: int, kit: Kit, wanted: Sequence[Finding]
) -> Seen:
    """The same of pieces of texts that will be gone when it is decided, for those of the findings that are `wanted`.

    There are no excerpts for 0 characters.
    """
    texts = _texts(findings, parts, Cut({part.pointer: 1 for part in parts}, goes_on=True))
    prints = {place_of(one): _print(one, texts, kit) for one in wanted}
    around = _around(wanted, texts, _values(texts), characters, kit) if characters else ()
    return Seen(prints, {(one.detector, one.part, one.start): each for each in around for one in each.found})


def place_of(finding: Finding | Found) -> Place:
    """Where a finding is, as keys of `Seen` have it."""
    return finding.detector, finding.part, finding.start


def _texts(findings: Iterable[Finding], parts: Sequence[Part], cut: Cut) -> dict[str, _Text]:
    """The texts of the findings, by their pointers."""
    found: dict[str, list[Finding]] = {}
    for one in findings:
        found.setdefault(one.part, []).append(one)
    # What goes on in another text is hidden in this one only.
    joined = any("joined" in one.decoded_from for each in found.values() for one in each)
    texts: dict[str, _Text] = {}
    for part in parts:
        if part.pointer in found:
            before = texts.get(part.pointer)
            twice = before is not None and (before.twice or before.part.text != part.text)
            bare = joined or twice or part.role == CREDENTIAL or (before is not None and before.bare)
            first = _EDGE if cut.starts.get(part.pointer) else 0
            last = len(part.text) - (_EDGE if cut.goes_on else 0)
            texts[part.pointer] = _Text(part, found[part.pointer], bare, twice, first, last)
    return texts


def _values(texts: Mapping[str, _Text]) -> list[Value]:
    """What was found, each with its detector; secrets first."""
    found = ((one, text.part.text[one.start : one.end]) for text in texts.values() for one in text.findings)
    ranked = sorted(found, key=lambda pair: not is_secret(pair[0]))
    return list(dict.fromkeys((one.detector, value) for one, value in ranked if value))[:_MOST_VALUES]


def _print(finding: Finding, texts: Mapping[str, _Text], kit: Kit) -> str:
    text = texts.get(finding.part)
    if text is None or text.twice or not kit.key or finding.start >= finding.end:
        return ""
    return fingerprint(kit.key, text.part.text[finding.start : finding.end])


def _found(finding: Finding, made: str, part: str, cut: Cut = NOT_CUT) -> Found:
    before = cut.starts.get(finding.part, 0)
    return Found(finding.detector, part, finding.start + before, finding.end + before, made)


def _around(
    findings: Iterable[Finding], texts: Mapping[str, _Text], values: Sequence[Value], characters: int, kit: Kit
) -> list[Excerpt]:
    """What stands round these findings, with pointers as they are."""
    groups: dict[str, list[Finding]] = {}
    for one in findings:
        if one.part in texts and one.start < one.end:
            groups.setdefault(one.part, []).append(one)
    pieces = [piece for part, group in groups.items() for piece in _pieces(texts[part], group, values, characters, kit)]
    names = placeholders((piece.text, piece.hidden) for piece in pieces)
    return [
        Excerpt(
            piece.part,
            piece.start + piece.window[0],
            piece.start + piece.window[1],
            told(piece.text, piece.hidden, piece.window, names),
            tuple(_found(one, _print(one, texts, kit), piece.part) for one in piece.findings),
        )
        for piece in pieces
    ]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a text, from `start` on, with what of it is hidden and the window in it that is shown."""

    part: str
    start: int
    text: str = field(repr=False)
    hidden: Hidden
    window: Window
    findings: tuple[Finding, ...]


def _pieces(
    text: _Text, group: Sequence[Finding], values: Sequence[Value], characters: int, kit: Kit
) -> Iterator[_Piece]:
    whole = text.part.text
    for wide in windows(group, len(whole), 0 if text.bare else characters):
        inside = tuple(one for one in group if wide[0] <= one.start < wide[1])
        start = max(wide[0], min(text.first, *(one.start for one in inside)))
        end = min(wide[1], max(text.last, *(one.end for one in inside)))
        low, high = max(0, start - MARGIN), min(len(whole), end + MARGIN)
        known = [
            replace(one, start=max(0, one.start - low), end=min(one.end, high) - low)
            for one in text.findings
            if one.start < high and one.end > low
        ]
        if not text.bare:
            looked = (
                kit.everything.look((Part("", whole[low:high], text.part.role),)) if high - low < _MOST_SHOWN else None
            )
            if looked is None or looked.unread:
                # What has not been read may hold anything.
                yield from _pieces(replace(text, bare=True), inside, values, 0, kit)
                continue
            known += looked.findings
        stretches = hidden(whole[low:high], known, values)
        yield _Piece(text.part.pointer, low, whole[low:high], stretches, (start - low, end - low), inside)


def _moved(excerpt: Excerpt, part: str, characters: int) -> Excerpt:
    found = (
        replace(one, part=part + one.part, start=one.start + characters, end=one.end + characters)
        for one in excerpt.found
    )
    start, end = excerpt.start + characters, excerpt.end + characters
    return Excerpt(part + excerpt.part, start, end, excerpt.text, tuple(found))


def _named(excerpt: Excerpt, part: str) -> Excerpt:
    return replace(excerpt, part=part, found=tuple(replace(one, part=part) for one in excerpt.found))
