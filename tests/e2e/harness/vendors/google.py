"""Gemini and Vertex AI: the model in the path; a stream is events, or without alt=sse one growing JSON array.

Source: Gemini API and Vertex AI references.
"""

from __future__ import annotations

from ..answers import Answer
from ..seen import Gates, Request
from .anthropic import messages
from .openai import chat
from .vendor import Vendor, compact, json_answer, sse, streamed, words


def _said(text: str) -> dict[str, object]:
    content = {"role": "model", "parts": [{"text": text}]}
    return {"candidates": [{"content": content, "index": 0}], "modelVersion": "m", "responseId": "r1"}


def whole(request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer(_said("".join(words(request))))


def stream(request: Request, gates: Gates, _host: str) -> Answer:
    """Server-sent events with alt=sse, else elements of an array."""
    if b"alt=sse" in request.target:
        return streamed(request, gates, sse(*map(_said, words(request))))
    first, *others = (compact(_said(word)) for word in words(request))
    pieces = [b"[" + first, *(b",\r\n" + other for other in others), b"]"]
    return streamed(request, gates, pieces, "application/json")


GEMINI = Vendor(
    "gemini",
    ("generativelanguage.googleapis.com",),
    (
        ("POST", "/v1(?:beta)?/models/[^/:]+:generateContent", whole),
        ("POST", "/v1(?:beta)?/models/[^/:]+:streamGenerateContent", stream),
    ),
)
_VERTEX = "/v1(?:beta1)?/projects/[^/]+/locations/[^/]+"
VERTEX = Vendor(
    "vertex",
    ("us-central1-aiplatform.googleapis.com",),
    (
        ("POST", _VERTEX + "/publishers/google/models/[^/:]+:generateContent", whole),
        ("POST", _VERTEX + "/publishers/google/models/[^/:]+:streamGenerateContent", stream),
        ("POST", _VERTEX + "/publishers/anthropic/models/[^/:]+:(?:streamR|r)awPredict", messages),
        ("POST", _VERTEX + "/endpoints/openapi/chat/completions", chat),
    ),
)
