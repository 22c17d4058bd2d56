"""The error that ends an answer already begun, in each grammar of streams."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

from quarterdeck import wire

TEXT, INCIDENT = "stopped here", "inc-1"


def error(format_: str | None, kind: str = "") -> bytes:
    return wire.error_in_stream(format_, TEXT, INCIDENT, kind)


def event(data: bytes) -> tuple[str | None, Any]:
    assert data.endswith(b"\n\n")
    lines = data.decode().rstrip("\n").split("\n")
    name = next((line[7:] for line in lines if line.startswith("event: ")), None)
    return name, json.loads(next(line[6:] for line in lines if line.startswith("data: ")))


def test_server_sent_events() -> None:
    assert event(error("openai-chat"))[1]["error"]["message"] == f"{TEXT} (incident {INCIDENT})"
    assert event(error("openai-responses"))[0] == "error"
    assert event(error("anthropic-messages"))[0] == "error"
    assert event(error("gemini", "text/event-stream; charset=utf-8"))[1]["error"]["status"] == "PERMISSION_DENIED"
    assert event(error("cohere"))[1]["delta"]["finish_reason"] == "ERROR"
    assert event(error("mcp"))[1]["error"]["code"] == -32001
    assert event(error(None))[1]["message"].startswith(TEXT)


def test_lines_of_json() -> None:
    for data in (
        error("ollama"),
        error("hf-inference", "application/x-ndjson"),
        error("grok-web", "application/jsonl"),
    ):
        assert data.endswith(b"\n")
        assert TEXT in str(json.loads(data))


def test_an_array_that_gemini_was_writing_is_closed() -> None:
    whole = json.loads(b'[{"candidates":[]}' + error("gemini", "application/json"))
    assert whole[1]["error"]["code"] == 403


def test_connect_ends_with_an_end_frame() -> None:
    data = error("kimi-web", "application/connect+json")
    assert data[0] == 2
    assert json.loads(data[5:])["error"]["code"] == "permission_denied"


def test_the_frame_of_an_aws_event_stream() -> None:
    data = error("bedrock")
    total, heads = struct.unpack_from(">II", data)
    assert total == len(data)
    assert struct.unpack_from(">I", data, 8)[0] == zlib.crc32(data[:8])
    assert struct.unpack(">I", data[-4:])[0] == zlib.crc32(data[:-4])
    headers, position = {}, 12
    while position < 12 + heads:
        size = data[position]
        name = data[position + 1 : position + 1 + size].decode()
        kind, length = struct.unpack_from(">BH", data, position + 1 + size)
        position += 4 + size
        assert kind == 7
        headers[name] = data[position : position + length].decode()
        position += length
    assert headers == {
        ":message-type": "exception",
        ":exception-type": "accessDeniedException",
        ":content-type": "application/json",
        ":error-code": "AccessDeniedException",
        ":error-message": json.loads(data[12 + heads : -4])["message"],
    }
    assert headers[":error-message"].startswith(TEXT)
    assert error("anthropic-messages", "application/vnd.amazon.eventstream")[:4] == struct.pack(">I", total)
