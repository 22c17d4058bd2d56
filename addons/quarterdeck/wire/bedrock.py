"""AWS Bedrock: the model id in the path, URL-encoded; the body is Converse's or the model family's own.

Source: Bedrock runtime API reference. ARNs of inference profiles, imported, custom or provisioned models and prompt
routers hide the model; those of foundation models and of system-defined profiles name it.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models

NAME = "bedrock"

_MODEL = re.compile(
    r"/model/(.+)/(invoke|invoke-with-response-stream|converse|converse-stream|count-tokens)$", re.IGNORECASE
)
_ARN = re.compile(r"arn:aws[a-z-]*:(?:bedrock|sagemaker):", re.IGNORECASE)
_NAMED_ARN = re.compile(
    r":(?:foundation-model|inference-profile)/([a-z0-9-]+(?:\.[a-z0-9-]+)+[a-z0-9:._-]*)$", re.IGNORECASE
)
_AGENTS = re.compile(r"/agents/.+/sessions/.+/text$|/retrieveandgenerate(?:stream)?$|/async-invoke$|/flows/.+/aliases/")
_HOSTS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")


def model_id(text: str) -> Models:
    """The models that an id or ARN names; not known when an ARN hides it."""
    name = unquote(unquote(text))
    if not _ARN.match(name):
        return Models((name,), True)
    found = _NAMED_ARN.search(name)
    return Models((found[1],), True) if found else Models((name,), False)


def _claims(request: Request) -> bool:
    path = request.path
    if _MODEL.search(path):
        return True
    return request.host.endswith(_HOSTS) and _AGENTS.search(path) is not None


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    said = models.named(value)
    found = _MODEL.search(request.exchange.path)
    if found is None:
        several = [model_id(name) for name in said.names]
        names = tuple(name for one in several for name in one.names)
        return message(NAME, "chat", value, Models(names, bool(names) and all(one.known for one in several)))
    asked = model_id(found[1])
    verb = found[2].lower()
    activity = "chat" if verb.startswith("converse") or "messages" in value else "completion"
    if "embed" in asked.names[0].lower():
        activity = "embed"
    return message(NAME, activity, value, Models((*asked.names, *said.names), asked.known), verb.endswith("-stream"))


FORMAT = Format(NAME, _claims, _parse, "aws", _MODEL, title="AWS Bedrock")
