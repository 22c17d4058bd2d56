"""What a policy file may say. The descriptions here are the rule reference and the JSON Schema for editors."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, Strict, model_validator

from quarterdeck.policy.cases_schema import Case
from quarterdeck.policy.contents import content_tests
from quarterdeck.policy.detector_schema import Detector
from quarterdeck.policy.finder_schema import DictionaryList, DocumentList, ExactDataList, NameModel
from quarterdeck.policy.grammar import Artifacts, Entries, Jurisdictions, Keys, Match, Principals
from quarterdeck.policy.values import (
    ActionName,
    Countries,
    Domain,
    Duration,
    Expiry,
    Flag,
    HeaderName,
    HeaderValue,
    Id,
    Mode,
    Notes,
    OneOrMore,
    Severity,
    Text,
    Texts,
    When,
    Zone,
    mistake,
)


class Words(Keys):
    """What a rule says to people."""

    reason: Text = Field(default="", min_length=0, description="Why the rule is there; shown to whoever it stops.")
    message: Text = Field(
        default="",
        min_length=0,
        description="What the user is told instead of the usual words; may hold {service}, {rule} and {incident}.",
    )
    suggest: Notes = Field(default=(), description="What to use instead: service ids, or words.")
    references: Notes = Field(default=(), description="The laws, orders or documents that it comes from.")
    severity: Severity | None = Field(default=None, description="How grave it is, for alerts and reports.")
    tags: Notes = Field(default=(), description="Words to find it by in the log.")


class Term(Keys):
    """When something is in force. Days are inclusive, in the policy's time zone."""

    from_: When | None = Field(default=None, alias="from", description="The day or moment from which it is in force.")
    until: When | None = Field(default=None, description="The last day, or the moment, at which it is in force.")
    review_by: When | None = Field(default=None, description="The day by which somebody should look at it again.")


class CoachOptions(Keys):
    """How a user may go on after being coached."""

    grant: Duration = Field(default="7d", description="How long the rule then only monitors that user: `7d`.")
    ask: tuple[Literal["reason", "ticket"], ...] = Field(default=("reason",), description="What the user must give.")


class RedactOptions(Keys):
    """How findings are taken out of a request."""

    style: Literal["placeholder", "mask", "pseudonym"] = Field(
        default="placeholder", description="What stands in place of a finding."
    )
    restore: Flag = Field(default=True, description="Whether the answer gets the original texts back.")
    restore_secrets: Flag = Field(default=False, description="Whether that includes what a `secrets.` detector found.")


class EvidenceOptions(Keys):
    """What is kept of the text round a finding: redacted, and encrypted to the reviewers of the configuration."""

    excerpt: Annotated[int, Strict()] = Field(
        default=200, ge=1, le=1000, description="How many characters on either side of each finding are kept."
    )


def _evidence(value: Any) -> Any:
    return {} if value == "excerpt" else value


Evidence = Annotated[
    EvidenceOptions, BeforeValidator(_evidence, json_schema_input_type=Literal["excerpt"] | EvidenceOptions)
]


class Ban(Words, Term):
    """One thing that is forbidden: a rule that blocks. All keys given must hold; values of a list are alternatives."""

    id: Id | None = Field(default=None, description="Its id; `ban-KIND-VALUE` when left out.")
    service: Entries | None = Field(default=None, description="A service id of the catalogue, or a family of them.")
    domain: OneOrMore[Domain] | None = Field(default=None, description="A domain, with all its subdomains.")
    domains_file: Texts | None = Field(
        default=None,
        description="A file of domains, one a line, or a hosts file, of any size; relative to this policy file.",
    )
    vendor: Entries | None = Field(default=None, description="Everything of a vendor, by name or alias.")
    category: Entries | None = Field(default=None, description="Every service of a kind.")
    jurisdiction: Jurisdictions | None = Field(
        default=None, description="Every service of a country (ISO 3166-1 alpha-2)."
    )
    model: Texts | None = Field(default=None, description="Globs over model names, wherever the model is served.")
    model_vendor: Texts | None = Field(default=None, description="Every model of a maker, wherever it is served.")
    model_jurisdiction: Countries | None = Field(
        default=None, description="Every model of the makers of a country, wherever it is served."
    )
    artifact: Artifacts | None = Field(
        default=None, description="Weights, packages, images or programs that may not be downloaded."
    )
    mode: Mode = Field(default="enforce", description="`shadow` records what would have happened and stops nothing.")

    @model_validator(mode="after")
    def _bans_something(self) -> Ban:
        if not any(getattr(self, kind) is not None for kind in BAN_KINDS):
            raise mistake("the entry bans nothing", f"name one of {', '.join(BAN_KINDS)}")
        return self


BAN_KINDS = (
    "service",
    "domain",
    "domains_file",
    "vendor",
    "category",
    "jurisdiction",
    "model",
    "model_vendor",
    "model_jurisdiction",
    "artifact",
)


