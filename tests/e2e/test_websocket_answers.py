"""What an origin says over a WebSocket is judged before it is passed on, where a rule depends on it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from ..evasion.rows.websockets import frame
from .harness.clients import websocket
from .harness.fleet import Fleet
from .harness.http1 import Said
from .harness.names import GOVERNED
from .harness.quarterdeck import Line, Quarterdeck
from .harness.rawclient import RawClient
from .harness.sockets import SCRIPTS
from .harness.world import World
from .test_reload import put
from .test_websocket import DEFLATE, closed, opened, update

LIMIT = 100_000
DETECTOR = """\
owner: security@example.org
detectors:
  - {id: custom.canary, regex: 'CANARY-[0-9]{6}', hits: [CANARY-123456], misses: [CANARY-12]}
"""
RULES = f"""\
policy: sockets
{DETECTOR}
ban:
  - {{model: "forbidden-*", reason: This model is forbidden.}}
rules:
  - id: no-canary-back
    match: {{content: {{detector: custom.canary}}, direction: answer, host: [api.openai.com, copilot.microsoft.com]}}
    action: block
    reason: No canary may be fetched.
  - id: no-readable-canary-back
    match: {{content: {{detector: custom.canary}}, direction: answer, host: {GOVERNED}}}
    action: block
    on_unknown: skip
    reason: No canary may be fetched that can be read.
"""
UNASKED = """\
policy: reload
owner: tests@example.org
rules:
  - {id: uploads, match: {host: [api.openai.com, copilot.microsoft.com], activity: upload}, action: block}
"""
ASKED = f"""\
policy: reload
{DETECTOR}
rules:
  - id: canary
    match: {{content: {{detector: custom.canary}}, direction: answer, host: copilot.microsoft.com}}
    action: block
