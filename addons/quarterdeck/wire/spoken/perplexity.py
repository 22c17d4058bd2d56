"""perplexity.ai: one last event whose blocks hold the whole answer, and the end of the stream.

Source: gpt4free Perplexity, perplexity-ai and the tests of public clients (2026). Not captured by us. The answer stands
in two blocks, as the app's own last event has it: older and newer clients look into different ones.
"""

from __future__ import annotations

from quarterdeck.wire.refusal import Refusal
from quarterdeck.wire.spoken.events import SSE, event, stream
from quarterdeck.wire.spoken.turn import Turn
from quarterdeck.wire.web.perplexity import TURN

_USAGES = ("ask_text_0_markdown", "ask_text")
# What the request says of itself and the answer repeats.
_REPEATED = ("frontend_uuid", "frontend_context_uuid", "mode", "search_focus")


def speak(turn: Turn, words: str) -> Refusal | None:
    """The answer; None where no turn is sent."""
    if not TURN.search(turn.path):
        return None
    answer = {"progress": "DONE", "chunks": [words], "chunk_starting_offset": 0, "answer": words}
    said = {
        "backend_uuid": turn.uuid("message"),
        "context_uuid": turn.uuid("conversation"),
        "uuid": turn.uuid("entry"),
        **{name: turn.key("params", name) for name in _REPEATED if turn.key("params", name)},
        "status": "COMPLETED",
        "source": "default",
        "text_completed": True,
        "blocks": [{"intended_usage": usage, "markdown_block": answer} for usage in _USAGES],
        "final": True,
        "final_sse_message": True,
    }
    return Refusal(SSE, stream(event(said, "message"), event({}, "end_of_stream")), (), 200)
