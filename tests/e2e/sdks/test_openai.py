"""The official openai SDK: every kind of request passes unchanged, and a refused one raises the SDK's own error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import openai
import pytest

from ..harness.vendors.market import CANARY, FORBIDDEN, REASON
from ..harness.vendors.vendor import WORDS
from ..harness.vendors.visit import Visit, told

ASK: list[Any] = [{"role": "user", "content": "Which way is the wind?"}]
SAID = "".join(WORDS)


class Port:
    """The SDK's client at its vendor, and what came of its calls."""

    def __init__(self, visit: Visit, http: httpx2.Client) -> None:
        self.visit = visit
        self.client = openai.OpenAI(api_key="sk-x", http_client=http, max_retries=0)


@pytest.fixture
def port(visit: Callable[[str], Visit]) -> Iterator[Port]:
    here = visit("openai")
    with httpx2.Client(**here.plumbing()) as http:
        yield Port(here, http)


def test_chat(port: Port) -> None:
    got = port.client.chat.completions.create(model="gpt-4o", messages=ASK)
    assert got.choices[0].message.content == SAID
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("openai-api", "chat", "openai-chat", ["gpt-4o"])


def test_a_chat_streams(port: Port) -> None:
    hold = port.visit.hold()
    asked: list[Any] = [{"role": "user", "content": hold.name}]
    with port.client.chat.completions.create(model="gpt-4o", messages=asked, stream=True) as stream:
        chunks = iter(stream)
        words = [next(chunks).choices[0].delta.content]
        assert hold.pending
        hold.release()
        words += [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert "".join(words) == SAID
    assert port.visit.reached == port.visit.tap.sent


def test_responses(port: Port) -> None:
    got = port.client.responses.create(model="gpt-5", input="Which way is the wind?", instructions="Be brief.")
    assert got.output_text == SAID
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("openai-api", "chat", "openai-responses", ["gpt-5"])


def test_responses_stream(port: Port) -> None:
    hold = port.visit.hold()
    with port.client.responses.create(model="gpt-5", input=hold.name, stream=True) as stream:
        events = iter(stream)
        kinds, words = [next(events).type], []
        assert hold.pending
        hold.release()
        for event in events:
            kinds.append(event.type)
            if event.type == "response.output_text.delta":
                words.append(event.delta)
    assert (kinds[0], kinds[-1]) == ("response.created", "response.completed")
    assert "".join(words) == SAID


def test_embeddings(port: Port) -> None:
    got = port.client.embeddings.create(model="text-embedding-3-small", input=["one", "two"], encoding_format="float")
    assert got.data[0].embedding == [0.5, -0.5]
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("openai-api", "embed", "openai-embeddings", ["text-embedding-3-small"])


def test_a_file(port: Port) -> None:
    got = port.client.files.create(file=("notes.txt", b"a few notes\n", "text/plain"), purpose="assistants")
    assert got.id == "file-1"
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("openai-api", "upload", "openai-files", None)


def test_a_transcription(port: Port) -> None:
    sound = b"RIFF$\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0"
    got = port.client.audio.transcriptions.create(model="whisper-1", file=("a.wav", sound, "audio/wav"))
    assert got.text == SAID
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("openai-api", "upload", "openai-audio", ["whisper-1"])


def test_an_image(port: Port) -> None:
    got = port.client.images.generate(model="gpt-image-1", prompt="A ship at anchor")
    assert got.data is not None
    assert got.data[0].b64_json == "aW1hZ2U="
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("openai-api", "completion", "openai-images", ["gpt-image-1"])


BANNED: dict[str, Callable[[openai.OpenAI], object]] = {
    "chat": lambda one: one.chat.completions.create(model="forbidden-1", messages=ASK),
    "chat-stream": lambda one: one.chat.completions.create(model="forbidden-1", messages=ASK, stream=True),
    "responses": lambda one: one.responses.create(model="forbidden-1", input="x"),
    "responses-stream": lambda one: one.responses.create(model="forbidden-1", input="x", stream=True),
    "embeddings": lambda one: one.embeddings.create(model="forbidden-1", input="x"),
    "images": lambda one: one.images.generate(model="forbidden-1", prompt="x"),
    "audio": lambda one: one.audio.transcriptions.create(model="forbidden-1", file=("a.wav", b"RIFF\0\0\0\0WAVE")),
}


@pytest.mark.parametrize("kind", BANNED)
def test_a_forbidden_model_raises(port: Port, kind: str) -> None:
    with pytest.raises(openai.PermissionDeniedError) as raised:
        BANNED[kind](port.client)
    record = port.visit.refused(raised.value.message, FORBIDDEN)
    assert (record["service"], record["models"]) == ("openai-api", ["forbidden-1"])


TOOL: Any = {"type": "function", "function": {"name": "look", "description": CANARY, "parameters": {"type": "object"}}}
CALL: Any = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
SECRET: dict[str, Callable[[openai.OpenAI], object]] = {
    "prompt": lambda one: one.chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": f"See {CANARY}."}]
    ),
    "stream": lambda one: one.chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": f"See {CANARY}."}], stream=True
    ),
    "part": lambda one: one.chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": [{"type": "text", "text": CANARY}]}]
    ),
    "system": lambda one: one.chat.completions.create(
        model="gpt-4o", messages=[{"role": "system", "content": CANARY}, *ASK]
    ),
    "tool-result": lambda one: one.chat.completions.create(
        model="gpt-4o",
        messages=[
            *ASK,
            {"role": "assistant", "tool_calls": [CALL]},
            {"role": "tool", "tool_call_id": "c1", "content": CANARY},
        ],
    ),
    "tool": lambda one: one.chat.completions.create(model="gpt-4o", messages=ASK, tools=[TOOL]),
    "responses": lambda one: one.responses.create(model="gpt-5", input=CANARY),
    "instructions": lambda one: one.responses.create(model="gpt-5", input="x", instructions=CANARY),
    "responses-tool-result": lambda one: one.responses.create(
        model="gpt-5", input=[{"type": "function_call_output", "call_id": "c1", "output": CANARY}]
    ),
    "responses-tool": lambda one: one.responses.create(
        model="gpt-5",
        input="x",
        tools=[{"type": "function", "name": "look", "description": CANARY, "parameters": {}, "strict": False}],
    ),
    "embeddings": lambda one: one.embeddings.create(model="text-embedding-3-small", input=["x", CANARY]),
    "image": lambda one: one.images.generate(model="gpt-image-1", prompt=CANARY),
    "file": lambda one: one.files.create(file=("notes.txt", CANARY.encode(), "text/plain"), purpose="assistants"),
    "file-name": lambda one: one.files.create(file=(f"{CANARY}.txt", b"x", "text/plain"), purpose="assistants"),
    "transcription": lambda one: one.audio.transcriptions.create(
        model="whisper-1", file=("a.wav", b"RIFF\0\0\0\0WAVE"), prompt=CANARY
    ),
}


@pytest.mark.parametrize("place", SECRET)
def test_a_canary_raises(port: Port, place: str) -> None:
    with pytest.raises(openai.PermissionDeniedError) as raised:
        SECRET[place](port.client)
    record = port.visit.refused(raised.value.message, REASON)
    assert set(record["findings"]) == {"custom.canary"}
