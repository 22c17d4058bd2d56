"""DeepL: texts to be translated or rephrased, and whole documents. No model is chosen. Source: developers.deepl.com."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models

NAME = "deepl"

_PATH = re.compile(r"/v[23]/(?:translate|write/rephrase|(document))$")


def _claims(request: Request) -> bool:
    found = _PATH.search(request.path)
    # Other hosts have documents of other kinds there.
    return found is not None and (found[1] is None or request.host.endswith("deepl.com"))


def _parse(_: Request, value: Any) -> Message | None:
    if type(value) is not dict or not ("text" in value or "file" in value):
        return None
    return message(NAME, "upload" if "file" in value else "completion", value, Models((), True))


FORMAT = Format(NAME, _claims, _parse, "message", _PATH, title="DeepL")
