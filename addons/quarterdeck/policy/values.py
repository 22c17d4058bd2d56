"""The scalars of the policy language: each is checked as it is read and kept as the text a person wrote."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, Strict, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError

from quarterdeck.errors import BadHost
from quarterdeck.policy.dates import read_when, read_zone
from quarterdeck.policy.hosts import read_domain, read_host_pattern
from quarterdeck.policy.measures import read_bound, read_clock, read_days, read_duration, read_limit

Activity = Literal[
    "chat",
    "completion",
    "embed",
    "upload",
    "download-weights",
    "install",
    "tool-call",
    "login",
    "telemetry",
    "browse",
]
ArtifactKind = Literal["weights", "package", "container", "extension", "mobile-app", "desktop-app"]
ActionName = Literal["allow", "monitor", "redact", "coach", "block"]
Mode = Literal["enforce", "shadow"]
Severity = Literal["info", "low", "medium", "high", "critical"]
Item = TypeVar("Item")
ACTIVITIES: tuple[str, ...] = get_args(Activity)
ARTIFACTS: tuple[str, ...] = get_args(ArtifactKind)
_DATE = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)? ?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?$"
)
_DAY = "(mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_DAYS = f"^(weekdays|weekend|daily|{_DAY}(-{_DAY})?)$"


def mistake(message: str, hint: str = "", key: str = "") -> PydanticCustomError:
    """An error of ours, with a hint, for pydantic to carry to the loader; `key` is where in the value it lies."""
    return PydanticCustomError("policy", "{text}", {"text": message, "hint": hint, "key": key})


def _text(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, bool | float):
        word = str(value).lower()
        raise mistake(
            f"{word} is read as a {'number' if isinstance(value, float) else 'yes or no'}, not as text",
            f'put it in quotes: "{word}"',
        )
    return value


def listed(value: Any) -> Any:
    """One value or a list of them, as a list. An empty list is a mistake: it would match nothing, ever."""
    if isinstance(value, list | tuple):
        if not value:
            raise mistake("an empty list matches nothing", "name at least one value, or leave the key out")
        return list(value)
    return [value]


def _listed_or_empty(value: Any) -> Any:
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


def _checked(read: Any) -> Any:
    def check(text: str) -> str:
        try:
            kept = read(text)
        except (BadHost, ValueError) as error:
            raise mistake(str(error)) from None
        return kept if isinstance(kept, str) else text

    return AfterValidator(check)


def _id(text: str) -> str:
    if re.fullmatch(r"[a-z0-9](?:[a-z0-9_-]{0,98}[a-z0-9])?", text):
        return text
    proposal = re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-_")[:100]
    raise mistake(
        f"{text!r} is not an id: ids are lower-case letters, digits and hyphens",
        f"write it as {proposal!r}" if proposal else "",
    )


def _country(text: str) -> str:
    if re.fullmatch(r"[A-Za-z]{2}", text):
        return text.upper()
    raise mistake(f"{text!r} is not a country code", "write two letters of ISO 3166-1, such as CN")


def _method(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}", text):
        return text.upper()
    raise mistake(f"{text!r} is not an HTTP method")


def _cidr(text: str) -> str:
    try:
        return str(ip_network(text, strict=True))
    except ValueError:
        pass
    try:
        proposal = str(ip_network(text, strict=False))
    except ValueError:
        raise mistake(f"{text!r} is not a network", "write it as 10.20.0.0/16 or 2001:db8::/32") from None
    raise mistake(f"{text!r} has bits set after the prefix", f"write {proposal}")


def _expiry(text: str) -> str:
    if text != "never":
        read_when(text)
    return text


def _header_name(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", text):
        return text
    raise mistake(f"{text!r} is not a header name (RFC 9110 section 5.1)")


def _header_value(text: str) -> str:
    if re.fullmatch(r"[\x21-\x7e](?:[\t\x20-\x7e]{0,8000}[\x21-\x7e])?", text):
        return text
    raise mistake("a header's value is visible ASCII on one line (RFC 9110 section 5.5)")


def _spelled(pattern: str) -> WithJsonSchema:
    """How it is spelled, for editors; the loader checks more and says it better."""
    return WithJsonSchema({"type": "string", "pattern": pattern})


class _Listed:
    """Lets a tuple be written as one value or a non-empty list, and the JSON Schema say so."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        item = get_args(source)[0]
        validator = BeforeValidator(listed, json_schema_input_type=item | some(item))
        return validator.__get_pydantic_core_schema__(source, handler)


def some(form: Any) -> Any:
    """A list of at least one, in the JSON Schema."""
    return Annotated[list[form], Field(min_length=1)]


OneOrMore = Annotated[tuple[Item, ...], _Listed()]
Text = Annotated[str, BeforeValidator(_text, json_schema_input_type=str), Field(min_length=1, max_length=10_000)]
Texts = OneOrMore[Text]
Notes = Annotated[tuple[Text, ...], BeforeValidator(_listed_or_empty, json_schema_input_type=Text | list[Text])]
Flag = Annotated[bool, Strict()]
Id = Annotated[Text, AfterValidator(_id), _spelled(r"^[a-z0-9]([a-z0-9_-]{0,98}[a-z0-9])?$")]
Country = Annotated[Text, AfterValidator(_country), _spelled(r"^[A-Za-z]{2}$")]
Countries = OneOrMore[Country]
HostPattern = Annotated[Text, _checked(read_host_pattern), _spelled(r"^[^/]+$")]
Domain = Annotated[Text, _checked(read_domain), _spelled(r"^[^/*?=]+$")]
Method = Annotated[Text, AfterValidator(_method)]
Cidr = Annotated[Text, AfterValidator(_cidr), _spelled(r"^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$")]
When = Annotated[Text, _checked(read_when), _spelled(_DATE)]
Expiry = Annotated[Text, _checked(_expiry), _spelled(f"^never$|{_DATE}")]
Zone = Annotated[Text, _checked(read_zone)]
Clock = Annotated[Text, _checked(read_clock), _spelled(r"^([01][0-9]|2[0-4]):[0-5][0-9]$")]
Days = Annotated[Text, _checked(read_days), _spelled(_DAYS)]
Duration = Annotated[Text, _checked(read_duration), _spelled(r"^[0-9]{1,6} ?[smhdwSMHDW]$")]
SizeBound = Annotated[Text, _checked(read_bound), _spelled(r"^(>=?|<=?) *[0-9.]+ *([kmgtKMGT]?[iI]?[bB]?)$")]
Limit = Annotated[Text, _checked(read_limit), _spelled(r"^(>=?|<=?) *[0-9._]+$")]
HeaderName = Annotated[Text, AfterValidator(_header_name)]
HeaderValue = Annotated[Text, AfterValidator(_header_value)]
