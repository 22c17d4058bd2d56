"""Which conversation a request belongs to: placeholders are numbered, and old findings remembered, for each of them.

An API that is sent the whole history every time is told apart by how it begins. Where the service keeps the history,
nothing in a first request names the conversation that it begins, so all those of one person and service are one; over a
WebSocket it always does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from quarterdeck.engine.reading import Reading
from quarterdeck.model.content import Message

_SENT_WHOLE = frozenset(
    ("openai-chat", "anthropic-messages", "gemini", "bedrock", "cohere", "ollama", "hf-inference", "deepl")
)
_SPEAKS = "user"
# Where all but the newest message stands, which may stand before it in the body.
_BEFORE = "/chat_history/"


@dataclass(frozen=True, slots=True)
class Conversation:
    """`key` is a digest that tells nothing of who speaks. `continues`: the service may remember more than is sent."""

    key: bytes
    continues: bool


def conversation_of(reading: Reading) -> Conversation:
    """The conversation of a request. It is never one of another principal's, or of another service's."""
    exchange, message = reading.exchange, reading.message
    principal, service = exchange.principal, reading.match.service
    named = [
        principal.who,
        f"service:{service.id}" if service is not None else f"host:{exchange.destination.host}",
    ]
    whole = isinstance(message, Message) and message.format in _SENT_WHOLE and exchange.protocol != "websocket"
    if isinstance(message, Message) and whole:
        spoken = [part for part in message.parts if part.role == _SPEAKS]
        first = spoken[0].text if spoken else ""
        named.append(next((part.text for part in spoken if part.pointer.startswith(_BEFORE)), first))
    digest = hashlib.blake2b(digest_size=32)
    for text in named:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8) + data)
    return Conversation(digest.digest(), continues=not whole)
