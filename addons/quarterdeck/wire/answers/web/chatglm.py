"""chatglm.cn: parts, each with its whole content so far, known by a logical id.

Source: glm-free-api.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import Said

_ORDER = "parts"
_MAX_PARTS = 10_000


def read(value: Any, _: str, said: Said) -> bool:
    """One event. A part's place is the order in which it came first."""
    if type(value) is not dict or type(parts := value.get("parts")) is not list:
        return False
    order: dict[str, int] = said.kept.setdefault(_ORDER, {})
    for position, part in enumerate(parts):
        key = part.get("logic_id") if type(part) is dict else None
        index = position
        if type(key) is str and (key in order or len(order) < _MAX_PARTS):
            index = order.setdefault(key, len(order))
        content = part.get("content") if type(part) is dict else part
        said.all(content, f"/parts/{index}/content", repeated=True)
    said.done = value.get("status") == "finish"
    said.prose({name: item for name, item in value.items() if name != "parts"}, "")
    return True