class Rule(Words, Term):
    """When `match` holds and `unless` does not, `action` counts; of all rules that match, the strictest wins."""

    id: Id = Field(description="Its id, unique in this file; lower case with hyphens.")
    description: Text = Field(default="", min_length=0, description="What it does, for whoever reads the file.")
    match: Match = Field(description="What the rule is about.")
    unless: Match | None = Field(default=None, description="What lifts the rule, when it is known to hold.")
    action: ActionName = Field(
        description="What happens, in order of strictness: allow, monitor, redact, coach, block."
    )
    mode: Mode = Field(default="enforce", description="`shadow` records what would have happened and stops nothing.")
    on_unknown: Literal["match", "skip"] | None = Field(
        default=None,
        description="Whether the rule counts when a fact that it needs cannot be read. Left out, redact, coach and "
        "block do, and allow and monitor do not.",
    )
    set_headers: dict[HeaderName, HeaderValue] = Field(
        default_factory=dict, description="Headers that a request which is let through must carry; the client's go."
    )
    coach: CoachOptions | None = Field(default=None, description="Options of the action coach.")
    redact: RedactOptions | None = Field(default=None, description="Options of the action redact.")
    evidence: Evidence | None = Field(
        default=None,
        description="What is kept of the text round each finding, for reviewers alone: `excerpt`, or how much of it: "
        "`{excerpt: 400}`. Nothing when left out. Needs `audit.evidence` in the configuration.",
    )

    @model_validator(mode="after")
    def _options_fit(self) -> Rule:
        for option in ("coach", "redact"):
            if getattr(self, option) is not None and self.action != option:
                raise mistake(
                    f"`{option}:` options stand on a rule whose action is {self.action}",
                    f"write `action: {option}`, or leave `{option}:` out",
                )
        if self.evidence is not None and not any(content_tests(self.match)):
            raise mistake(
                "`evidence:` stands on a rule that is about no findings, so there is nothing to show",
                "name a detector under `match: {content: ...}`, or leave `evidence:` out",
            )
        return self


class Exemption(Keys):
    """Lifts rules for some principals, for a time, on somebody's word."""

    id: Id = Field(description="Its id, unique in this file.")
    rules: Texts = Field(description="Globs over `policy/rule`; without a slash, over the rules of this file.")
    principal: Principals = Field(description="For whom it holds; `any` for everybody.")
    match: Match | None = Field(default=None, description="What else must be known to hold.")
    from_: When | None = Field(default=None, alias="from", description="The day or moment from which it holds.")
    expires: Expiry = Field(description="The last day, or the moment, at which it holds; or `never`.")
    approved_by: Text = Field(default="", min_length=0, description="Who approved it.")
    ticket: Text = Field(default="", min_length=0, description="Where that is on record.")
    reason: Text = Field(default="", min_length=0, description="Why it is there.")


def _ban(value: Any) -> Any:
    return {"service": value} if isinstance(value, str) else value


def _list(value: Any) -> Any:
    return [] if value is None else value


class Policy(Keys):
    """A policy file: bans, rules and exceptions under one name, with the cases that prove them.

    A file that only adds services, detectors or lists of own data needs no name.
    """

    policy: Id | None = Field(default=None, description="The policy's name; ids of rules are unique within it.")
    description: Text = Field(default="", min_length=0, description="What it is for.")
    owner: Text = Field(default="", min_length=0, description="Who answers for it.")
    references: Notes = Field(default=(), description="The laws, orders or documents that it comes from.")
    mode: Mode = Field(default="enforce", description="`shadow` records what would have happened and stops nothing.")
    tz: Zone = Field(default="UTC", description="The time zone of its dates and schedules, such as Europe/Berlin.")
    from_: When | None = Field(default=None, alias="from", description="The day or moment from which it is in force.")
    until: When | None = Field(default=None, description="The last day, or the moment, at which it is in force.")
    review_by: When | None = Field(default=None, description="The day by which somebody should look at it again.")
    include: Texts = Field(default=(), description="Packs that come with the program, by name, to load with this file.")
    ban: Annotated[
        tuple[Annotated[Ban, BeforeValidator(_ban, json_schema_input_type=Text | Ban)], ...],
        BeforeValidator(_list),
    ] = Field(default=(), description="The short form: what is forbidden, one thing an entry.")
    rules: Annotated[tuple[Rule, ...], BeforeValidator(_list)] = Field(default=(), description="The long form.")
    exceptions: Annotated[tuple[Exemption, ...], BeforeValidator(_list)] = Field(
        default=(), description="Who may do what a rule forbids, until when, and who said so."
    )
    services: Annotated[tuple[dict[str, Any], ...], BeforeValidator(_list)] = Field(
        default=(), description="Entries that add to the catalogue of services or correct it."
    )
    detectors: Annotated[tuple[Detector, ...], BeforeValidator(_list)] = Field(
        default=(), description="Patterns of the organization's own, which rules name under `content`."
    )
    dictionaries: Annotated[tuple[DictionaryList, ...], BeforeValidator(_list)] = Field(
        default=(), description="Lists of terms of the organization's own, which rules name under `content`."
    )
    exact_data: Annotated[tuple[ExactDataList, ...], BeforeValidator(_list)] = Field(
        default=(), description="Values of the organization's own records, as keyed hashes."
    )
    documents: Annotated[tuple[DocumentList, ...], BeforeValidator(_list)] = Field(
        default=(), description="Confidential documents, as keyed fingerprints."
    )
    names: Annotated[tuple[NameModel, ...], BeforeValidator(_list)] = Field(
        default=(), description="Models that recognize people's names."
    )
    cases: Annotated[tuple[Case, ...], BeforeValidator(_list)] = Field(
        default=(), description="Requests and what must come of each; run by `quarterdeck test` and before a reload."
    )
    own_data: ClassVar[tuple[str, ...]] = ("dictionaries", "exact_data", "documents", "names")
    only_tables: ClassVar[tuple[str, ...]] = ("services", "detectors", *own_data)
    may_be_empty: ClassVar[tuple[str, ...]] = ("ban", "rules", "exceptions", "cases", *only_tables)

    @model_validator(mode="after")
    def _named(self) -> Policy:
        tables = any(getattr(self, name) for name in self.only_tables)
        if self.policy is None and (self.ban or self.rules or self.exceptions or not tables):
            raise mistake("the policy has no name", "begin the file with `policy: some-name`")
        return self
