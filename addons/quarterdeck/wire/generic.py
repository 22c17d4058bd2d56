"""JSON of no known format that has the shape of a prompt, wherever it is sent and however it is wrapped.

The shapes: `messages` of roles and contents, `contents` of parts, or a model beside a prompt.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import json_strict, models
from quarterdeck.wire.format import Format, Request, message, streams
from quarterdeck.wire.models import Models

NAME = "generic"

_MODEL_KEYS = ("model", "model_id", "modelid", "model_name", "modelname", "models")
_PROMPT_KEYS = ("prompt", "input", "inputs", "contents", "messages", "prompts")
_TALK = frozenset(("messages", "contents", "prompt", "prompts", "inputs"))
_KEYS = frozenset((*_MODEL_KEYS, *_PROMPT_KEYS))
_SPEECH = ("content", "parts", "text", "blocks", "tool_calls")
_MAX_DEPTH = 32
# The same in a text that could not be parsed: keys quoted or not, escapes undone.
_WORDS = re.compile(r"(?:messages|prompts?|contents|inputs?|query|texts?)[\"']?\s*:", re.IGNORECASE)
_BESIDE = re.compile(r"(?:model(?:_?(?:id|name))?|role|parts)[\"']?\s*:", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u00([0-9a-f]{2})", re.IGNORECASE)
_HINT = re.compile(rb"messages|prompt|contents|input|jsonrpc|tools|\\u|\xc5\xbf|\xe2\x84\xaa", re.IGNORECASE)


def hinted(data: bytes) -> bool:
    """Whether large bytes are worth parsing at all when neither host nor path speaks of AI."""
    return data[:4].count(0) > 0 or data[:1] in (b"\xff", b"\xfe") or _HINT.search(data) is not None


def suspected(text: str) -> bool:
    """Whether a text that is not JSON to us may be a prompt to a laxer parser."""
    plain = unescaped(text)
    return _WORDS.search(plain) is not None and _BESIDE.search(plain) is not None


def unescaped(text: str) -> str:
    """A text in which JSON's escapes of plain letters are undone."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def prompts(value: Any) -> list[dict[str, Any]]:
    """All mappings in a document, also in JSON written inside its strings, that have the shape of a prompt."""
    found: list[dict[str, Any]] = []
    _search(value, 0, found)
    return found


def _search(value: Any, depth: int, found: list[dict[str, Any]]) -> None:
    kind = type(value)
    if kind is dict:
        shaped = _shaped(value)
        if shaped:
            found.append(value)
        if depth < _MAX_DEPTH:
            for key, item in value.items():
                # What is said in a prompt is talk, not another prompt.
                if not (shaped and models.fold(key) in _TALK):
                    _search(item, depth + 1, found)
    elif kind is list:
        if depth < _MAX_DEPTH:
            for item in value:
                _search(item, depth + 1, found)
    elif kind is str and value[:1] in ("{", "[") and depth < _MAX_DEPTH:
        documents = json_strict.documents(value)
        if documents.reason is None:
            _search(list(documents.values), depth + 1, found)


@lru_cache(maxsize=4096)
def _telling(key: str) -> bool:
    return models.fold(key) in _KEYS


def _shaped(members: dict[str, Any]) -> bool:
    # Most mappings of most documents end here.
    if not any(map(_telling, members)):
        return False
    folded = {models.fold(key): item for key, item in members.items()}
    said = folded.get("messages")
    if type(said) is list and any(type(item) is dict and _spoken(item) for item in said):
        return True
    said = folded.get("contents")
    if type(said) is list and any(type(item) is dict and type(item.get("parts")) is list for item in said):
        return True
    asked = any(folded.get(key) for key in _MODEL_KEYS)
    return asked and any(folded.get(key) for key in _PROMPT_KEYS)


def _spoken(item: dict[str, Any]) -> bool:
    keys = {models.fold(key) for key in item}
    return not keys.isdisjoint(("role", "author")) and not keys.isdisjoint(_SPEECH)


def _named(members: dict[str, Any]) -> Models:
    return models.named(members, next((key for key in _MODEL_KEYS if type(members.get(key)) is str), "model"))


def _claims(_: Request) -> bool:
    return True


def _parse(request: Request, value: Any) -> Message | None:
    found = prompts(value)
    if not found:
        return None
    several = [_named(item) for item in (*found, value) if type(item) is dict]
    names = tuple(dict.fromkeys(name for some in several for name in some.names))
    # Where nothing names a model and no AI service is known to be there, there is none to know.
    known = all(some.known for some in several[: len(found)]) or (not names and not request.ai)
    chat = any(models.field(item, "messages") or models.field(item, "contents") for item in found)
    activity = "embed" if "embed" in request.path else "chat" if chat else "completion"
    return message(NAME, activity, value, Models(names, known), any(map(streams, found)))


FORMAT = Format(NAME, _claims, _parse, "openai", title="Any JSON in the shape of a prompt")
