"""The official ollama SDK at Ollama's cloud: lines of JSON; its refusals are its own ResponseError."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ollama
import pytest

from ..harness.vendors.market import CANARY, FORBIDDEN, REASON
from ..harness.vendors.vendor import WORDS
from ..harness.vendors.visit import Visit, told

MODEL = "gpt-oss:120b"
ASK: list[Any] = [{"role": "user", "content": "Which way is the wind?"}]
SAID = "".join(WORDS)


class Port:
    """The SDK's client at its vendor, and what came of its calls."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.client = ollama.Client(
            host="https://ollama.com", headers={"authorization": "Bearer x"}, **visit.plumbing()
        )


@pytest.fixture
def port(visit: Callable[[str], Visit]) -> Iterator[Port]:
    port = Port(visit("ollama"))
    with port.client:
        yield port


def test_chat(port: Port) -> None:
    assert port.client.chat(model=MODEL, messages=ASK).message.content == SAID
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("ollama-registry", "chat", "ollama", [MODEL])


def test_a_chat_streams(port: Port) -> None:
    hold = port.visit.hold()
    chunks = iter(port.client.chat(model=MODEL, messages=[{"role": "user", "content": hold.name}], stream=True))
    words = [next(chunks).message.content]
    assert hold.pending
    hold.release()
    words += [chunk.message.content for chunk in chunks]
    assert "".join(word or "" for word in words) == SAID
    assert port.visit.reached == port.visit.tap.sent


def test_generate(port: Port) -> None:
    assert port.client.generate(model=MODEL, prompt="x", system="Be brief.").response == SAID
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("ollama-registry", "completion", "ollama", [MODEL])


def test_generate_streams(port: Port) -> None:
    hold = port.visit.hold()
    chunks = iter(port.client.generate(model=MODEL, prompt=hold.name, stream=True))
    words = [next(chunks).response]
    assert hold.pending
    hold.release()
    words += [chunk.response for chunk in chunks]
    assert "".join(words) == SAID


def test_embeddings(port: Port) -> None:
    assert port.client.embed(model="embeddinggemma", input="x").embeddings == [[0.5, -0.5]]
    assert told(port.visit.decision()) == ("ollama-registry", "embed", "ollama", ["embeddinggemma"])


BANNED: dict[str, Callable[[ollama.Client], object]] = {
    "chat": lambda one: one.chat(model="forbidden-1", messages=ASK),
    "chat-stream": lambda one: next(iter(one.chat(model="forbidden-1", messages=ASK, stream=True))),
    "generate": lambda one: one.generate(model="forbidden-1", prompt="x"),
    "generate-stream": lambda one: next(iter(one.generate(model="forbidden-1", prompt="x", stream=True))),
    "embed": lambda one: one.embed(model="forbidden-1", input="x"),
    "pull": lambda one: one.pull("forbidden-1"),
}


@pytest.mark.parametrize("kind", BANNED)
def test_a_forbidden_model_raises(port: Port, kind: str) -> None:
    with pytest.raises(ollama.ResponseError) as raised:
        BANNED[kind](port.client)
    assert raised.value.status_code == 403
    assert port.visit.refused(raised.value.error, FORBIDDEN)["models"] == ["forbidden-1"]


SECRET: dict[str, Callable[[ollama.Client], object]] = {
    "prompt": lambda one: one.chat(model=MODEL, messages=[{"role": "user", "content": CANARY}]),
    "stream": lambda one: next(
        iter(one.chat(model=MODEL, messages=[{"role": "user", "content": CANARY}], stream=True))
    ),
    "system": lambda one: one.chat(model=MODEL, messages=[{"role": "system", "content": CANARY}, *ASK]),
    "tool-result": lambda one: one.chat(
        model=MODEL, messages=[*ASK, {"role": "tool", "tool_name": "look", "content": CANARY}]
    ),
    "tool": lambda one: one.chat(
        model=MODEL, messages=ASK, tools=[{"type": "function", "function": {"name": "look", "description": CANARY}}]
    ),
    "generate": lambda one: one.generate(model=MODEL, prompt=CANARY),
    "generate-stream": lambda one: next(iter(one.generate(model=MODEL, prompt=CANARY, stream=True))),
    "generate-system": lambda one: one.generate(model=MODEL, prompt="x", system=CANARY),
    "suffix": lambda one: one.generate(model=MODEL, prompt="x", suffix=CANARY),
    "embed": lambda one: one.embed(model="embeddinggemma", input=["x", CANARY]),
}


@pytest.mark.parametrize("place", SECRET)
def test_a_canary_raises(port: Port, place: str) -> None:
    with pytest.raises(ollama.ResponseError) as raised:
        SECRET[place](port.client)
    assert set(port.visit.refused(raised.value.error, REASON)["findings"]) == {"custom.canary"}
