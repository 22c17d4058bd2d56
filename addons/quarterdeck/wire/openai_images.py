"""OpenAI images and videos: a prompt in JSON, or with the picture to be changed in multipart form data."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message, streams
from quarterdeck.wire.openai_chat import named

NAME = "openai-images"

_PATH = re.compile(r"/images/(?:generations|edits|variations)$|/v1/videos(?:/[^/]+/remix)?$")


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict or not any(models.field(value, key) for key in ("prompt", "image", "image[]")):
        return None
    sends = any(models.field(value, key) for key in ("image", "image[]", "mask", "input_reference"))
    return message(NAME, "upload" if sends else "completion", value, named(request, value), streams(value))


FORMAT = Format(NAME, _claims, _parse, "openai", re.compile(r"/images/generations$"), title="OpenAI images and videos")
