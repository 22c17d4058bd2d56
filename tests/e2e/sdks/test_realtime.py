"""OpenAI's realtime service by its SDK: a WebSocket whose events are judged one by one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import openai
import pytest
from websockets.exceptions import ConnectionClosedError

from ..harness.clients import websocket_trust
from ..harness.vendors.market import CANARY, FORBIDDEN, REASON
from ..harness.vendors.vendor import WORDS
from ..harness.vendors.visit import Visit, told

MODEL = "gpt-realtime"
VESSEL = "VESSEL-482913"


@pytest.fixture
def here(visit: Callable[[str], Visit]) -> Visit:
    return visit("openai")


def connect(here: Visit, model: str = MODEL) -> Any:
    options: Any = {"proxy": here.proxy.url, "ssl": websocket_trust(here.proxy), "open_timeout": 20}
    return openai.OpenAI(api_key="sk-x").realtime.connect(model=model, websocket_connection_options=options)


def item(*content: Any) -> Any:
    return {"type": "message", "role": "user", "content": list(content)}


def test_a_talk(here: Visit) -> None:
    with connect(here) as talk:
        assert talk.recv().type == "session.created"
        talk.conversation.item.create(item=item({"type": "input_text", "text": "Which way is the wind?"}))
        talk.response.create()
        words = []
        while (event := talk.recv()).type != "response.done":
            words.append(event.delta)
    assert words == list(WORDS)
    (seen,) = [seen for seen in here.origin.connections if seen.requests and seen.requests[-1] is here.requests[0]]
    assert b"Which way is the wind?" in seen.frames[0]
    assert json.loads(seen.frames[1]) == {"type": "response.create"}
    assert told(here.decision()) == ("openai-api", "chat", "openai-realtime", [MODEL])


def test_the_vendor_sees_a_placeholder_and_the_user_the_name(here: Visit) -> None:
    with connect(here) as talk:
        talk.recv()
        talk.conversation.item.create(item=item({"type": "input_text", "text": f"Where is {VESSEL}?"}))
        talk.response.create(response={"instructions": f"Look for {VESSEL}."})
        words = []
        while (event := talk.recv()).type != "response.done":
            words.append(event.delta)
    assert "".join(words) == f"The {VESSEL} has sailed."
    (seen,) = [seen for seen in here.origin.connections if seen.requests and seen.requests[-1] is here.requests[0]]
    names = [re.findall(rb"<VESSEL_[0-9]+>", frame) for frame in seen.frames[:2]]
    assert names[0] == names[1] != []
    assert not seen.contains(VESSEL.encode())
    assert [line["outcome"] for line in here.decisions] == ["forwarded", "rewritten", "rewritten"]


def test_a_forbidden_model_raises(here: Visit) -> None:
    with pytest.raises(Exception, match="403") as raised:
        connect(here, "forbidden-1").enter()
    here.refused(raised.value.response.body.decode(), FORBIDDEN)


SECRET: dict[str, Callable[[Any], object]] = {
    "text": lambda talk: talk.conversation.item.create(item=item({"type": "input_text", "text": f"See {CANARY}."})),
    "session": lambda talk: talk.session.update(session={"type": "realtime", "instructions": CANARY}),
    "response": lambda talk: talk.response.create(response={"instructions": CANARY}),
    "tool": lambda talk: talk.session.update(
        session={"type": "realtime", "tools": [{"type": "function", "name": "look", "description": CANARY}]}
    ),
    "tool-result": lambda talk: talk.conversation.item.create(
        item={"type": "function_call_output", "call_id": "c1", "output": CANARY}
    ),
}


@pytest.mark.parametrize("place", SECRET)
def test_a_canary_closes_the_talk(here: Visit, place: str) -> None:
    with connect(here) as talk:
        talk.recv()
        SECRET[place](talk)
        with pytest.raises(ConnectionClosedError) as raised:
            talk.recv()
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1008
    opened, cut = here.decisions
    assert (opened["outcome"], cut["outcome"]) == ("forwarded", "cut")
    assert REASON in raised.value.rcvd.reason
    assert cut["incident"] in raised.value.rcvd.reason
    assert not here.origin.saw(CANARY.encode())
