"""The model that an answer says it is from, read from its first bytes: what was asked for is not always what replies.

A scan, not a parse: the bytes may end anywhere, and only members near the root count, never what a model wrote.
"""

from __future__ import annotations

import re

from quarterdeck.wire.settle import clean

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]')
# Where the formats put it: OpenAI, Ollama; Gemini; Anthropic's message_start; OpenAI's response.created; ChatGPT.
_PLACES = frozenset(
    (
        ("model",),
        ("modelVersion",),
        ("provider",),
        ("message", "model"),
        ("response", "model"),
        ("response", "modelVersion"),
        ("session", "model"),
        ("message", "metadata", "model_slug"),
        ("v", "message", "metadata", "model_slug"),
    )
)
_MAX_HEAD = 1 << 16
_MAX_EVENTS = 50


def models(format: str | None, content_type: str, head: bytes) -> tuple[str, ...]:  # noqa: A002 - a word of ours
    """The models named in the first (decoded) bytes of an answer; () when there is none yet.

    A gateway's `provider` is given as "provider:NAME". `format` is that of the request. At most 64 KB are looked at.
    """
    text = head[:_MAX_HEAD].decode("utf-8", "replace")
    kind = content_type.lower()
    if "event-stream" in kind or text.startswith(("data:", "event:", ":")):
        documents = [line[5:].lstrip() for line in re.split(r"\r\n|\n|\r", text) if line.startswith("data:")]
    elif "ndjson" in kind or "jsonl" in kind or format == "ollama":
        documents = text.splitlines()
    else:
        documents = [text]
    names: list[str] = []
    for document in documents[:_MAX_EVENTS]:
        names += _named(document.lstrip(" \t\r\n[,"))
        if names:
            break
    return tuple(dict.fromkeys(names))


def _named(text: str) -> list[str]:
    """The strings at _PLACES of a JSON text that may be cut off."""
    if not text.startswith("{"):
        return []
    names: list[str] = []
    path: list[str | None] = []
    key: str | None = None
    value = False
    for found in _TOKEN.finditer(text):
        mark = found[0]
        if mark in "{[":
            path.append(key if value else None if path else "")
            key, value = None, False
        elif mark in "}]":
            if not path:
                break
            path.pop()
            key, value = None, False
        elif mark == ",":
            key, value = None, False
        elif mark == ":":
            value = True
        elif value:
            place = (*(step for step in path[1:]), key)
            if place in _PLACES:
                names.append(f"provider:{_plain(mark)}" if place == ("provider",) else _plain(mark))
        else:
            key = _plain(mark)
    return [name for name in names if name not in ("", "provider:")]


def _plain(mark: str) -> str:
    inner = mark[1:-1]
    if "\\" in inner:
        inner = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), inner).replace("\\/", "/")
    return clean(inner)
