"""yuanbao.tencent.com: typed events of text, thoughts and search results, and words in brackets between them.

Source: yuanbao-free-api. The model is whichever the user chose, another vendor's too.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import Said
from quarterdeck.wire.member import escape

_TEXTS = {"text": "msg", "think": "content"}


def read(value: Any, _: str, said: Said) -> bool:
    """One event."""
    if type(value) is not dict or type(kind := value.get("type")) is not str:
        return False
    name = _TEXTS.get(kind)
    if name is not None:
        said.add(f"/{kind}/{name}", value.get(name))
    said.prose({key: item for key, item in value.items() if key != name}, f"/{escape(kind)}")
    return True
