"""What a person reads in the web chat where they typed, when their turn is not sent on: one assistant's message.

A web app shows a stream only when it comes with status 200, and of an error a sentence of its own. Each file here holds
the grammar of one app in which `wire.answers` reads back exactly what was said; the apps that are not in the tables
(Poe answers on another connection, Meta AI from another origin, Yuanbao with lines that are no JSON) get the error that
`wire.refusal` makes. Shapes rest on public clients and captures, which each file names: none was captured by us.
"""

from __future__ import annotations

from collections.abc import Callable

from quarterdeck.model.exchange import Exchange
from quarterdeck.wire import body
from quarterdeck.wire.refusal import Refusal
from quarterdeck.wire.spoken import (
    chatglm,
    chatgpt,
    claude,
    copilot,
    deepseek,
    doubao,
    gemini_app,
    grok,
    kimi,
    m365,
    markdown,
    perplexity,
    qwen,
    turn,
)
from quarterdeck.wire.spoken.turn import Turn

# Makes the answer to a request; None where the request sends no turn, but a file or what goes before a turn.
SPEAKERS: dict[str, Callable[[Turn, str], Refusal | None]] = {
    "chatgpt-web": chatgpt.speak,
    "claude-web": claude.speak,
    "gemini-web": gemini_app.speak,
    "deepseek-web": deepseek.speak,
    "perplexity-web": perplexity.speak,
    "grok-web": grok.speak,
    "kimi-web": kimi.speak,
    "qwen-web": qwen.speak,
    "doubao-web": doubao.speak,
    "chatglm-web": chatglm.speak,
}
# Makes the messages of a server on a WebSocket, for one message of the client.
FRAMES: dict[str, Callable[[Turn, str], tuple[str, ...] | None]] = {
    "copilot-web": copilot.frames,
    "m365-copilot": m365.frames,
}


def said(format_name: str | None, exchange: Exchange, words: str, incident: str) -> Refusal | None:
    """The answer, with status 200; None where nobody would read it. Never raises."""
    speak = SPEAKERS.get(format_name or "")
    if speak is None or exchange.method != "POST" or not (shown := markdown.shown(words)):
        return None
    return speak(turn.of(exchange, incident), shown)


def said_in_frames(
    format_name: str | None, frame: bytes | str, words: str, incident: str, time: float = 0.0
) -> tuple[bytes, ...] | None:
    """The WebSocket messages to send to the client in place of sending its own on; None as above. Never raises."""
    speak = FRAMES.get(format_name or "")
    if speak is None or not (shown := markdown.shown(words)):
        return None
    data = frame.encode("utf-8", "replace") if isinstance(frame, str) else frame
    for value in body.view(data).values:
        found = speak(Turn(incident, time=time, value=value), shown) if type(value) is dict else None
        if found is not None:
            return tuple(one.encode() for one in found)
    return None
