"""api.openai.com: chat, responses, embeddings, files, audio, images, realtime. Source: openai-openapi."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..answers import Answer
from ..seen import Gates, Request
from .vendor import Vendor, asked, event, json_answer, sse, streamed, words

USAGE = {"prompt_tokens": 3, "completion_tokens": 3, "total_tokens": 6}


def chat(request: Request, gates: Gates, _host: str) -> Answer:
    """Chat completions, which many other hosts have too."""
    said = asked(request)
    base = {"id": "chatcmpl-1", "created": 1, "model": said.get("model", "deployed")}
    if not said.get("stream"):
        message = {"role": "assistant", "content": "".join(words(request)), "refusal": None}
        choice = {"index": 0, "finish_reason": "stop", "message": message, "logprobs": None}
        return json_answer(base | {"object": "chat.completion", "choices": [choice], "usage": USAGE})
    chunk = base | {"object": "chat.completion.chunk"}
    chunks = [
        chunk | {"choices": [{"index": 0, "delta": {"role": "assistant", "content": word}, "finish_reason": None}]}
        for word in words(request)
    ]
    end = chunk | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    return streamed(request, gates, [*sse(*chunks, end), event("[DONE]")])


def responses(request: Request, gates: Gates, _host: str) -> Answer:
    """Responses, whole or as events."""
    said = asked(request)
    base: dict[str, Any] = {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": said.get("model", "m"),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    }
    text = {"type": "output_text", "text": "".join(words(request)), "annotations": []}
    item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [text]}
    whole = base | {"status": "completed", "output": [item]}
    if not said.get("stream"):
        return json_answer(whole)
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    deltas = [
        {"type": "response.output_text.delta", "sequence_number": 1 + number, **place, "delta": word, "logprobs": []}
        for number, word in enumerate(words(request))
    ]
    first = {
        "type": "response.created",
        "sequence_number": 0,
        "response": base | {"status": "in_progress", "output": []},
    }
    last = {"type": "response.completed", "sequence_number": 9, "response": whole}
    return streamed(request, gates, sse(first, *deltas, last, named=True))


def embeddings(request: Request, _gates: Gates, _host: str) -> Answer:
    said = asked(request)
    data = [{"object": "embedding", "index": 0, "embedding": [0.5, -0.5]}]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return json_answer({"object": "list", "model": said.get("model"), "data": data, "usage": usage})


def file(request: Request, _gates: Gates, _host: str) -> Answer:
    stored = {"id": "file-1", "object": "file", "created_at": 1, "filename": "notes.txt", "purpose": "assistants"}
    return json_answer(stored | {"bytes": len(request.body), "status": "processed"})


def transcription(request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer({"text": "".join(words(request))})


def images(_request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer({"created": 1, "data": [{"b64_json": "aW1hZ2U="}]})


def realtime(request: Request, said: str | bytes | None) -> Iterable[str]:
    """What the realtime service says to an event of the client; a response is made when it is asked for."""
    if said is None:
        return [json.dumps({"type": "session.created", "event_id": "e0", "session": {"type": "realtime"}})]
    if json.loads(said).get("type") != "response.create":
        return []
    place = {"response_id": "r1", "item_id": "i1", "output_index": 0, "content_index": 0}
    deltas = [
        json.dumps({"type": "response.output_text.delta", "event_id": f"e{number}", **place, "delta": word})
        for number, word in enumerate(words(replace(request, body=said.encode() if isinstance(said, str) else said)), 1)
    ]
    done = {"type": "response.done", "event_id": "e9", "response": {"id": "r1", "status": "completed", "output": []}}
    return [*deltas, json.dumps(done)]


VENDOR = Vendor(
    "openai",
    ("api.openai.com",),
    (
        ("POST", "/v1/chat/completions", chat),
        ("POST", "/v1/responses", responses),
        ("POST", "/v1/embeddings", embeddings),
        ("POST", "/v1/files", file),
        ("POST", "/v1/audio/transcriptions", transcription),
        ("POST", "/v1/images/generations", images),
    ),
    realtime,
)
