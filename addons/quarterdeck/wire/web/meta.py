"""meta.ai: a GraphQL form whose `variables` are JSON in a string. Source: gpt4free MetaAI.py."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models

NAME = "meta-web"

_PATH = re.compile(r"/(?:api/)?graphql$")
_TEXT = "sensitive_string_value"


def _claims(request: Request) -> bool:
    return request.host.endswith("meta.ai") and _PATH.search(request.path) is not None


def _parse(_: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    variables = value.get("variables")
    said = _TEXT in variables if type(variables) is str else type(variables) is dict
    named = str(value.get("fb_api_req_friendly_name", "")).lower()
    if not said and "sendmessage" not in named:
        return None
    return message(NAME, "chat", value, Models((), True), True)


FORMAT = Format(NAME, _claims, _parse, "generic")
