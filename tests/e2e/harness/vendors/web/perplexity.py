"""perplexity.ai: events whose last one holds the whole. Source: gpt4free Perplexity.py (2026-08)."""

from __future__ import annotations

from ...answers import Answer
from ...seen import Gates, Request
from ..vendor import Vendor, event, streamed, words


def _chunk(number: int, word: str) -> dict[str, object]:
    return {"progress": "IN_PROGRESS", "chunks": [word], "chunk_starting_offset": number}


def ask(request: Request, gates: Gates, _host: str) -> Answer:
    blocks = [
        {"blocks": [{"intended_usage": "ask_text", "markdown_block": _chunk(number, word)}], "status": "PENDING"}
        for number, word in enumerate(words(request))
    ]
    last = {"status": "COMPLETED", "text": "".join(words(request)), "final": True}
    return streamed(
        request, gates, [*(event(value, "message") for value in (*blocks, last)), event({}, "end_of_stream")]
    )


VENDOR = Vendor("perplexity", ("www.perplexity.ai",), (("POST", "/rest/sse/perplexity_ask", ask),))
