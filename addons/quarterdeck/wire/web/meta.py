"""meta.ai: a GraphQL form whose `variables` are JSON in a string. Source: gpt4free MetaAI.py."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import json_strict
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.web import drift

NAME = "meta-web"

_PATH = re.compile(r"/(?:api/)?graphql$")
_TEXT = "sensitive_string_value"
_FILES = ("attachments", "attachmentsV2", "imagineMediaIds")


def _claims(request: Request) -> bool:
    return request.host.endswith("meta.ai") and _PATH.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    if type(value) is not dict:
        return None
    variables = value.get("variables")
    given = json_strict.documents(variables).values if type(variables) is str else (variables,)
    said = [text for one in given for text in _sensitive(one)]
    sends = "sendmessage" in str(value.get("fb_api_req_friendly_name", "")).lower()
    if not said and not sends:
        return None
    files = bool(said) and any(type(one) is dict and any(one.get(name) for name in _FILES) for one in given)
    if sends and drift.silent(said, files, value, ("variables", "doc_id", "lsd", "fb_dtsg")):
        return drift.opaque(request, NAME)
    return message(NAME, "chat", value, Models((), True), True)


def _sensitive(value: Any) -> list[Any]:
    """All texts that are marked as a person's own, at any depth: json_strict bounds it."""
    if type(value) is dict:
        here = [value[_TEXT]] if _TEXT in value else []
        return here + [text for item in value.values() for text in _sensitive(item)]
    return [text for item in value for text in _sensitive(item)] if type(value) is list else []


FORMAT = Format(NAME, _claims, _parse, "generic", title="Meta AI (web)")
