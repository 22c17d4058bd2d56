"""WebSockets: refused at the handshake when the host is banned, closed with 1008 when a message is."""

from __future__ import annotations

import json

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from .harness.clients import websocket
from .harness.names import BANNED, GOVERNED, UNLISTED
from .harness.quarterdeck import Quarterdeck
from .harness.world import World

REALTIME = f"wss://{GOVERNED}/v1/realtime?model=allowed-1"


def update(model: str, text: str = "hello") -> str:
    return json.dumps({"type": "session.update", "session": {"model": model, "instructions": text}})


def test_a_banned_host_is_refused_at_the_handshake(shared: Quarterdeck, internet: World) -> None:
    before = len(internet.origins["banned"].requests)
    with pytest.raises(InvalidStatus) as raised:
        websocket(shared, f"wss://{BANNED}/ws")
    answer = raised.value.response
    assert answer.status_code == 403
    shared.record_of(answer.headers["quarterdeck-incident"])
    assert len(internet.origins["banned"].requests) == before


def test_a_forbidden_model_in_the_address_is_refused_at_the_handshake(shared: Quarterdeck) -> None:
    with pytest.raises(InvalidStatus) as raised:
        websocket(shared, f"wss://{GOVERNED}/v1/realtime?model=forbidden-1")
    assert raised.value.response.status_code == 403


def test_messages_pass_both_ways(shared: Quarterdeck) -> None:
    with websocket(shared, REALTIME) as socket:
        for number in range(20):
            text = update("allowed-1", f"message {number}")
            socket.send(text)
            assert socket.recv(10) == text


def test_a_refused_message_closes_with_1008(shared: Quarterdeck, internet: World) -> None:
    with websocket(shared, REALTIME) as socket:
        socket.send(update("allowed-1"))
        socket.recv(10)
        socket.send(update("forbidden-1", "never-to-arrive"))
        with pytest.raises(ConnectionClosed) as raised:
            socket.recv(10)
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1008
    assert "incident" in raised.value.rcvd.reason
    incident = raised.value.rcvd.reason.rpartition("incident ")[2].strip(" )")
    assert shared.record_of(incident)["outcome"] == "cut"
    assert not internet.origins["ai"].saw(b"never-to-arrive")


def test_what_follows_a_refused_message_in_the_same_packet_is_not_relayed(shared: Quarterdeck, internet: World) -> None:
    with websocket(shared, REALTIME) as socket:
        socket.send(update("allowed-1"))
        socket.recv(10)
        with socket.send_context():
            for text in (update("forbidden-1"), update("allowed-1", "slipped-behind-it")):
                socket.protocol.send_text(text.encode())
        with pytest.raises(ConnectionClosed) as raised:
            socket.recv(10)
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1008
    assert not internet.origins["ai"].saw(b"slipped-behind-it")


def test_an_ungoverned_websocket_is_tunnelled(shared: Quarterdeck) -> None:
    with websocket(shared, f"ws://{UNLISTED}/ws") as socket:
        socket.send("hello")
        assert socket.recv(10) == "hello"
