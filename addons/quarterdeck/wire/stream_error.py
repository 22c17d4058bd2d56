"""The error that ends an answer already begun, in the grammar of its stream, so that the caller's library raises.

Sources: OpenAI and Anthropic streaming references and SDKs, Gemini (JSON array without alt=sse), the AWS event stream
encoding (message-type exception), Ollama and Hugging Face NDJSON, Cohere v2, Connect.
"""

from __future__ import annotations

import json
import struct
import zlib

from quarterdeck.wire import frames
from quarterdeck.wire.refusal import CODE, ERRORS, dump, sentence
from quarterdeck.wire.shorten import shorten

_EVENT_STREAM = "application/vnd.amazon.eventstream"
_STRING = 7
# A field of an event stream message holds at most 32,767 bytes (Smithy specification), and a character is up to four.
_LONGEST = 8000


def stream_error(grammar: str, text: str, incident: str, content_type: str = "") -> bytes:
    """The bytes to write between two events.

    `content_type` is the answer's; without it the usual one of the grammar counts.
    """
    said = sentence(text, incident)
    kind = content_type.partition(";")[0].strip().lower()
    if kind == _EVENT_STREAM or (not kind and grammar == "aws"):
        return event_stream_exception("accessDeniedException", dump({"message": said}), said)
    if kind.startswith("application/connect+"):
        return frames.join(frames.END, json.dumps({"error": {"code": "permission_denied", "message": said}}).encode())
    error = ERRORS.get(grammar, ERRORS["generic"])(said, incident)
    if "ndjson" in kind or "jsonl" in kind or (not kind and grammar == "ollama"):
        return dump(error) + b"\n"
    if kind == "application/json" and grammar == "google":
        return b",\n" + dump(error) + b"]"
    return _sse(grammar, said, incident)


def _sse(grammar: str, said: str, incident: str) -> bytes:
    error = ERRORS.get(grammar, ERRORS["generic"])(said, incident)
    if grammar == "anthropic":
        return b"event: error\ndata: " + dump(error) + b"\n\n"
    if grammar == "openai-responses":
        # The event is OpenAI's own; `error` beside it makes their SDKs raise instead of handing the event on.
        event = {"type": "error", "code": CODE, "message": said, "param": None, "sequence_number": 0, **error}
        return b"event: error\ndata: " + dump(event) + b"\n\n"
    if grammar == "cohere":
        event = {"type": "message-end", "delta": {"finish_reason": "ERROR", "error": said}}
        return b"event: message-end\ndata: " + dump(event) + b"\n\n"
    if grammar == "mcp":
        event = {
            "jsonrpc": "2.0",
            "id": None,
            "error": {"code": -32001, "message": said, "data": {"incident": incident}},
        }
        return b"event: message\ndata: " + dump(event) + b"\n\n"
    return b"data: " + dump(error) + b"\n\n"


def event_stream_exception(kind: str, payload: bytes, message: str = "") -> bytes:
    """One exception message of application/vnd.amazon.eventstream (AWS event stream encoding).

    Libraries that do not know the exception as one of the stream's take its name and `message` from the error fields.
    """
    fields = [(":message-type", "exception"), (":exception-type", kind), (":content-type", "application/json")]
    if message:
        fields += [
            (":error-code", kind[0].upper() + kind[1:]),
            (":error-message", shorten(message, lambda some: len(some) <= _LONGEST)),
        ]
    head = b"".join(
        struct.pack(">B", len(name)) + name.encode() + struct.pack(">BH", _STRING, len(value.encode())) + value.encode()
        for name, value in fields
    )
    prelude = struct.pack(">II", 4 + 4 + 4 + len(head) + len(payload) + 4, len(head))
    whole = prelude + struct.pack(">I", zlib.crc32(prelude)) + head + payload
    return whole + struct.pack(">I", zlib.crc32(whole))
