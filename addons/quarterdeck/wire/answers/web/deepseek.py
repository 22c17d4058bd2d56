"""chat.deepseek.com: patches of a response whose fragments are thoughts, tools and text; before that OpenAI's shape.

Source: ds-free-api, deepseek4free (2025 and 2026).
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers import openai_chat
from quarterdeck.wire.answers.said import TOOL, Said
from quarterdeck.wire.answers.web import patches
from quarterdeck.wire.member import escape

_SILENT = frozenset(("ready", "update_session", "close", "toast"))
_KINDS = "fragments"


def read(value: Any, name: str, said: Said) -> bool:
    """One event."""
    if type(value) is not dict:
        return False
    if name == "title":
        said.whole("/title", value.get("content"))
        return True
    if name in _SILENT:
        said.done = name == "close"
        # Nothing but ids and times; a sentence would show all the same.
        said.prose(value, f"/{name}")
        return True
    if "v" in value:
        patches.of(said).apply(value, lambda pointer, item, adds: _put(pointer, item, adds, said))
        return True
    return openai_chat.read(value, name, said)


def _put(pointer: str, item: Any, adds: bool, said: Said) -> None:
    if type(item) is str:
        if pointer.endswith("/status"):
            said.done = pointer == "/response/status" and item == "FINISHED"
        elif adds:
            said.delta(pointer, item, _role(pointer, said))
        elif pointer.endswith(("/content", "content", "/title")) or " " in item or not item.isascii():
            said.whole(pointer, item, _role(pointer, said))
    elif type(item) is dict:
        if type(item.get("type")) is str and type(item.get("content")) is str:
            said.kept.setdefault(_KINDS, {})[pointer] = item["type"]
        for name, inner in item.items():
            _put(f"{pointer}/{escape(name)}", inner, False, said)
    elif type(item) is list:
        for index, inner in enumerate(item):
            _put(f"{pointer}/{index}", inner, False, said)


def _role(pointer: str, said: Said) -> str:
    """A fragment of a tool's is the tool's."""
    kind = said.kept.get(_KINDS, {}).get(pointer.rpartition("/")[0], "")
    return TOOL if kind.startswith("TOOL") else "assistant"
