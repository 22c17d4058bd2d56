"""What `match`, `unless` and an exception's `match` may say. The descriptions here are the rule reference."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Union

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from quarterdeck.policy.values import (
    Activity,
    ArtifactKind,
    Cidr,
    Clock,
    Countries,
    Country,
    Days,
    Duration,
    Flag,
    HostPattern,
    Limit,
    Method,
    OneOrMore,
    SizeBound,
    Text,
    Texts,
    Zone,
    listed,
    mistake,
    some,
)


class Keys(BaseModel):
    """A mapping whose keys are all known. A key without a value is a mistake, not a default."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    may_be_empty: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _no_empty_values(cls, data: Any) -> Any:
        if isinstance(data, dict):
            for key, value in data.items():
                if value is None and key not in cls.may_be_empty and key in cls._names():
                    raise mistake(f"{key!r} has no value", "give it one, or leave the key out", key)
        return data

    @classmethod
    def _names(cls) -> set[str]:
        return {field.alias or name for name, field in cls.model_fields.items()}


class SomeKeys(Keys):
    """A mapping that must say something: an empty one would match everything."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    @model_validator(mode="after")
    def _says_something(self) -> SomeKeys:
        if not self.model_fields_set:
            raise mistake("an empty mapping would match everything", 'say what it is to match, or write {host: "*"}')
        return self


def _shorthand(key: str) -> Any:
    def expand(value: Any) -> Any:
        return [item if isinstance(item, dict | list | BaseModel) else {key: item} for item in listed(value)]

    return expand


def _entries(model: Any, key: str, short: Any) -> BeforeValidator:
    """Takes one or more mappings, each of which may be written as the value of its most usual key alone."""
    form: Any = short | model
    return BeforeValidator(_shorthand(key), json_schema_input_type=form | some(form))


_CERTAIN = (
    "`true` leaves out what the catalogue marks uncertain, `false` takes it as certain. Without it an uncertain "
    "entry is unknown: a ban catches it, and `unless` and exceptions do not."
)


class Named(Keys):
    """Entries of the catalogue, by name."""

    is_: Texts = Field(alias="is", description="The names, any of which will do.")
    certain: Flag | None = Field(default=None, description=_CERTAIN)


Entries = Annotated[tuple[Named, ...], _entries(Named, "is", Text)]


class JurisdictionTest(Keys):
    """A country that a service answers to."""

    is_: Countries = Field(alias="is", description="Country codes (ISO 3166-1 alpha-2), any of which will do.")
    basis: Literal["operator", "owner", "hosting", "any"] = Field(
        default="any",
        description="Whose country counts: who runs the service, who owns that company, or where it runs.",
    )
    certain: Flag | None = Field(default=None, description=_CERTAIN)


Jurisdictions = Annotated[tuple[JurisdictionTest, ...], _entries(JurisdictionTest, "is", Country)]


class ArtifactTest(SomeKeys):
    """Something that is fetched to be run elsewhere."""

    kind: OneOrMore[ArtifactKind] | None = Field(default=None, description="What is fetched.")
    name: Texts | None = Field(
        default=None, description='Globs over the repository, package or image name, such as `"*deepseek*"`.'
    )
    registry: Texts | None = Field(
        default=None, description="Globs over the registry it comes from: huggingface, ollama, pypi, npm, oci."
    )


Artifacts = Annotated[tuple[ArtifactTest, ...], _entries(ArtifactTest, "kind", ArtifactKind)]


class Devices(SomeKeys):
    """The device that a request comes from."""

    managed: Flag | None = Field(default=None, description="Whether the organization manages the device.")
    id: Texts | None = Field(default=None, description="Globs over the device's name.")


class PrincipalTest(SomeKeys):
    """Who asks. All keys that are given must hold; who is not identified is unknown, not somebody else."""

    any: Literal[True] | None = Field(default=None, description="Everybody: `principal: any`.")
    users: Texts | None = Field(default=None, description="Globs over the user's name, case-folded.")
    groups: Texts | None = Field(default=None, description="Globs over the names of the user's groups, case-folded.")
    devices: Devices | None = Field(default=None, description="What is asked of the device.")
    cidr: OneOrMore[Cidr] | None = Field(default=None, description="Networks that the client's address must be in.")


class TenantTest(SomeKeys):
    """Which account of a service is used, as far as the request shows it."""

    workspace: Texts | None = Field(
        default=None, description="Globs over the workspace or account id (ChatGPT, Claude)."
    )
    organization: Texts | None = Field(
        default=None, description="Globs over the organization id, or the resource name of an Azure host."
    )
    project: Texts | None = Field(default=None, description="Globs over the project id (OpenAI, Vertex AI).")
    plan: Texts | None = Field(
        default=None, description="The plan: `individual`, `business` or `enterprise` (GitHub Copilot)."
    )
    key: Texts | None = Field(
        default=None,
        description="`sha256:` and at least 16 hexadecimal digits of the SHA-256 of the API key that is sent.",
    )


class ScheduleTest(SomeKeys):
    """A time of the week. A span that ends before it begins runs into the next day."""

    days: OneOrMore[Days] | None = Field(
        default=None, description="Days: `mon`, `mon-fri`, `weekdays`, `weekend`. All days when left out."
    )
    from_: Clock | None = Field(default=None, alias="from", description="The time of day at which it begins: 09:00.")
    to: Clock | None = Field(default=None, description="The time of day at which it ends, itself not included: 17:30.")
    tz: Zone | None = Field(default=None, description="The time zone; the policy's `tz` when left out.")


class ContentTest(Keys):
    """What the detectors find in the texts of an exchange."""

    detector: Texts | None = Field(default=None, description="Globs over detector ids, such as `secrets.*`.")
    min_count: int = Field(default=1, ge=1, le=1_000_000, description="How many findings are needed.")
    min_confidence: float = Field(default=0.0, ge=0, le=1, description="Findings less certain than this do not count.")
    file_type: Texts | None = Field(default=None, description="Globs over the type of an uploaded file, such as `pdf`.")


Contents = Annotated[tuple[ContentTest, ...], _entries(ContentTest, "detector", Text)]


class ClientTest(SomeKeys):
    """The program that asks."""

    kind: Texts | None = Field(default=None, description="The kind of program: browser, sdk, cli, ide.")
    app: Texts | None = Field(default=None, description="Globs over the program's name.")


class BudgetTest(Keys):
    """How much a principal has used within a time."""

    requests: Limit | None = Field(default=None, description="A comparison with the requests sent, such as `>500`.")
    tokens: Limit | None = Field(default=None, description="A comparison with the tokens used, such as `>1000000`.")
    bytes: SizeBound | None = Field(default=None, description="A comparison with the bytes sent, such as `>100MB`.")
    per: Duration = Field(default="1d", description="The time over which is counted: `1h`, `1d`, `7d`.")


class ExtractionTest(Keys):
    """How much recent traffic looks like the bulk extraction of a model's abilities."""

    score: Limit = Field(description="A comparison with the score, which runs from 0 to 1: `>=0.8`.")


