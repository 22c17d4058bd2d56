"""GitHub Copilot's chat and inline completion. Source: copilot-api; path of completions by general knowledge."""

from __future__ import annotations

from ...answers import Answer
from ...seen import Gates, Request
from ..openai import chat, responses
from ..vendor import Vendor, event, sse, streamed, words


def inline(request: Request, gates: Gates, _host: str) -> Answer:
    pieces = [
        {"id": "cmpl-1", "choices": [{"index": 0, "text": word, "finish_reason": None}]} for word in words(request)
    ]
    return streamed(request, gates, [*sse(*pieces), event("[DONE]")])


VENDOR = Vendor(
    "github-copilot",
    ("api.githubcopilot.com", "api.individual.githubcopilot.com", "proxy.individual.githubcopilot.com"),
    (
        ("POST", "/chat/completions", chat),
        ("POST", "/responses", responses),
        ("POST", "/v1/engines/[^/]+/completions", inline),
    ),
)
