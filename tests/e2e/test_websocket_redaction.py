"""Over a WebSocket the origin sees placeholders only and the client its originals only, however messages are cut."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from .harness.clients import websocket
from .harness.fleet import Fleet
from .harness.quarterdeck import Quarterdeck
from .harness.sockets import SCRIPTS
from .harness.world import World
from .test_reload import put

RULES = """\
policy: reload
owner: security@example.org
detectors:
  - {id: custom.project, regex: 'PRJ-[0-9]{6}', hits: [PRJ-123456], misses: [PRJ-12]}
rules:
  - id: no-project
    match: {content: custom.project}
    action: redact
    reason: The names of projects stay here.
"""
REALTIME = "wss://api.openai.com/v1/realtime?model=gpt-realtime"
PROJECT, OTHER = "PRJ-482913", "PRJ-771204"
PLACEHOLDER = re.compile(r"<PROJECT_[0-9]+>")
LIMIT = 100_000


@pytest.fixture
def redacting(fleet: Fleet, internet: World) -> Quarterdeck:
    return fleet(rules={"reload.yaml": RULES}, limits={"memory_body": LIMIT})


def asking(text: str) -> str:
    content = [{"type": "input_text", "text": text}]
    return json.dumps({"type": "conversation.item.create", "item": {"type": "message", "content": content}})


def event(kind: str, **more: Any) -> str:
    return json.dumps({"type": f"response.{kind}", "item_id": "i", "output_index": 0, "content_index": 0, **more})


def answer(make: Callable[[list[str]], Iterable[str | bytes | tuple[str, ...]]], name: str) -> str:
    """The address of an origin that says what is made of the placeholders in a message."""
    SCRIPTS[name] = lambda said: make(PLACEHOLDER.findall(said if isinstance(said, str) else said.decode()))
    return f"{REALTIME}&script={name}"


def frames(world: World) -> list[bytes]:
    """What the origin was sent last."""
    return world.origins["ai"].connections[-1].frames


def refused(socket: ClientConnection, quarterdeck: Quarterdeck) -> dict[str, Any]:
    """The record of the refusal that is all that comes."""
    with pytest.raises(ConnectionClosed) as raised:
        socket.recv(10)
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1008
    return quarterdeck.record_of(raised.value.rcvd.reason.rpartition("incident ")[2].strip(")"))


@pytest.mark.parametrize("deflate", [False, True], ids=["plain", "deflate"])
def test_a_realtime_session_is_masked_on_the_way_out_and_restored_on_the_way_back(
    redacting: Quarterdeck, internet: World, deflate: bool
) -> None:
    def say(named: list[str]) -> Iterable[str]:
        if not named:
            return
        text = f"On {named[0]}: {named[0].lower()} is late, {named[-1]} is not."
        for at in range(0, len(text), 7):
            yield event("output_text.delta", delta=text[at : at + 7])
            yield event("output_audio.delta", delta="UklGRg==")
        yield event("output_text.done", text=text)
        call = json.dumps({"name": named[0]})
        for at in range(0, len(call), 5):
            yield event("function_call_arguments.delta", delta=call[at : at + 5])
        yield event("function_call_arguments.done", arguments=call)
        yield event("done", response={"output": [{"content": [{"type": "output_text", "text": text}]}]})

    with websocket(redacting, answer(say, f"session-{deflate}"), deflate=deflate) as socket:
        assert bool(socket.protocol.extensions) == deflate
        before = len(redacting.records())
        for _ in range(2):
            socket.send(asking(f"Why is {PROJECT} late, and {OTHER} not?"))
            told = []
            while not told or told[-1]["type"] != "response.done":
                told.append(json.loads(socket.recv(10)))
            assert "".join(one["delta"] for one in told if one["type"] == "response.output_text.delta") == (
                f"On {PROJECT}: {PROJECT} is late, {OTHER} is not."
            )
            called = "".join(one["delta"] for one in told if one["type"] == "response.function_call_arguments.delta")
            assert json.loads(called) == {"name": PROJECT}
            assert not PLACEHOLDER.search(json.dumps(told))
            kinds = [one["type"] for one in told]
            assert kinds.count("response.output_text.delta") == kinds.count("response.output_audio.delta") > 5
        socket.send(json.dumps({"type": "response.create"}))
    sent = frames(internet)[:2]
    assert sent[0] == sent[1]
    assert PLACEHOLDER.sub("_", sent[0].decode()) == asking("Why is _ late, and _ not?")
    assert len(set(PLACEHOLDER.findall(sent[0].decode()))) == 2
    assert internet.saw(PROJECT.encode()) == []
    assert not any(PROJECT.encode() in one for one in frames(internet))
    lines = [line for line in redacting.records()[before:] if line.get("method") == "MESSAGE"]
    assert [(line["outcome"], line["action"], line["findings"]) for line in lines] == [
        ("rewritten", "redact", {"custom.project": 2})
    ] * 2


@pytest.mark.parametrize(
    ("message", "sent"),
    [
        (f"what is {PROJECT}?", "what is _?"),
        (f'42["ask",{{"text":"what is {PROJECT}?"}}]', '42["ask",{"text":"what is _?"}]'),
        (f'{{"type":1,"arguments":["{PROJECT}"]}}\x1e', '{"type":1,"arguments":["_"]}\x1e'),
        (f'{{"text": "what is {PROJECT}?"}}'.encode(), b'{"text": "what is _?"}'),
    ],
    ids=["text", "socket.io", "signalr", "binary json"],
)
def test_whatever_a_message_is_written_in_comes_back_as_it_was(
    redacting: Quarterdeck, internet: World, message: str | bytes, sent: str | bytes
) -> None:
    with websocket(redacting, REALTIME) as socket:
        socket.send(message)
        assert socket.recv(10) == message
    wanted = sent if isinstance(sent, str) else sent.decode()
    assert PLACEHOLDER.sub("_", frames(internet)[0].decode()) == wanted


def test_a_message_in_fragments_is_masked_where_a_value_lies_across_two(
    redacting: Quarterdeck, internet: World
) -> None:
    text = asking(f"What is {PROJECT}?")
    middle = text.index(PROJECT) + 5
    with websocket(redacting, REALTIME) as socket:
        socket.send([text[:middle], text[middle:]])
        assert socket.recv(10) == text
    assert PLACEHOLDER.sub("_", frames(internet)[0].decode()) == asking("What is _?")


def test_binary_that_may_count_its_bytes_is_refused_and_not_damaged(redacting: Quarterdeck, internet: World) -> None:
    with websocket(redacting, REALTIME) as socket:
        socket.send(b"\n\x20what is PRJ-482913, do you know?")
        line = refused(socket, redacting)
    assert (line["outcome"], line["action"], line["method"]) == ("cut", "redact", "MESSAGE")
    assert internet.saw(PROJECT.encode()) == []


def test_what_ends_in_the_midst_of_a_placeholder_arrives_though_nothing_follows(redacting: Quarterdeck) -> None:
    def say(named: list[str]) -> Iterable[str]:
        yield event("output_text.delta", delta=f"{named[0]} is not <PROJ")

    with websocket(redacting, answer(say, "silence")) as socket:
        socket.send(asking(PROJECT))
        assert json.loads(socket.recv(10))["delta"] == f"{PROJECT} is not <PROJ"


def test_fragments_of_an_origin_are_restored_and_what_is_too_large_passes_in_its_place(
    redacting: Quarterdeck,
) -> None:
    large = "x" * LIMIT * 3

    def say(named: list[str]) -> Iterable[str | bytes | tuple[str, ...]]:
        yield event("output_text.delta", delta=f"{named[0]} <PROJ")
        yield large
        text = event("output_text.done", text=named[0])
        yield (text[:90], text[90:-5], text[-5:])

    for deflate in (False, True):
        with websocket(redacting, answer(say, f"large-{deflate}"), deflate=deflate) as socket:
            socket.send(asking(PROJECT))
            assert json.loads(socket.recv(10))["delta"] == f"{PROJECT} <PROJ"
            assert socket.recv(10) == large
            assert json.loads(socket.recv(10))["text"] == PROJECT


def test_a_connection_has_the_names_of_those_before_it(redacting: Quarterdeck, internet: World) -> None:
    with websocket(redacting, REALTIME) as socket:
        socket.send(asking(PROJECT))
        assert socket.recv(10) == asking(PROJECT)
    name = PLACEHOLDER.findall(frames(internet)[0].decode())[0]
    said = [event("output_text.delta", delta=f"as before, {name}.")]
    SCRIPTS["remembered"] = said
    with websocket(redacting, f"{REALTIME}&script=remembered") as socket:
        socket.send(asking("What was it?"))
        assert json.loads(socket.recv(10))["delta"] == f"as before, {PROJECT}."


def test_an_open_websocket_of_which_new_rules_take_something_out_must_be_opened_again(
    fleet: Fleet, internet: World
) -> None:
    before = RULES.replace("action: redact", "action: monitor")
    reloaded = fleet(rules={"reload.yaml": before}, fresh=True)
    with websocket(reloaded, REALTIME) as socket:
        socket.send(asking("hello"))
        assert socket.recv(10) == asking("hello")
        put(reloaded, RULES)
        socket.send(asking(PROJECT))
        with pytest.raises(ConnectionClosed) as raised:
            socket.recv(10)
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1012
    assert internet.saw(PROJECT.encode()) == []
