"""What closed a WebSocket once does not close it again when the client connects anew and sends its history."""

from __future__ import annotations

import json
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from .harness.clients import websocket
from .harness.fleet import Fleet
from .harness.quarterdeck import Quarterdeck
from .harness.world import World

RULES = """\
policy: sockets-history
owner: security@example.org
detectors:
  - {id: pii.berth, regex: 'BERTH-[0-9]{6}', hits: [BERTH-123456], misses: [BERTH-12]}
rules:
  - {id: no-berth, match: {content: pii.berth}, action: block, reason: This stays here.}
"""
REALTIME = "wss://api.openai.com/v1/realtime?model=gpt-realtime"
BERTH = "BERTH-330918"


@pytest.fixture
def blocking(fleet: Fleet, internet: World) -> Quarterdeck:
    return fleet(rules={"history.yaml": RULES}, workers=2)


def item(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}


def adding(text: str) -> str:
    return json.dumps({"type": "conversation.item.create", "item": item(text)})


def responding(*texts: str) -> str:
    return json.dumps({"type": "response.create", "response": {"input": [item(text) for text in texts]}})


def closes(quarterdeck: Quarterdeck, message: str) -> None:
    with websocket(quarterdeck, REALTIME) as socket:
        socket.send(message)
        with pytest.raises(ConnectionClosed) as raised:
            socket.recv(10)
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1008


def test_a_client_that_connects_anew_goes_on_with_its_history(blocking: Quarterdeck, internet: World) -> None:
    said = f"what of {BERTH}?"
    closes(blocking, adding(said))
    before = len(blocking.records())
    with websocket(blocking, REALTIME) as socket:
        for message in (adding(said), adding("and now?"), responding(said, "and now?")):
            socket.send(message)
            # The origin gives back what it was told.
            assert socket.recv(10) == message.replace(BERTH, "*" * 16)
    lines = [line for line in blocking.records()[before:] if line.get("method") == "MESSAGE"]
    assert [(line["outcome"], line["rules"]) for line in lines] == [("rewritten", ["quarterdeck/old-findings"])] * 2
    closes(blocking, adding(f"once more: {BERTH}"))
    closes(blocking, responding("and now?", said))
    assert internet.saw(BERTH.encode()) == []
    assert not any(BERTH.encode() in frame for one in internet.origins["ai"].connections for frame in one.frames)
