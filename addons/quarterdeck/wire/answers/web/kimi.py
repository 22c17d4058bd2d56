"""kimi.com: frames of JSON that set or append to blocks; before that server-sent events of the text alone.

Source: public captures (2026), kimi-free-api.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import Said
from quarterdeck.wire.member import escape

_SIGNS = frozenset(("heartbeat", "done"))
_IDS = frozenset("id parentId messageId createTime updateTime flags scenario status role".split())


def read(value: Any, _: str, said: Said) -> bool:
    """One frame or event."""
    if type(value) is not dict:
        return False
    if value.get("event") == "cmpl":
        said.delta("/text", value.get("text"))
        return True
    operation = value.get("op")
    if type(operation) is str:
        for member, item in value.items():
            if type(item) is not dict:
                continue
            key = item.get("id") if member == "block" else None
            base = f"/blocks/{escape(key)}" if type(key) is str else f"/{escape(member)}"
            _texts(item, base, operation == "append", said)
        return True
    if value and not (value.keys() & _SIGNS or type(value.get("event")) is str):
        return False
    said.done = "done" in value or value.get("event") == "all_done"
    said.prose(value, "")
    return True


def _texts(item: Any, base: str, adds: bool, said: Said) -> None:
    for name, inner in item.items():
        if name in _IDS:
            continue
        rest = inner
        if adds and type(inner) is dict and type(inner.get("content")) is str:
            said.delta(f"{base}/{escape(name)}/content", inner["content"])
            rest = {key: one for key, one in inner.items() if key != "content"}
        said.all({name: rest}, base, repeated=True)
