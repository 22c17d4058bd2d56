"""perplexity.ai: one of several makers' models is picked by a short name. Source: gpt4free, perplexity-ai (2026-08)."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models

NAME = "perplexity-web"

_PATH = re.compile(r"/rest/sse/perplexity_ask$")
# Short names that do not tell whose model it is.
_MEANT = {"r1": "deepseek-r1"}


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(_: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    params = value.get("params")
    params = params if type(params) is dict else {}
    if type(value.get("query_str", params.get("dsl_query"))) is not str:
        return None
    asked = params.get("model_preference")
    if type(asked) is not str or not asked:
        return message(NAME, "chat", value, Models(), True)
    names = (asked, _MEANT[asked]) if asked in _MEANT else (asked,)
    return message(NAME, "chat", value, Models(names, True), True)


FORMAT = Format(NAME, _claims, _parse, "detail", _PATH)
