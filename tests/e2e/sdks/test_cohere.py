"""The official cohere SDK, version 2 of the API; its refusals are its own ForbiddenError."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import cohere
import httpx
import pytest
from cohere.errors import ForbiddenError

from ..harness.vendors.market import CANARY, FORBIDDEN, REASON
from ..harness.vendors.vendor import WORDS
from ..harness.vendors.visit import Visit, told

MODEL = "command-a-03-2025"
ASK: list[Any] = [{"role": "user", "content": "Which way is the wind?"}]
SAID = "".join(WORDS)


class Port:
    """The SDK's client at its vendor, and what came of its calls."""

    def __init__(self, visit: Visit, http: httpx.Client) -> None:
        self.visit = visit
        self.client = cohere.ClientV2(api_key="x", httpx_client=http, max_retries=0)


@pytest.fixture
def port(visit: Callable[[str], Visit]) -> Iterator[Port]:
    here = visit("cohere")
    with httpx.Client(**here.plumbing()) as http:
        yield Port(here, http)


def test_chat(port: Port) -> None:
    got = port.client.chat(model=MODEL, messages=ASK)
    assert got.message.content is not None
    assert got.message.content[0].text == SAID
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("cohere", "chat", "cohere", [MODEL])


def test_a_chat_streams(port: Port) -> None:
    hold = port.visit.hold()
    events = iter(port.client.chat_stream(model=MODEL, messages=[{"role": "user", "content": hold.name}]))
    first = next(events)
    assert hold.pending
    hold.release()
    rest = list(events)
    assert (first.type, rest[-1].type) == ("message-start", "message-end")
    assert "".join(one.delta.message.content.text for one in rest if one.type == "content-delta") == SAID
    assert port.visit.reached == port.visit.tap.sent


def test_embeddings(port: Port) -> None:
    got = port.client.embed(model="embed-v4.0", texts=["one"], input_type="search_document", embedding_types=["float"])
    assert got.embeddings.float_ == [[0.5, -0.5]]
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("cohere", "embed", "cohere", ["embed-v4.0"])


def test_rerank(port: Port) -> None:
    got = port.client.rerank(model="rerank-v3.5", query="x", documents=["one", "two"])
    assert got.results[0].index == 0
    assert told(port.visit.decision()) == ("cohere", "embed", "cohere", ["rerank-v3.5"])


BANNED: dict[str, Callable[[cohere.ClientV2], object]] = {
    "chat": lambda one: one.chat(model="forbidden-1", messages=ASK),
    "stream": lambda one: next(iter(one.chat_stream(model="forbidden-1", messages=ASK))),
    "rerank": lambda one: one.rerank(model="forbidden-1", query="x", documents=["y"]),
}


@pytest.mark.parametrize("kind", BANNED)
def test_a_forbidden_model_raises(port: Port, kind: str) -> None:
    with pytest.raises(ForbiddenError) as raised:
        BANNED[kind](port.client)
    record = port.visit.refused(raised.value.body["message"], FORBIDDEN)
    assert (record["service"], record["models"]) == ("cohere", ["forbidden-1"])


TOOL: Any = {"type": "function", "function": {"name": "look", "description": CANARY, "parameters": {"type": "object"}}}
CALL: Any = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
SECRET: dict[str, Callable[[cohere.ClientV2], object]] = {
    "prompt": lambda one: one.chat(model=MODEL, messages=[{"role": "user", "content": CANARY}]),
    "stream": lambda one: next(iter(one.chat_stream(model=MODEL, messages=[{"role": "user", "content": CANARY}]))),
    "part": lambda one: one.chat(
        model=MODEL, messages=[{"role": "user", "content": [{"type": "text", "text": CANARY}]}]
    ),
    "system": lambda one: one.chat(model=MODEL, messages=[{"role": "system", "content": CANARY}, *ASK]),
    "document": lambda one: one.chat(model=MODEL, messages=ASK, documents=[{"data": {"text": CANARY}}]),
    "tool": lambda one: one.chat(model=MODEL, messages=ASK, tools=[TOOL]),
    "tool-result": lambda one: one.chat(
        model=MODEL,
        messages=[
            *ASK,
            {"role": "assistant", "tool_calls": [CALL]},
            {
                "role": "tool",
                "tool_call_id": "c1",
                "content": [{"type": "document", "document": {"data": {"x": CANARY}}}],
            },
        ],
    ),
    "embeddings": lambda one: one.embed(
        model="embed-v4.0", texts=["x", CANARY], input_type="search_document", embedding_types=["float"]
    ),
    "query": lambda one: one.rerank(model="rerank-v3.5", query=CANARY, documents=["y"]),
    "ranked": lambda one: one.rerank(model="rerank-v3.5", query="x", documents=["y", CANARY]),
}


@pytest.mark.parametrize("place", SECRET)
def test_a_canary_raises(port: Port, place: str) -> None:
    with pytest.raises(ForbiddenError) as raised:
        SECRET[place](port.client)
    assert set(port.visit.refused(raised.value.body["message"], REASON)["findings"]) == {"custom.canary"}
