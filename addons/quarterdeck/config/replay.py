"""What rules would have decided on recorded traffic, a difference a rule. A difference is told only where it is sure.

Where facts that were not recorded decide, every outcome that they leave open is kept: a decision is stricter when the
mildest of them is stricter than what was recorded, milder when the strictest is milder, and else it cannot be told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from quarterdeck.config.compose import World
from quarterdeck.config.recorded import Recorded, recorded
from quarterdeck.config.schema import Config
from quarterdeck.config.situation import Situation
from quarterdeck.model.decision import Action, Verdict
from quarterdeck.model.facts import Facts, Stage
from quarterdeck.policy.evaluate import inspect
from quarterdeck.policy.weigh import Weighed, bounds, weigh

EXAMPLES = 3
# Of these a rule keeps examples: what it would newly stop, let through, match and match no more, and what is not told.
KINDS = ("stops", "lets_through", "also_matches", "no_longer_matches", "cannot_tell")
# Of so many situations it is remembered which rules speak in them.
_REMEMBERED = 50_000


class Verdicts(Enum):
    """How a decision compares with the one that was recorded."""

    SAME = "same"
    STRICTER = "stricter"
    MILDER = "milder"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Example:
    """A record, as the report names it; `record` is its shard and number, "deck-0:7"."""

    record: str
    incident: str
    time: str
    host: str
    path: str


@dataclass(slots=True)
class Difference:
    """What one rule would have done. `action` is None for one of the log that is not among the rules.

    `examples` are the first records of each of KINDS.
    """

    name: str
    action: Action | None = None
    shadow: bool = False
    matches: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    hangs_on: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Example]] = field(default_factory=dict)

    def add(self, what: str, line: Mapping[str, Any], place: str) -> None:
        """Count a record, and keep it for an example if it is among the first."""
        self.counts[what] += 1
        if self.counts[what] <= EXAMPLES:
            example = Example(place, line.get("incident", ""), line["time"], line["host"], line.get("path", ""))
            self.examples.setdefault(what, []).append(example)


@dataclass(frozen=True, slots=True)
class _Outlook:
    """The rules that speak or may, by name, and the mildest and strictest that they may come to."""

    speaking: dict[str, Weighed]
    least: Action
    most: Action


class Replay:
    """Takes the lines of a log one by one; `verdicts` and `rules` are what came of those so far."""

    def __init__(self, world: World, config: Config) -> None:
        self.world, self._config = world, config
        self.read = 0
        self.verdicts: Counter[Verdicts] = Counter()
        self.rules: dict[str, Difference] = {}
        self._situation = Situation(world.policy)
        self._seen: dict[tuple[object, ...], list[Weighed]] = {}
        for rule in world.policy.rules:
            before = self.rules.setdefault(rule.name, Difference(rule.name, rule.action, rule.shadow))
            before.shadow = before.shadow and rule.shadow

    def add(self, line: Mapping[str, Any], place: str) -> Verdicts | None:
        """How the decision on a line compares; None when the rules decided nothing there. Raises NotARecord."""
        self.read += 1
        was = recorded(line, self.world)
        if was is None:
            return None
        outlook = _outlook(self._weighed(was))
        verdict = _compared(was.action, outlook.least, outlook.most)
        self.verdicts[verdict] += 1
        self._count(was, outlook, line, place)
        return verdict

    @property
    def judged(self) -> int:
        """How many records were decisions of rules."""
        return self.verdicts.total()

    @property
    def changes(self) -> bool:
        """Whether any decision would certainly be another."""
        return bool(self.verdicts[Verdicts.STRICTER] or self.verdicts[Verdicts.MILDER])

    def never_matched(self) -> list[str]:
        """The rules that match nothing in the log, and could not either."""
        ours = (one for one in self.rules.values() if one.action is not None)
        return [one.name for one in ours if not one.matches and not one.counts["cannot_tell"]]

    def _weighed(self, was: Recorded) -> list[Weighed]:
        situation, facts = self._situation, was.facts
        pending = facts.stage is Stage.CONNECTION
        key = situation.of(was)
        kept = self._seen.get(key)
        if kept is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            policy = self.world.policy
            kept = self._of_connection(facts) if pending else weigh(policy, facts, situation.steady)
            self._seen[key] = kept
        if pending or not situation.varying:
            return kept
        return kept + weigh(self.world.policy, facts, situation.varying)

    def _of_connection(self, facts: Facts) -> list[Weighed]:
        policy = self.world.policy
        weighed = weigh(policy, facts)
        inspection = inspect(
            policy,
            facts,
            inspect_all=self._config.inspect == "all",
            inspect_shared=self.world.kit.inspect_shared,
        )
        if inspection.verdict is Verdict.INSPECT and not self.world.never_inspect.covers(facts.destination.host):
            return weighed
        return [one for each in weighed if (one := _by_host(each, facts)) is not None]

    def _count(self, was: Recorded, outlook: _Outlook, line: Mapping[str, Any], place: str) -> None:
        before = {*was.rules, *was.shadow}
        stops = outlook.least >= Action.COACH > was.action
        for name, one in outlook.speaking.items():
            rule = self.rules[name]
            if one.hangs_on:
                rule.add("cannot_tell", line, place)
                for fact in one.hangs_on:
                    rule.hangs_on[fact] += 1
                continue
            rule.matches += 1
            if name not in before:
                rule.add("also_matches", line, place)
            if stops and one.action >= Action.COACH and not one.rule.shadow:
                rule.add("stops", line, place)
        for name in before - outlook.speaking.keys():
            self._of(name).add("no_longer_matches", line, place)
        if was.action >= Action.COACH > outlook.most and was.rules:
            self._of(was.rules[0]).add("lets_through", line, place)

    def _of(self, name: str) -> Difference:
        return self.rules.setdefault(name, Difference(name))


def _outlook(weighed: list[Weighed]) -> _Outlook:
    speaking: dict[str, Weighed] = {}
    for one in weighed:
        # Two bans of one name are one rule in the report.
        kept = speaking.get(one.rule.name)
        if kept is None or (kept.hangs_on and not one.hangs_on):
            speaking[one.rule.name] = one
    return _Outlook(speaking, *bounds(weighed))


def _compared(was: Action, least: Action, most: Action) -> Verdicts:
    if least > was:
        return Verdicts.STRICTER
    if most < was:
        return Verdicts.MILDER
    return Verdicts.SAME if least == most else Verdicts.CANNOT_TELL


def _by_host(one: Weighed, facts: Facts) -> Weighed | None:
    """The rule as far as it refuses a connection of which nothing is read: by its names and principal alone.

    What might lift it cannot be known there, so it does not.
    """
    if one.rule.action is not Action.BLOCK or one.rule.shadow:
        return None
    value = one.rule.test(facts)
    missing = one.rule.term.reads & facts.unrecorded if value is None else frozenset()
    return replace(one, hangs_on=missing) if value is True or missing else None
