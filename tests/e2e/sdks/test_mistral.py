"""The official mistralai SDK: chat and completion between a prompt and a suffix; its refusals are its own SDKError."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from mistralai.client import Mistral
from mistralai.client.errors import MistralError

from ..harness.vendors.market import CANARY, FORBIDDEN, REASON
from ..harness.vendors.vendor import WORDS
from ..harness.vendors.visit import Visit, told

MODEL = "mistral-large-latest"
ASK: list[Any] = [{"role": "user", "content": "Which way is the wind?"}]
SAID = "".join(WORDS)


class Port:
    """The SDK's client at its vendor, and what came of its calls."""

    def __init__(self, visit: Visit, http: httpx2.Client) -> None:
        self.visit = visit
        self.client = Mistral(api_key="x", client=http)


@pytest.fixture
def port(visit: Callable[[str], Visit]) -> Iterator[Port]:
    here = visit("mistral")
    with httpx2.Client(**here.plumbing()) as http:
        yield Port(here, http)


def test_chat(port: Port) -> None:
    got = port.client.chat.complete(model=MODEL, messages=ASK)
    assert got.choices[0].message.content == SAID
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("mistral-api", "chat", "openai-chat", [MODEL])


def test_a_chat_streams(port: Port) -> None:
    hold = port.visit.hold()
    with port.client.chat.stream(model=MODEL, messages=[{"role": "user", "content": hold.name}]) as stream:
        events = iter(stream)
        words = [next(events).data.choices[0].delta.content]
        assert hold.pending
        hold.release()
        words += [event.data.choices[0].delta.content or "" for event in events]
    assert "".join(words) == SAID
    assert port.visit.reached == port.visit.tap.sent


def test_fill_in_the_middle(port: Port) -> None:
    got = port.client.fim.complete(model="codestral-latest", prompt="def wind(", suffix="    return north")
    assert got.choices[0].message.content == SAID
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("mistral-api", "completion", "openai-chat", ["codestral-latest"])


BANNED: dict[str, Callable[[Mistral], object]] = {
    "chat": lambda one: one.chat.complete(model="forbidden-1", messages=ASK),
    "stream": lambda one: one.chat.stream(model="forbidden-1", messages=ASK),
    "fim": lambda one: one.fim.complete(model="forbidden-1", prompt="x"),
    "fim-stream": lambda one: one.fim.stream(model="forbidden-1", prompt="x"),
    "embeddings": lambda one: one.embeddings.create(model="forbidden-1", inputs=["x"]),
}


@pytest.mark.parametrize("kind", BANNED)
def test_a_forbidden_model_raises(port: Port, kind: str) -> None:
    with pytest.raises(MistralError) as raised:
        BANNED[kind](port.client)
    assert raised.value.status_code == 403
    assert port.visit.refused(raised.value.message, FORBIDDEN)["models"] == ["forbidden-1"]


TOOL: Any = {"type": "function", "function": {"name": "look", "description": CANARY, "parameters": {"type": "object"}}}
CALL: Any = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
SECRET: dict[str, Callable[[Mistral], object]] = {
    "prompt": lambda one: one.chat.complete(model=MODEL, messages=[{"role": "user", "content": CANARY}]),
    "stream": lambda one: one.chat.stream(model=MODEL, messages=[{"role": "user", "content": CANARY}]),
    "system": lambda one: one.chat.complete(model=MODEL, messages=[{"role": "system", "content": CANARY}, *ASK]),
    "tool": lambda one: one.chat.complete(model=MODEL, messages=ASK, tools=[TOOL]),
    "tool-result": lambda one: one.chat.complete(
        model=MODEL,
        messages=[
            *ASK,
            {"role": "assistant", "content": "", "tool_calls": [CALL]},
            {"role": "tool", "tool_call_id": "c1", "content": CANARY},
        ],
    ),
    "fim-prompt": lambda one: one.fim.complete(model="codestral-latest", prompt=f"# {CANARY}"),
    "fim-suffix": lambda one: one.fim.complete(model="codestral-latest", prompt="x", suffix=f"# {CANARY}"),
    "embeddings": lambda one: one.embeddings.create(model="mistral-embed", inputs=["x", CANARY]),
    "file": lambda one: one.files.upload(file={"file_name": "notes.txt", "content": CANARY.encode()}),
}


@pytest.mark.parametrize("place", SECRET)
def test_a_canary_raises(port: Port, place: str) -> None:
    with pytest.raises(MistralError) as raised:
        SECRET[place](port.client)
    assert set(port.visit.refused(raised.value.message, REASON)["findings"]) == {"custom.canary"}
