"""How much of each text of an answer is held back, so that what must be taken out is found before it goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from quarterdeck.detect import Detectors
from quarterdeck.detect.length import longest
from quarterdeck.detect.pattern import Pattern
from quarterdeck.engine.reading import Kit
from quarterdeck.model.decision import Action
from quarterdeck.model.facts import Facts
from quarterdeck.model.finding import Finding
from quarterdeck.policy.compile import PolicySet
from quarterdeck.policy.contents import Select

LEAST, MOST = 64, 256
"""In characters. The least is what checks look at behind a match; for more than the most nobody waits."""
# The same for all answers to which the same rules apply. It goes with the detectors, which a reload replaces.
_KNOWN: WeakKeyDictionary[Detectors, dict[tuple[str, tuple[int, ...]], int]] = WeakKeyDictionary()


def held_back(facts: Facts, policy: PolicySet, kit: Kit) -> int | None:
    """The characters, None where nothing may have to be taken out; `facts` are those of `answer_facts`.

    Twice the longest match of what rules want taken out, since it may be spaced out or encoded, with the words near it.
    """
    if not policy.redacts:
        return None
    numbers = tuple(sorted(_redacting(facts, policy)))
    if not numbers:
        return None
    known = _KNOWN.setdefault(kit.detectors, {})
    asked = policy.version, numbers
    if asked not in known:
        known[asked] = _longest(kit.detectors, [policy.rules[number].selects for number in numbers])
    return known[asked]


def _redacting(facts: Facts, policy: PolicySet) -> Iterator[int]:
    for number in policy.index.find(facts):
        rule = policy.rules[number]
        wanted = rule.action is Action.REDACT and rule.selects is not None and not rule.shadow
        if wanted and number in policy.answer_bodies and rule.test(facts) is not False:
            yield number


def _longest(detectors: Detectors, selects: Sequence[Select | None]) -> int:
    most = 0.0
    for detector in (*detectors.patterns, *detectors.finders):
        finding = Finding(detector.id, "", 0, 1, detector.confidence)
        if any(select is not None and select(finding, ()) for select in selects):
            most = max(most, _reach(detector) if isinstance(detector, Pattern) else MOST)
    return int(min(MOST, max(LEAST, most)))


def _reach(pattern: Pattern) -> float:
    near = pattern.near
    beyond = 0 if near is None else near.within + max(map(len, near.words)) + 1
    return 2 * longest(pattern.regex) + beyond
