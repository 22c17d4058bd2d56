"""Which stretches of a request's texts must become something else, and which findings are where nothing can be edited.

What is left over is refused by the caller, never let through.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from quarterdeck.model.content import Edit, Part
from quarterdeck.model.finding import Finding
from quarterdeck.redact.elsewhere import occurrences
from quarterdeck.redact.overlaps import is_secret, merged
from quarterdeck.redact.placeholder import type_of
from quarterdeck.redact.recognizer import literal
from quarterdeck.redact.style import Value, is_stand_in

KEY = "key"
# How the pointers begin of what was said before on the same connection, and has gone on.
BEFORE = "@before/"
# What may stand between the end of a text and the next that it goes on in: detect.seams glues over these.
_GLUE = " \t\r\n\"'`+,\\"

# A pointer, and whether it is a member's name.
_Place = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of the text at `pointer` are the `value`. `key` says that it is a member's name."""

    pointer: str
    start: int
    end: int
    value: Value = field(repr=False)
    key: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A finding that no edit can hide, and why, in a short kebab-case word.

    Reasons: "in-file", "beside-the-body", "ambiguous" (two texts have one pointer), "no-such-text", "no-place" (it is
    about the whole, such as a label), "turned" (ROT13 or backwards: seen, but not surely meant), "over-parts" (it goes
    on in another text).
    """

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`values` need something that stands for them, in order of appearance.

    `avoid` are the keys of what already reads like a placeholder in the texts: no new value may get one of these.
    """

    spans: tuple[Span, ...] = ()
    refused: tuple[Refused, ...] = ()
    values: tuple[Value, ...] = field(default=(), repr=False)
    avoid: frozenset[str] = frozenset()


def plan(
    findings: Iterable[Finding],
    texts: Mapping[str, str],
    keys: Mapping[str, str] | None = None,
    known: Collection[Value] = (),
) -> Plan:
    """What to do about findings in `texts` by pointer, and in the names of members, `keys`.

    `known` are values of the conversation so far: they are hidden even where nothing finds them any more.
    """
    places = {(pointer, False): text for pointer, text in texts.items()}
    places.update({(pointer, True): text for pointer, text in (keys or {}).items()})
    return _plan(findings, places, known)


def plan_parts(findings: Iterable[Finding], parts: Sequence[Part], known: Collection[Value] = ()) -> Plan:
    """The same for the parts of a request, those that cannot be edited among them."""
    places: dict[_Place, str | None] = {}
    for part in parts:
        place = (part.pointer, part.role == KEY)
        places[place] = part.text if places.get(place, part.text) == part.text else None
    return _plan(findings, places, known)


def edits(plan: Plan, names: Mapping[Value, str]) -> tuple[Edit, ...]:
    """The edits that put `names` in the places of the values. Raises ValueError when a value has none."""
    if any(value not in names for value in plan.values):
        raise ValueError("a value has no name")
    return tuple(Edit(span.pointer, span.start, span.end, names[span.value], span.key) for span in plan.spans)


def _plan(findings: Iterable[Finding], places: Mapping[_Place, str | None], known: Collection[Value]) -> Plan:
    editable = {place: text for place, text in places.items() if text and _outside(place[0]) is None}
    found: dict[_Place, list[Finding]] = {}
    refused: list[Refused] = []
    for finding in findings:
        reason = _outside(finding.part) or _reason(finding, places)
        if reason is not None:
            refused.append(Refused(finding, reason))
            continue
        place = (finding.part, (finding.part, False) not in places)
        if not is_stand_in(editable[place][finding.start : finding.end]):
            found.setdefault(place, []).append(finding)
    spans: dict[_Place, list[Span]] = {}
    secret: dict[str, Value] = {}
    for place, group in found.items():
        for start, end, same in merged(group):
            value = (type_of(same[0].detector), editable[place][start:end])
            spans.setdefault(place, []).append(Span(place[0], start, end, value, place[1]))
            if is_secret(same[0]):
                secret.setdefault(value[1], value)
    for each in spans.values():
        # A secret in one place is one in all.
        each[:] = [replace(span, value=secret.get(span.value[1], span.value)) for span in each]
    values = dict.fromkeys(span.value for place in editable for span in spans.get(place, ()))
    values.update(dict.fromkeys(known))
    hidden = {place: _all(place, text, spans.get(place, []), values) for place, text in editable.items()}
    named = tuple(dict.fromkeys(span.value for each in hidden.values() for span in each))
    stays = (piece for place, each in hidden.items() for piece in _between(editable[place], each))
    return Plan(
        tuple(span for each in hidden.values() for span in each),
        tuple(refused),
        named,
        literal({kind for kind, _ in named}, stays),
    )


def _outside(pointer: str) -> str | None:
    if pointer.startswith(BEFORE):
        return "over-parts"
    if pointer.startswith("@"):
        return "beside-the-body"
    if pointer.startswith("!"):
        # What only lax parsers would read.
        return "ambiguous"
    return "in-file" if "!" in pointer else None


def _reason(finding: Finding, places: Mapping[_Place, str | None]) -> str | None:
    here = [place for place in ((finding.part, False), (finding.part, True)) if place in places]
    if len(here) != 1:
        return "ambiguous" if here else "no-such-text"
    text = places[here[0]]
    if text is None:
        return "ambiguous"
    if finding.start >= finding.end:
        return "no-place"
    if finding.start < 0 or finding.end > len(text):
        return "no-such-text"
    if "rot13" in finding.decoded_from or "reversed" in finding.decoded_from:
        return "turned"
    if "joined" in finding.decoded_from and not text[finding.end :].strip(_GLUE):
        # Two literals side by side in one text are "joined" as well, but something stands behind them.
        return "over-parts"
    return None


def _all(place: _Place, text: str, found: list[Span], values: Iterable[Value]) -> list[Span]:
    taken = [(span.start, span.end) for span in found]
    more = [Span(place[0], low, high, value, place[1]) for low, high, value in occurrences(text, values, taken)]
    return sorted(found + more, key=lambda span: span.start)


def _between(text: str, spans: Iterable[Span]) -> Iterator[str]:
    """What of a text stays."""
    done = 0
    for span in spans:
        yield text[done : span.start]
        done = span.end
    yield text[done:]
