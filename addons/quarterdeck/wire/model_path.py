"""Hosts that take the model from the path: a table of their shapes, on any host, since gateways pass them through.

Sources: the providers' API references (Cloudflare Workers AI, Replicate, DeepInfra, Clarifai, Qianfan, Databricks,
SageMaker, fal). Where a path holds a customer's own name the model is not known.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, merged, message, streams
from quarterdeck.wire.models import Models

NAME = "model-path"

_SHAPES = (
    re.compile(r"/(?:ai/run|workers-ai)/(@?[^/]+/[^/]+/[^/]+)$", re.IGNORECASE),
    re.compile(r"/v1/models/([^/]+/[^/]+)/predictions$", re.IGNORECASE),
    re.compile(r"/v1/inference/([^/]+/[^/]+)$", re.IGNORECASE),
    re.compile(r"/v2/(?:users/[^/]+/apps/[^/]+/)?models/([^/]+)/(?:versions/[^/]+/)?outputs$", re.IGNORECASE),
    re.compile(r"/wenxinworkshop/(?:chat|completions|embeddings)/([^/]+)$", re.IGNORECASE),
    re.compile(r"^/(fal-ai/.+)$", re.IGNORECASE),
    re.compile(r"/replicate/v1/models/([^/]+/[^/]+)/predictions$", re.IGNORECASE),
)
_HIDDEN = (
    re.compile(r"/serving-endpoints/([^/]+)/invocations$", re.IGNORECASE),
    re.compile(r"^/endpoints/([^/]+)/invocations(?:-response-stream)?$", re.IGNORECASE),
    re.compile(r"/deployments/([^/]+)/predictions$", re.IGNORECASE),
)
_PREDICTIONS = re.compile(r"/v1/predictions$")


def _claims(request: Request) -> bool:
    path = request.path
    if any(shape.search(path) for shape in (*_SHAPES, *_HIDDEN)):
        return True
    return request.ai and _PREDICTIONS.search(path) is not None


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict or not value:
        return None
    said = models.named(value)
    path = request.exchange.path.rstrip("/")
    activity = "chat" if models.field(value, "messages") is not None else "completion"
    for shape in _SHAPES:
        found = shape.search(path)
        if found is not None:
            asked = models.one(found[1])
            return message(NAME, activity, value, merged(asked, Models(said.names, True)), streams(value))
    for shape in _HIDDEN:
        found = shape.search(path)
        if found is not None:
            names = (found[1], *said.names)
            return message(NAME, activity, value, Models(names, any(map(models.recognized, names))), streams(value))
    version = value.get("version")
    if type(version) is not str:
        return None
    # Replicate: "owner/name:hash" names the model, a bare hash does not.
    return message(NAME, activity, value, Models((version.split(":")[0],), "/" in version), streams(value))


FORMAT = Format(NAME, _claims, _parse, "generic", title="Hosts with the model in the path")