def _opaque_again(value: tuple[str, ...]) -> bool | tuple[str, ...]:
    return True if value == ("*",) else value or False


def _opaque(value: Any) -> Any:
    return ["*"] if value is True else [] if value is False else listed(value)


Opaque = Annotated[
    tuple[Text, ...],
    BeforeValidator(_opaque, json_schema_input_type=bool | Text | some(Text)),
    PlainSerializer(_opaque_again),
]


def _principals(value: Any) -> Any:
    return [{"any": True} if item == "any" else item for item in listed(value)]


Principals = Annotated[
    tuple[PrincipalTest, ...],
    BeforeValidator(_principals, json_schema_input_type=Literal["any"] | PrincipalTest | list[PrincipalTest]),
]


_Matches = Annotated[tuple["Match", ...], BeforeValidator(listed, json_schema_input_type=Union["Match", list["Match"]])]


class Match(SomeKeys):
    """A question about an exchange. All keys of one mapping must hold; the values of one list are alternatives."""

    service: Entries | None = Field(
        default=None, description="A service id of the catalogue (`deepseek-web`) or a family of them (`deepseek`)."
    )
    vendor: Entries | None = Field(
        default=None, description="Who runs the service, by the catalogue's name or an alias, in any case."
    )
    category: Entries | None = Field(
        default=None, description="The kind of service: `chatbot`, `llm-api`, `coding`, `gateway`, `translator`..."
    )
    jurisdiction: Jurisdictions | None = Field(
        default=None, description="A country that the service answers to, on any basis unless one is named."
    )
    model: Texts | None = Field(
        default=None,
        description="Globs over the model's name as it stands in the request, its fallbacks and the answer, "
        "case-folded. "
        'A provider\'s prefix is part of the name: write `"*deepseek*"`.',
    )
    model_vendor: Texts | None = Field(
        default=None, description="Who made the model, wherever it is served; names as for `vendor`."
    )
    model_jurisdiction: Countries | None = Field(
        default=None, description="The country of the model's maker, wherever the model is served."
    )
    host: OneOrMore[HostPattern] | None = Field(
        default=None,
        description="`example.com` covers its subdomains, `=example.com` does not, and `*.example.com` is a glob.",
    )
    url: Texts | None = Field(
        default=None,
        description="A glob over scheme://host/path, case-folded, without the query. The scheme may be left out; "
        "a glob that begins with `/` is about the path alone.",
    )
    method: OneOrMore[Method] | None = Field(default=None, description="The HTTP method.")
    activity: OneOrMore[Activity] | None = Field(default=None, description="What is being done with the service.")
    tool: Texts | None = Field(default=None, description="Globs over the name of the tool that is called (MCP).")
    artifact: Artifacts | None = Field(
        default=None, description="Weights, packages, images or programs that are downloaded, by kind and name."
    )
    client: OneOrMore[ClientTest] | None = Field(default=None, description="The program that asks.")
    principal: Principals | None = Field(default=None, description="Who asks, or `any`.")
    tenant: OneOrMore[TenantTest] | None = Field(
        default=None, description="Which account of the service is used: the organization's own, or a private one."
    )
    schedule: OneOrMore[ScheduleTest] | None = Field(
        default=None, description="When: days and times of day in a time zone."
    )
    content: Contents | None = Field(default=None, description="What the detectors find in the texts.")
    size: OneOrMore[SizeBound] | None = Field(
        default=None, description="A comparison with the size of the body: `>1GB`."
    )
    direction: Literal["request", "answer"] | None = Field(
        default=None,
        description="Whether the request or its answer is judged. Left out, rules about models and about the size of "
        "an artifact are about both, and all others about the request.",
    )
    opaque: Opaque | None = Field(
        default=None, description="`true` when the body could not be read, or the reasons why: `too-large`, `not-json`."
    )
    unlisted_ai: Flag | None = Field(
        default=None, description="Whether the host was recognized as an AI service that the catalogue does not list."
    )
    budget: OneOrMore[BudgetTest] | None = Field(default=None, description="How much the principal has used.")
    extraction: OneOrMore[ExtractionTest] | None = Field(
        default=None, description="How much the traffic looks like the bulk extraction of a model."
    )
    any_: _Matches | None = Field(default=None, alias="any", description="At least one of these must hold.")
    all_: _Matches | None = Field(default=None, alias="all", description="All of these must hold.")
    not_: Match | None = Field(default=None, alias="not", description="This must not hold.")
