"""perplexity.ai: events whose last one holds the whole. Source: gpt4free Perplexity.py (2026-08)."""

from __future__ import annotations

from ...answers import Answer
from ...seen import Gates, Request
from ..openai import WORDS
from ..vendor import Vendor, event, streamed


def ask(request: Request, gates: Gates, _host: str) -> Answer:
    blocks = [
        {"blocks": [{"intended_usage": "ask_text", "markdown_block": {"chunks": [word]}}], "status": "PENDING"}
        for word in WORDS
    ]
    last = {"status": "COMPLETED", "text": "".join(WORDS), "final": True}
    return streamed(
        request, gates, [*(event(value, "message") for value in (*blocks, last)), event({}, "end_of_stream")]
    )


VENDOR = Vendor("perplexity", ("www.perplexity.ai",), (("POST", "/rest/sse/perplexity_ask", ask),))
