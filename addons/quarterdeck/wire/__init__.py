"""Every wire format in one visible table; what a request carries; a refusal in the caller's own grammar.

The first format that claims a request and can parse it speaks. What an AI service could read and we cannot is Opaque.
"""

from __future__ import annotations

from collections.abc import Sequence

from quarterdeck.model.content import Edit, Message, Opaque
from quarterdeck.model.exchange import Exchange, Headers
from quarterdeck.model.service import Service, ServiceMatch
from quarterdeck.wire import (
    amazon_q,
    answers,
    anthropic_messages,
    bedrock,
    cohere,
    cursor,
    deepl,
    gemini,
    gemini_files,
    generic,
    grammar,
    grpc,
    hf_inference,
    mcp,
    model_path,
    ollama,
    openai_audio,
    openai_chat,
    openai_embeddings,
    openai_files,
    openai_images,
    openai_realtime,
    openai_responses,
    pieces,
    query_prompt,
    stream_error,
)
from quarterdeck.wire import refusal as _refusal
from quarterdeck.wire import splicing as _splicing
from quarterdeck.wire import spoken as _spoken
from quarterdeck.wire.answers.frames import FrameReader
from quarterdeck.wire.answers.reader import AnswerReader
from quarterdeck.wire.format import Format
from quarterdeck.wire.reader import Reader
from quarterdeck.wire.refusal import Refusal
from quarterdeck.wire.web import (
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
    meta,
    perplexity,
    poe,
    qwen,
    yuanbao,
)

# In the order in which they are asked: the narrow before the wide, the generic last.
FORMATS: tuple[Format, ...] = (
    qwen.FORMAT,
    openai_chat.FORMAT,
    openai_responses.FORMAT,
    anthropic_messages.FORMAT,
    gemini.FORMAT,
    bedrock.FORMAT,
    amazon_q.FORMAT,
    deepseek.FORMAT,
    chatgpt.FORMAT,
    claude.FORMAT,
    gemini_app.FORMAT,
    copilot.FORMAT,
    m365.FORMAT,
    perplexity.FORMAT,
    grok.FORMAT,
    kimi.FORMAT,
    doubao.FORMAT,
    cursor.FORMAT,
    yuanbao.FORMAT,
    chatglm.FORMAT,
    poe.FORMAT,
    meta.FORMAT,
    openai_embeddings.FORMAT,
    openai_images.FORMAT,
    openai_audio.FORMAT,
    gemini_files.FORMAT,
    openai_files.FORMAT,
    openai_realtime.FORMAT,
    ollama.FORMAT,
    cohere.FORMAT,
    deepl.FORMAT,
    model_path.FORMAT,
    hf_inference.FORMAT,
    mcp.FORMAT,
    query_prompt.FORMAT,
    grpc.FORMAT,
    generic.FORMAT,
)

_READER = Reader(FORMATS)
_GRAMMARS = {format_.name: format_.grammar for format_ in FORMATS}


def read(exchange: Exchange, match: ServiceMatch, *, named: bool = False) -> Message | Opaque | None:
    """What a request carries. None: nothing that is meant for a model. Never raises.

    `named`: with the names of all members as a last part, "!names", for who looks for something in it.

    Opaque is said only of a request to an AI service, one of the catalogue or one that the path or the shape of what
    can be read gives away (`format` is then that format's name); an unreadable body to any other host is None.
    """
    return pieces.marked(_READER.read(exchange, match, named=named), exchange)


def read_any(exchange: Exchange, match: ServiceMatch, *, named: bool = False) -> Message | Opaque | None:
    """All texts of a body that is meant for no model, for rules about what it says. Never raises."""
    return pieces.marked(_READER.read_any(exchange, match, named=named), exchange)


def read_frame(
    exchange: Exchange, match: ServiceMatch, data: bytes | str, *, named: bool = False
) -> Message | Opaque | None:
    """What one WebSocket message of the client carries, `exchange` being the handshake. Never raises."""
    return _READER.read_frame(exchange, match, data, named=named)


def read_any_frame(
    exchange: Exchange, match: ServiceMatch, data: bytes, *, named: bool = False
) -> Message | Opaque | None:
    """All texts of a WebSocket message that is meant for no model, for rules about what it says. Never raises."""
    return _READER.read_any_frame(exchange, match, data, named=named)


def splice(exchange: Exchange, match: ServiceMatch, edits: Sequence[Edit]) -> bytes:
    """The exchange's body with the edits, every other byte as it was; the body itself when there are none.

    Pointers are those of `read`, or of `read_any` where that says None; for a WebSocket's handshake with a message for
    its body, of `read_frame`, or of `read_any_frame`. Raises splicing.CannotSplice, and ValueError for edits that
    overlap or leave their part.
    """
    return _splicing.splice(_READER, exchange, match, edits)


def refusal(
    format: str | None,  # noqa: A002 - the word of the vocabulary
    service: Service | None,
    text: str,
    incident: str,
    stream: bool = False,  # noqa: ARG001 - see below: it changes nothing today, and callers need not know that
    headers: Headers = (),
    *,
    path: str = "",
    body: bytes | None = None,
) -> Refusal:
    """The answer that refuses a request so that the caller's own library raises its own error with `text`.

    `headers`, `path` and `body` are the request's: they tell gRPC from JSON, a registry from an API, and hold the id
    that a JSON-RPC error must repeat. A request for a stream is refused the same way: libraries look at the status
    before they read events. Source: each vendor's API reference.
    """
    spoken = grammar.choose(_GRAMMARS.get(format or ""), service, headers, path)
    return _refusal.refusal(spoken, text, incident, headers, body)


def said(format: str | None, exchange: Exchange, words: str, incident: str) -> Refusal | None:  # noqa: A002 - as above
    """The answer that says it as an assistant's message in the web chat where the person typed, with status 200.

    `words` are plain text, with lines and addresses in it, and are shown as they stand. None: the format is no web chat
    whose answers we read, or the request sends no turn; `refusal` is for those. Never raises.
    """
    return _spoken.said(format, exchange, words, incident)


def said_in_frames(
    format: str | None,  # noqa: A002 - as above
    frame: bytes | str,
    words: str,
    incident: str,
    time: float = 0.0,
) -> tuple[bytes, ...] | None:
    """The same over a WebSocket: the text messages to send to the client in place of sending its `frame` on.

    `time` is the exchange's. The connection stays open for the next turn.
    """
    return _spoken.said_in_frames(format, frame, words, incident, time)


def error_in_stream(format: str | None, text: str, incident: str, content_type: str = "") -> bytes:  # noqa: A002 - as above
    """The event that ends an answer already begun, in the grammar of its stream. Write it between two events."""
    return stream_error.stream_error(_GRAMMARS.get(format or "", "generic"), text, incident, content_type)


def answer(format: str | None, content_type: str = "", codings: Sequence[str] = ()) -> AnswerReader:  # noqa: A002 - as above
    """A reader for one answer to a request of that format, whole or streamed, in chunks as they come."""
    return answers.reader(format, content_type, codings)


def answer_frames(format: str | None) -> FrameReader:  # noqa: A002 - as above
    """A reader for the server's WebSocket messages on a connection of that format."""
    return answers.frame_reader(format)
