"""The answer of policy. There is no decision without a reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from quarterdeck.model.content import Artifact
from quarterdeck.model.finding import Excerpt, Finding, Found
from quarterdeck.model.service import Service


class Action(IntEnum):
    """In order of strictness; the strictest of all that match wins."""

    ALLOW = 0
    MONITOR = 1
    REDACT = 2
    COACH = 3
    BLOCK = 4

    def __str__(self) -> str:
        return self.name.lower()


class Coverage(Enum):
    """How much of an exchange, or of an answer, was read before it was decided on."""

    WHOLE = "whole"
    PART = "part"
    NONE = "none"


class Verdict(Enum):
    """What happens to a connection before its first request is read."""

    TUNNEL = "tunnel"
    INSPECT = "inspect"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that spoke.

    `rule` is its id within `policy`; `source` is file:line. `mode` is "enforce" or "shadow". `unknown` is
    True when the rule counted as matched because a fact that it needs could not be read. `granted`: a coach rule that
    the principal may go past, which therefore only monitors.
    """

    rule: str
    policy: str
    action: Action
    text: str
    source: str
    mode: str = "enforce"
    unknown: bool = False
    granted: bool = False
    message: str = ""
    suggest: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    severity: str = ""
    tags: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.policy}/{self.rule}"


@dataclass(frozen=True, slots=True)
class Lifted:
    """An exception that lifted a rule."""

    id: str
    rule: str
    policy: str
    approved_by: str
    ticket: str
    expires: str
    source: str


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something the proxy must do with an exchange that it lets through; `kind` is "set-header"."""

    kind: str
    name: str
    value: str


STYLES = ("mask", "pseudonym", "placeholder")
"""What may stand in the place of a finding; where two are asked for, the first of them, which tells least, wins."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """A finding that must not leave as it is. `style` is one of STYLES; `restore`: the answer gets it back."""

    finding: Finding
    style: str = "placeholder"
    restore: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """What the rules that spoke, in shadow or not, are about: the first of those findings, by their places.

    `excerpts` are those round which rules want `characters` of the text kept on either side.
    """

    findings: tuple[Finding, ...] = ()
    excerpts: tuple[Finding, ...] = ()
    characters: int = 0


NOTHING = About()


@dataclass(frozen=True, slots=True)
class Inspection:
    """The verdict on a connection and the rule (file:line) or setting responsible for it."""

    verdict: Verdict
    because: str
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Final, and complete enough to be explained and recorded on its own.

    `reasons` are the rules that matched and were not lifted, strictest first; when none matched it holds the
    default rule and `default` is True. `shadow` are those that would have spoken were they enforced.
    `redactions` are what has to be taken out of a request for it to go on, and `rewritten` says that it has been;
    `irredactable` says in a short word why it cannot be.
    `opaque` is the first reason why something could not be read, `unread` are all of them, and `coverage` says how
    much was. `drift`: a request that a known format claims no longer has the shape which that format should have.
    `about` is what the rules that spoke found, `found` the same as the log keeps it, and `excerpts` are evidence that
    rules ask for.
    """

    action: Action
    reasons: tuple[Reason, ...]
    policy_version: str
    default: bool = False
    shadow: tuple[Reason, ...] = ()
    exceptions: tuple[Lifted, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    service: Service | None = None
    activity: str | None = None
    format: str | None = None
    models: tuple[str, ...] | None = ()
    artifact: Artifact | None = None
    opaque: str | None = None
    unread: tuple[str, ...] = ()
    coverage: Coverage = Coverage.WHOLE
    drift: bool = False
    stream: bool = False
    findings: tuple[Finding, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    rewritten: bool = False
    irredactable: str | None = None
    about: About = NOTHING
    found: tuple[Found, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the exchange may not go on. What should be redacted is held back until that has been done."""
        return self.action > Action.REDACT or (self.action is Action.REDACT and not self.rewritten)

    @property
    def mode(self) -> str:
        """ "shadow" when only shadow rules spoke, else "enforce"."""
        return "shadow" if self.default and self.shadow else "enforce"
