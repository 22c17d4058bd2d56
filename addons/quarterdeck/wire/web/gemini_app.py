"""gemini.google.com: a form field of JSON that holds a string of JSON. The model is an id in a header.

Source: Gemini-API (2026-04). The prompt is inner[0][0]; the other calls of the app pass through batchexecute.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Part
from quarterdeck.wire import json_strict, texts
from quarterdeck.wire.format import Format, Request

NAME = "gemini-web"

_PATH = re.compile(r"/bardfrontendservice/streamgenerate$|bardfrontendservice/streamgenerate$")
_FIELD = "f.req"


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(_: Request, value: Any) -> Message | None:
    given = value.get(_FIELD) if type(value) is dict else None
    if type(given) is not str:
        return None
    outer = json_strict.documents(given)
    if outer.reason is not None or len(outer.values) != 1 or type(outer.values[0]) is not list:
        return None
    inner = next((item for item in outer.values[0] if type(item) is str), None)
    if inner is None or json_strict.documents(inner).reason is not None:
        return None
    parts: tuple[Part, ...] = texts.parts(value, role="user")
    return Message(NAME, "chat", parts=tuple(part for part in parts if part.pointer != "/at"), stream=True)


FORMAT = Format(NAME, _claims, _parse, "google", _PATH)
