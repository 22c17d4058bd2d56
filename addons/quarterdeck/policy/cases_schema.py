"""What a case says: a request, and what must come of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from quarterdeck.policy.grammar import Keys
from quarterdeck.policy.values import ActionName, Method, Notes, Text, When, mistake


def _pairs(value: Any) -> Any:
    if isinstance(value, dict):
        return [(key, item) for key, item in value.items()]
    if isinstance(value, list) and not all(isinstance(item, list) and len(item) == 2 for item in value):
        raise mistake("each header of a list is written [name, value]")
    return value


Headers = Annotated[
    tuple[tuple[Text, Text], ...],
    BeforeValidator(_pairs, json_schema_input_type=dict[str, Text] | list[tuple[Text, Text]]),
]


def _body(value: Any) -> Any:
    if isinstance(value, str | dict | list):
        return value
    raise mistake("a body is text, or a mapping or list that is sent as JSON")


class Request(Keys):
    """A request as a client would send it."""

    url: Text = Field(description="The whole URL.")
    method: Method | None = Field(default=None, description="GET when left out, or POST when there is a body.")
    headers: Headers = Field(default=(), description="A mapping, or a list of [name, value] pairs.")
    body: Annotated[Any, BeforeValidator(_body, json_schema_input_type=str | dict[str, Any] | list[Any])] = Field(
        default="", description="Text, or a mapping or list that is sent as JSON."
    )
    body_base64: Text | None = Field(default=None, description="The body's bytes in base64, in place of `body`.")
    user: Text | None = Field(default=None, description="Who sends it.")
    groups: Notes | None = Field(default=None, description="The user's groups.")
    client: Text = Field(default="127.0.0.1", description="The client's address.")
    at: When | None = Field(default=None, description="When; now when left out.")
    sni: Text | None = Field(default=None, description="The name in the TLS hello, when it is not the URL's.")
    connect_host: Text | None = Field(default=None, description="The host of the CONNECT, when it is not the URL's.")


class Expectation(Keys):
    """What must come of the request; what is not named is not looked at."""

    action: ActionName | None = Field(default=None, description="The action that must be decided.")
    rule: Text | None = Field(default=None, description="A rule that must be among the reasons: `id` or `policy/id`.")
    service: Text | None = Field(default=None, description="The service that must be recognized.")
    activity: Text | None = Field(default=None, description="The activity that must be recognized.")
    model: Text | None = Field(default=None, description="A model that must be among those named.")
    inspection: Literal["tunnel", "inspect", "refuse"] | None = Field(
        default=None, description="What the connection's verdict must be."
    )


def _request(value: Any) -> Any:
    return {"url": value} if isinstance(value, str) else value


def _expectation(value: Any) -> Any:
    return {"action": value} if isinstance(value, str) else value


class Case(Keys):
    """A request and what must come of it."""

    name: Text = Field(default="", min_length=0, description="What the case shows.")
    request: Annotated[Request, BeforeValidator(_request, json_schema_input_type=Text | Request)] = Field(
        description="The request, or its URL alone."
    )
    expect: Annotated[Expectation, BeforeValidator(_expectation, json_schema_input_type=ActionName | Expectation)] = (
        Field(description="What must come of it: an action, or a mapping.")
    )
    scope: Literal["policy", "composed"] = Field(
        default="policy", description="`composed` judges by all policies together, not by this file alone."
    )
