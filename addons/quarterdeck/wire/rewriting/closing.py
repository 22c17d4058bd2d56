"""Which texts of an answer an event says are complete: the beginning of their pointers, "" for all of them.

Sources: OpenAI's finish_reason, response.*.done and conversation.item.*, Anthropic's content_block_stop, Gemini's
finishReason, Bedrock's contentBlockStop, ChatGPT's patches of the status.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quarterdeck.wire.answers.value import loads

_ENDS = ('"finish', '"conversation.item.', "_stop", "-end", "Stop", '"stop', "done", "contentBlock")
_FINISHED = b'"finished_successfully"'
_ALL = frozenset("message_stop message_delta message-end messageStop".split())


def closed(payload: Any, name: str) -> Iterator[str]:
    """What an event closes; `payload` as the transport gives it."""
    if name in ("contentBlockStop", "messageStop"):
        # Converse sends one block after the other.
        yield "/output/message/content/"
    if isinstance(payload, bytes) and _FINISHED in payload:
        yield ""
    if not isinstance(payload, bytes) or not any(mark.encode() in payload for mark in _ENDS):
        return
    try:
        value = loads(payload)
    except ValueError:
        return
    yield from _of(value)


def _of(value: Any) -> Iterator[str]:
    if type(value) is not dict:
        return
    kind = value.get("type")
    if kind == "content_block_stop":
        yield f"/content/{value.get('index', 0)}/"
    elif type(kind) is str and kind.startswith("conversation.item.") and not kind.endswith((".delta", ".segment")):
        # The item is whole, or what was heard of it is.
        yield "/item/"
    elif type(kind) is str and kind.startswith("response.") and kind.endswith(".done"):
        yield f"/output/{value.get('output_index', 0)}/"
    elif type(kind) is str and (kind in _ALL or kind.startswith(("content-end", "tool-call-end"))):
        yield ""
    for name, sign in (("choices", "finish_reason"), ("candidates", "finishReason")):
        items = value.get(name)
        for position, item in enumerate(items if type(items) is list else ()):
            if type(item) is dict and item.get(sign):
                yield f"/{name}/{item.get('index', position)}/"
    if type(value.get("response")) is dict:
        for place in _of(value["response"]):
            yield f"/response{place}" if place else ""