"""
CLIENT_SAYS = json.dumps({"type": "response.create"})


@pytest.fixture
def hearing(fleet: Fleet, internet: World) -> Quarterdeck:
    """A proxy with rules about what answers say, that keeps little of a message."""
    return fleet(rules={"sockets.yaml": RULES}, limits={"memory_body": LIMIT})


@pytest.fixture(scope="module")
def reloaded(fleet: Fleet, internet: World) -> Quarterdeck:
    """A proxy whose rules the tests replace."""
    return fleet(rules={"reload.yaml": UNASKED}, fresh=True)


@contextmanager
def talk(quarterdeck: Quarterdeck, address: str, name: str, *script: Any) -> Iterator[ClientConnection]:
    """A WebSocket to an origin that says this when the client has said a word, which it has."""
    SCRIPTS[name] = script
    with websocket(quarterdeck, f"wss://{address}&script={name}") as socket:
        socket.send(CLIENT_SAYS)
        yield socket


def heard(socket: ClientConnection) -> tuple[list[Any], int, str]:
    """The messages until the end, and its code and reason."""
    messages: list[Any] = []
    with suppress(ConnectionClosed):
        while True:
            messages.append(socket.recv(10))
    return messages, socket.close_code or 0, socket.close_reason or ""


def record(quarterdeck: Quarterdeck, reason: str) -> Line:
    return quarterdeck.record_of(reason.rpartition("incident ")[2].strip(")"))


def outcome(quarterdeck: Quarterdeck) -> Line:
    """How the connection came out that was opened last."""
    handshake = [line for line in quarterdeck.decisions() if line.get("method") == "GET"][-1]
    return quarterdeck.wait_record(
        lambda line: line["event"] == "outcome" and line["incident"] == handshake["incident"], "the outcome"
    )


def delta(text: str) -> str:
    event = {"type": "response.output_text.delta", "response_id": "r", "item_id": "i", "output_index": 0}
    return json.dumps({**event, "content_index": 0, "delta": text})


def append(text: str) -> str:
    return json.dumps({"event": "appendText", "messageId": "m", "partId": "p", "text": text})


REALTIME = "api.openai.com/v1/realtime?model=gpt-realtime"
COPILOT = "copilot.microsoft.com/c/api/chat?api-version=2"


@pytest.mark.parametrize(("address", "say"), [(REALTIME, delta), (COPILOT, append)], ids=["realtime", "copilot"])
def test_the_message_that_completes_what_is_forbidden_does_not_arrive(
    hearing: Quarterdeck, address: str, say: Any
) -> None:
    said = [say("It is CANA"), say("RY-1234"), say("56, of course"), say("and more")]
    with talk(hearing, address, f"split-{say.__name__}", *said) as socket:
        messages, code, reason = heard(socket)
    assert (messages, code) == (said[:2], 1008)
    assert reason.startswith("No canary may be fetched. (incident qd-")
    cut = record(hearing, reason)
    assert (cut["outcome"], cut["action"], cut["method"]) == ("cut", "block", "ANSWER")
    assert (cut["rules"], cut["findings"]) == (["sockets/no-canary-back"], {"custom.canary": 1})
    assert (cut["coverage"], cut["protocol"]) == ("whole", "websocket")
    end = outcome(hearing)
    assert end["incident"] != cut["incident"]
    assert (end["outcome"], end["coverage"], end["rules"]) == ("cut", "whole", cut["rules"])


def test_a_banned_model_that_an_event_names_ends_the_connection_before_it(hearing: Quarterdeck) -> None:
    event = json.dumps({"type": "session.created", "session": {"type": "realtime", "model": "forbidden-1"}})
    with talk(hearing, f"{GOVERNED}/v1/realtime?model=allowed-1", "model", delta("hello"), event) as socket:
        messages, code, reason = heard(socket)
    assert (messages, code) == ([delta("hello")], 1008)
    cut = record(hearing, reason)
    assert (cut["outcome"], cut["models"]) == ("cut", ["forbidden-1"])


def test_harmless_messages_pass_and_the_record_says_that_they_were_read(hearing: Quarterdeck) -> None:
    said = [delta("hello"), delta(" there"), b'{"type": "pong"}']
    with talk(hearing, REALTIME, "harmless", *said) as socket:
        assert [socket.recv(10) for _ in said] == said
        socket.send(CLIENT_SAYS)
        assert [socket.recv(10) for _ in said] == said
    end = outcome(hearing)
    assert (end["outcome"], end["coverage"], end.get("unread")) == ("forwarded", "whole", None)


@pytest.mark.parametrize("canary", ["CANARY-12345", "CANARY-123456"], ids=["harmless", "forbidden"])
def test_fragments_are_one_message_whatever_comes_between_them(hearing: Quarterdeck, canary: str) -> None:
    text = delta(f"It is {canary} of course")
    with talk(hearing, REALTIME, canary.lower(), (text[:100], text[100:120], text[120:]), delta("last")) as socket:
        if canary.endswith("6"):
            messages, code, _ = heard(socket)
            assert (messages, code) == ([], 1008)
        else:
            assert [socket.recv(10), socket.recv(10)] == [text, delta("last")]


def received(client: RawClient) -> tuple[int, bytes]:
    """The first byte and the payload of the next frame."""
    first, length = client.take(2)
    if length > 125:
        length = int.from_bytes(client.take(2 if length == 126 else 8))
    return first, client.take(length)


def deflating(quarterdeck: Quarterdeck, source: str, name: str, *script: Any) -> RawClient:
    SCRIPTS[name] = script
    client = opened(quarterdeck, source, DEFLATE, query=f"&script={name}")
    client.send(frame(update("allowed-1").encode()))
    return client


def test_compressed_messages_are_read(hearing: Quarterdeck, source: str) -> None:
    said = [delta("it is CANARY-"), delta("it is not"), delta("123456")]
    with deflating(hearing, source, "compressed", said[1], said[0], said[2]) as client:
        unpacker = zlib.decompressobj(-15)
        for text in (said[1], said[0]):
            first, packed = received(client)
            assert first == 0xC1
            assert unpacker.decompress(packed + b"\0\0\xff\xff") == text.encode()
        assert closed(client)[0] == 1008


TOO_MUCH = b"\0\1" + bytes(range(256)) * 2000


def test_a_message_too_large_to_be_read_counts_as_matched(hearing: Quarterdeck) -> None:
    with talk(hearing, REALTIME, "too-large", delta("hello"), TOO_MUCH, delta("more")) as socket:
        messages, code, reason = heard(socket)
    assert (messages, code) == ([delta("hello")], 1008)
    cut = record(hearing, reason)
    assert (cut["outcome"], cut["coverage"], cut["unread"]) == ("cut", "part", ["too-large"])


def test_where_the_unknown_is_let_pass_a_large_message_does_and_what_follows_is_read(hearing: Quarterdeck) -> None:
    said = [delta("hello"), TOO_MUCH, delta("CANARY-")]
    address = f"{GOVERNED}/v1/realtime?model=allowed-1"
    with talk(hearing, address, "large", *said, delta("123456")) as socket:
        messages, code, _ = heard(socket)
    assert (messages, code) == (said, 1008)
    end = outcome(hearing)
    assert (end["coverage"], end["unread"]) == ("part", ["too-large"])


def test_what_follows_a_large_compressed_message_is_read(hearing: Quarterdeck, source: str) -> None:
    large = bytes(LIMIT) + bytes(range(256)) * 1000
    with deflating(hearing, source, "packed", large, delta("CANARY-"), delta("123456")) as client:
        unpacker = zlib.decompressobj(-15)
        got = [unpacker.decompress(received(client)[1] + b"\0\0\xff\xff") for _ in range(2)]
        assert got == [large, delta("CANARY-").encode()]
        assert closed(client)[0] == 1008


def test_where_no_rule_asks_answers_pass_unread_and_the_record_says_so(reloaded: Quarterdeck) -> None:
    put(reloaded, UNASKED)
    said = [delta("CANARY-123456"), TOO_MUCH, b"\0\1"]
    with talk(reloaded, REALTIME, "unread", *said) as socket:
        assert [socket.recv(10) for _ in said] == said
    end = outcome(reloaded)
    assert (end["outcome"], end["coverage"], end["unread"]) == ("forwarded", "none", ["not-asked"])


def test_an_open_websocket_whose_answers_new_rules_want_to_read_must_be_opened_again(reloaded: Quarterdeck) -> None:
    put(reloaded, UNASKED)
    with talk(reloaded, COPILOT, "changed", append("CANARY-123456")) as socket:
        assert socket.recv(10) == append("CANARY-123456")
        put(reloaded, ASKED)
        socket.send(CLIENT_SAYS)
        messages, code, reason = heard(socket)
    assert (messages, code) == ([], 1012)
    assert record(reloaded, reason)["outcome"] == "refused"


def test_answers_that_are_read_are_judged_by_the_newest_rules(reloaded: Quarterdeck) -> None:
    put(reloaded, ASKED.replace("CANARY-[0-9]{6}", "CANARY-[A-F]{6}").replace("CANARY-123456", "CANARY-ABCDEF"))
    said = append("CANARY-123456")
    with talk(reloaded, COPILOT, "newest", said) as socket:
        assert socket.recv(10) == said
        put(reloaded, ASKED)
        socket.send(CLIENT_SAYS)
        messages, code, reason = heard(socket)
    assert (messages, code) == ([], 1008)
    assert record(reloaded, reason)["rules"] == ["reload/canary"]


def test_an_origin_that_is_banned_now_is_not_heard_even_when_the_client_is_silent(
    reloaded: Quarterdeck, internet: World
) -> None:
    put(reloaded, ASKED)
    gates = internet.origins["ai"].gates

    def held() -> Iterator[Said]:
        gates.hold("silent-client")
        yield append("what nobody may say any more")

    SCRIPTS["silent-client"] = held()
    with websocket(reloaded, f"wss://{COPILOT}&script=silent-client") as socket:
        socket.send(CLIENT_SAYS)
        assert gates["silent-client:reached"].wait(10)
        put(reloaded, ASKED + "ban: [{domain: copilot.microsoft.com}]\n")
        gates["silent-client"].set()
        messages, code, _ = heard(socket)
    assert (messages, code) == ([], 1008)
