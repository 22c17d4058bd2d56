"""copilot.microsoft.com speaks over a WebSocket: each message is judged before it goes on."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import ClientConnection

from ..harness.clients import websocket
from ..harness.vendors.market import CANARY, REASON
from ..harness.vendors.vendor import WORDS
from ..harness.vendors.visit import Visit, told

URL = "wss://copilot.microsoft.com/c/api/chat?api-version=2&clientSessionId=made-up&accessToken=made-up"


def saying(text: str) -> str:
    content = [{"type": "text", "text": text}]
    return json.dumps({"event": "send", "conversationId": "c1", "mode": "chat", "content": content})


@pytest.fixture
def here(visit: Callable[[str], Visit]) -> Visit:
    return visit("copilot")


def answer(socket: ClientConnection) -> list[str]:
    words = []
    while (event := json.loads(socket.recv()))["event"] != "done":
        if event["event"] == "appendText":
            words.append(event["text"])
    return words


def test_a_talk(here: Visit) -> None:
    asked = saying("Which way is the wind?")
    with websocket(here.proxy, URL) as socket:
        socket.send(asked)
        assert answer(socket) == list(WORDS)
    (seen,) = [seen for seen in here.origin.connections if here.requests[0] in seen.requests]
    assert seen.frames[0] == asked.encode()
    assert told(here.decision()) == ("ms-copilot", "chat", "copilot-web", None)


def test_a_canary_closes_the_talk(here: Visit) -> None:
    with websocket(here.proxy, URL) as socket:
        socket.send(saying("Which way is the wind?"))
        answer(socket)
        socket.send(saying(f"See {CANARY}."))
        with pytest.raises(ConnectionClosedError) as raised:
            socket.recv()
    assert raised.value.rcvd is not None
    opened, cut = here.decisions
    assert (opened["outcome"], cut["outcome"]) == ("forwarded", "cut")
    assert raised.value.rcvd.code == 1008
    assert REASON in raised.value.rcvd.reason
    assert cut["incident"] in raised.value.rcvd.reason
    assert not here.origin.saw(CANARY.encode())


@pytest.mark.parametrize("deflate", [False, True], ids=["plain", "deflate"])
def test_a_browser_is_told_in_the_talk_itself_and_talks_on(here: Visit, deflate: bool) -> None:
    with websocket(here.proxy, URL, deflate=deflate, origin="https://copilot.microsoft.com") as socket:
        for turn in range(3):
            socket.send(saying("Which way is the wind?"))
            assert answer(socket) == list(WORDS)
            socket.send(saying(f"See {CANARY} {turn}."))
            (said,) = answer(socket)
            assert REASON in said
    opened, *refused = here.decisions
    assert [line["outcome"] for line in (opened, *refused)] == ["forwarded", "refused", "refused", "refused"]
    assert f"Incident {refused[-1]['incident']}." in said
    (seen,) = [seen for seen in here.origin.connections if here.requests[0] in seen.requests]
    assert [b"wind" in one for one in seen.frames] == [True, True, True, False]  # the last one closes
    assert CANARY.encode() not in b"".join(seen.frames)
