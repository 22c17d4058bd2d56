"""Hugging Face inference: the task API names owner and repository in the path, dedicated endpoints name nothing.

Source: huggingface_hub inference/_providers. The router's chat completions are OpenAI's.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, merged, message, streams
from quarterdeck.wire.models import Models

NAME = "hf-inference"

_MODEL = re.compile(r"/(?:models|pipeline/[a-z-]+)/([^/]+(?:/[^/:]+)?)(?:/pipeline/[a-z-]+)?$", re.IGNORECASE)
_DEDICATED = (".endpoints.huggingface.cloud", ".hf.space")


def _claims(request: Request) -> bool:
    host = request.host
    return host.endswith(_DEDICATED) or _MODEL.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict or models.field(value, "inputs") is None:
        return None
    said = models.named(value)
    found = _MODEL.search(request.exchange.path.rstrip("/"))
    if found is not None:
        said = merged(models.one(found[1]), Models(said.names, True))
    stream = streams(value) or request.path.endswith("_stream")
    activity = "embed" if request.path.endswith(("/embed", "feature-extraction")) else "completion"
    return message(NAME, activity, value, said, stream)


FORMAT = Format(NAME, _claims, _parse, "hf", title="Hugging Face inference")
