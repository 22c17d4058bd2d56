"""The official anthropic SDK: messages and files pass unchanged, and a refused one raises the SDK's own error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import anthropic
import httpx2
import pytest

from ..harness.vendors.market import CANARY, FORBIDDEN, REASON
from ..harness.vendors.vendor import WORDS
from ..harness.vendors.visit import Visit, told

MODEL = "claude-sonnet-9"
ASK: list[Any] = [{"role": "user", "content": "Which way is the wind?"}]
SAID = "".join(WORDS)


class Port:
    """The SDK's client at its vendor, and what came of its calls."""

    def __init__(self, visit: Visit, http: httpx2.Client) -> None:
        self.visit = visit
        self.client = anthropic.Anthropic(api_key="sk-ant-x", http_client=http, max_retries=0)


@pytest.fixture
def port(visit: Callable[[str], Visit]) -> Iterator[Port]:
    here = visit("anthropic")
    with httpx2.Client(**here.plumbing()) as http:
        yield Port(here, http)


def test_messages(port: Port) -> None:
    got = port.client.messages.create(model=MODEL, max_tokens=9, messages=ASK, system="Be brief.")
    assert got.content[0].text == SAID
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("anthropic-api", "chat", "anthropic-messages", [MODEL])


def test_messages_stream(port: Port) -> None:
    hold = port.visit.hold()
    asked: list[Any] = [{"role": "user", "content": hold.name}]
    with port.client.messages.create(model=MODEL, max_tokens=9, messages=asked, stream=True) as stream:
        events = iter(stream)
        first = next(events)
        assert hold.pending
        hold.release()
        rest = list(events)
    assert (first.type, rest[-1].type) == ("message_start", "message_stop")
    assert "".join(one.delta.text for one in rest if one.type == "content_block_delta") == SAID
    assert port.visit.reached == port.visit.tap.sent


def test_the_stream_helper_of_the_sdk(port: Port) -> None:
    with port.client.messages.stream(model=MODEL, max_tokens=9, messages=ASK) as stream:
        assert stream.get_final_message().content[0].text == SAID


def test_a_file(port: Port) -> None:
    got = port.client.beta.files.upload(file=("notes.txt", b"a few notes\n", "text/plain"))
    assert got.id == "file_1"
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == ("anthropic-api", "upload", "openai-files", None)


def asking(one: anthropic.Anthropic, **more: Any) -> object:
    return one.messages.create(**{"model": MODEL, "max_tokens": 9, "messages": ASK} | more)


def saying(*content: Any) -> list[Any]:
    return [{"role": "user", "content": list(content)}]


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_a_forbidden_model_raises(port: Port, stream: bool) -> None:
    with pytest.raises(anthropic.PermissionDeniedError) as raised:
        asking(port.client, model="forbidden-1", stream=stream)
    record = port.visit.refused(raised.value.message, FORBIDDEN)
    assert told(record) == ("anthropic-api", "chat", "anthropic-messages", ["forbidden-1"])
    assert raised.value.response.headers["request-id"] == record["incident"]


CALL: list[Any] = [
    *ASK,
    {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "look", "input": {"at": CANARY}}]},
]
RESULT: Any = {"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": CANARY}]}
SECRET: dict[str, Callable[[anthropic.Anthropic], object]] = {
    "prompt": lambda one: asking(one, messages=[{"role": "user", "content": CANARY}]),
    "stream": lambda one: asking(one, messages=[{"role": "user", "content": CANARY}], stream=True),
    "block": lambda one: asking(one, messages=saying({"type": "text", "text": f"See {CANARY}."})),
    "system": lambda one: asking(one, system=CANARY),
    "system-block": lambda one: asking(one, system=[{"type": "text", "text": CANARY}]),
    "tool-input": lambda one: asking(one, messages=CALL),
    "tool-result": lambda one: asking(one, messages=[*ASK, *saying(RESULT)]),
    "tool": lambda one: asking(
        one, tools=[{"name": "look", "description": CANARY, "input_schema": {"type": "object"}}]
    ),
    "document": lambda one: asking(
        one,
        messages=saying(
            {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": f"x {CANARY}"}}
        ),
    ),
    "count": lambda one: one.messages.count_tokens(model=MODEL, messages=[{"role": "user", "content": CANARY}]),
    "file": lambda one: one.beta.files.upload(file=("notes.txt", CANARY.encode(), "text/plain")),
}


@pytest.mark.parametrize("place", SECRET)
def test_a_canary_raises(port: Port, place: str) -> None:
    with pytest.raises(anthropic.PermissionDeniedError) as raised:
        SECRET[place](port.client)
    assert raised.value.body["error"]["type"] == "permission_error"
    assert set(port.visit.refused(raised.value.message, REASON)["findings"]) == {"custom.canary"}
