"""What a policy becomes when it is compiled: immutable rules and exceptions, and the index that finds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quarterdeck.model.decision import Action, Lifted, Obligation, Reason
from quarterdeck.model.facts import Facts
from quarterdeck.model.principal import Principal
from quarterdeck.model.service import Service
from quarterdeck.policy.contents import Select
from quarterdeck.policy.dates import FOREVER
from quarterdeck.policy.index import Index
from quarterdeck.policy.schema import CoachOptions, RedactOptions
from quarterdeck.policy.term import Term
from quarterdeck.policy.tri import Test

_MODELS = frozenset(("model", "model_vendor", "model_jurisdiction"))
# File, line and column.
Place3 = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class CompiledException:
    """Lifts a rule when `test` is True; in force from `start` until before `end` (seconds since the epoch)."""

    lifted: Lifted
    term: Term
    test: Test
    place: Place3
    start: float = -FOREVER
    end: float = FOREVER

    def holds(self, facts: Facts) -> bool:
        return self.start <= facts.time < self.end and self.test(facts) is True


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule or a ban. `reason` is what it says, `unknown` what it says when a fact could not be read.

    `counts_unknown`: whether a match left unknown counts as matched. `unless` is never True for a rule without one.
    `selects` are the findings that it is about, None when it is about none. `excerpt` is how many characters on either
    side of them are kept as evidence; 0 when no evidence is.
    """

    id: str
    policy: str
    action: Action
    term: Term
    test: Test
    unless_term: Term | None
    unless: Test | None
    counts_unknown: bool
    shadow: bool
    reason: Reason
    unknown: Reason
    place: Place3
    start: float = -FOREVER
    end: float = FOREVER
    exceptions: tuple[CompiledException, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    coach: CoachOptions | None = None
    redact: RedactOptions | None = None
    selects: Select | None = None
    excerpt: int = 0
    is_ban: bool = False

    @property
    def name(self) -> str:
        """`policy/rule`."""
        return f"{self.policy}/{self.id}"

    @property
    def reads(self) -> frozenset[str]:
        """The facts that it needs, with those of what lifts it."""
        terms = [self.term, *(one.term for one in self.exceptions)]
        if self.unless_term is not None:
            terms.append(self.unless_term)
        return frozenset().union(*(term.reads for term in terms))

    @property
    def of_answers(self) -> bool:
        """Whether it is about answers too: when it says so, or is about models or the size of what is fetched.

        A rule about a body (what is in it, how large it is) is about the one that is sent, unless it says otherwise.
        """
        reads = self.reads
        if "direction.answer" in reads:
            return True
        if not reads.isdisjoint(("direction.request", "content", "opaque")):
            return False
        return reads.issuperset(("artifact", "size")) or (not reads.isdisjoint(_MODELS) and "size" not in reads)

    @property
    def of_answer_heads(self) -> bool:
        """Whether the head of an answer tells all that it needs."""
        return self.of_answers and self.reads.isdisjoint((*_MODELS, "content", "opaque"))

    def granted(self, principal: Principal) -> bool:
        """Whether it would coach someone who has given their reason already."""
        return self.action is Action.COACH and self.name in principal.granted

    def in_force(self, time: float) -> bool:
        return self.start <= time < self.end


@dataclass(frozen=True, slots=True)
class PolicySet:
    """All rules, the strictest first and then by name, so that no order of files or entries can be told.

    `version` is a digest of everything that decides: rules, lists and the services that names resolve to.
    `reads` are the facts that any rule or exception needs. `answer_heads` are the numbers of the rules about answers
    that need no more of one than its head, `answer_bodies` those of the rest of them.
    `redacts` says that one of them takes things out of requests, `coaches` that one of them coaches.
    """

    version: str
    rules: tuple[CompiledRule, ...]
    index: Index
    exceptions: tuple[CompiledException, ...] = ()
    services: Mapping[str, Service] = field(default_factory=dict)
    reads: frozenset[str] = frozenset()
    answer_heads: frozenset[int] = frozenset()
    answer_bodies: frozenset[int] = frozenset()
    redacts: bool = False
    coaches: bool = False

    @property
    def reads_answers(self) -> bool:
        """Whether any rule is about answers."""
        return bool(self.answer_heads or self.answer_bodies)

    @property
    def reads_content(self) -> bool:
        """Whether anything asks what detectors find, or of what type a file is."""
        return "content" in self.reads

    @property
    def reads_files(self) -> bool:
        """Whether anything depends on what is inside an uploaded file, be it only that it cannot be read."""
        return not self.reads.isdisjoint(("content", "opaque"))

    @property
    def captures(self) -> int:
        """How many characters on either side of a finding any rule wants kept as evidence; 0 when none does."""
        return max((rule.excerpt for rule in self.rules), default=0)

    def rule(self, name: str) -> CompiledRule | None:
        """The rule of that `policy/rule` name."""
        return next((rule for rule in self.rules if rule.name == name), None)
