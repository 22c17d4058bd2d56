"""Cohere version 2: chat with typed events, embed, rerank. Source: docs.cohere.com."""

from __future__ import annotations

from ..answers import Answer
from ..seen import Gates, Request
from .vendor import Vendor, asked, json_answer, sse, streamed, words


def chat(request: Request, gates: Gates, _host: str) -> Answer:
    if not asked(request).get("stream"):
        message = {"role": "assistant", "content": [{"type": "text", "text": "".join(words(request))}]}
        return json_answer({"id": "c1", "finish_reason": "COMPLETE", "message": message})
    start = {"role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": []}
    deltas = [
        {"type": "content-delta", "index": 0, "delta": {"message": {"content": {"text": word}}}}
        for word in words(request)
    ]
    block = {"message": {"content": {"type": "text", "text": ""}}}
    return streamed(
        request,
        gates,
        sse(
            {"type": "message-start", "id": "c1", "delta": {"message": start}},
            {"type": "content-start", "index": 0, "delta": block},
            *deltas,
            {"type": "content-end", "index": 0},
            {"type": "message-end", "delta": {"finish_reason": "COMPLETE"}},
            named=True,
        ),
    )


def embed(_request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer(
        {"id": "e1", "response_type": "embeddings_by_type", "embeddings": {"float": [[0.5, -0.5]]}, "texts": ["x"]}
    )


def rerank(_request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer({"id": "r1", "results": [{"index": 0, "relevance_score": 0.5}]})


VENDOR = Vendor(
    "cohere",
    ("api.cohere.com",),
    (("POST", "/v2/chat", chat), ("POST", "/v2/embed", embed), ("POST", "/v2/rerank", rerank)),
)
