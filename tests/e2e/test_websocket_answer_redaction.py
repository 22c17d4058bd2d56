"""What must not be answered is taken out of the messages of a WebSocket, which stays open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

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
  - {id: custom.vessel, regex: 'VSL-[0-9]{6}', hits: [VSL-123456], misses: [VSL-12]}
  - {id: custom.theirs.vessel, regex: 'FRN-[0-9]{6}', hits: [FRN-123456], misses: [FRN-12]}
rules:
  - {id: ours, match: {content: custom.vessel}, action: redact, reason: The names of vessels stay here.}
  - id: theirs
    match: {content: "custom.*vessel", direction: answer}
    action: redact
    reason: Nobody is told of vessels.
"""
REALTIME = "wss://api.openai.com/v1/realtime?model=gpt-realtime"
PLACEHOLDER = re.compile(r"<VESSEL_[0-9]+>")
MINE, THEIRS = "VSL-482913", "FRN-771204"
ASK = json.dumps({"type": "conversation.item.create", "item": {"content": [{"type": "input_text", "text": MINE}]}})


@pytest.fixture
def redacting(fleet: Fleet, internet: World) -> Quarterdeck:
    return fleet(rules={"reload.yaml": RULES})


def event(kind: str, **more: Any) -> str:
    return json.dumps({"type": f"response.{kind}", "item_id": "i", "output_index": 0, "content_index": 0, **more})


def said(text: str) -> Iterable[str]:
    for at in range(0, len(text), 5):
        yield event("output_text.delta", delta=text[at : at + 5])
        yield event("output_audio.delta", delta="UklGRg==")
    yield event("output_text.done", text=text)
    yield event("done", response={"output": [{"content": [{"type": "output_text", "text": text}]}]})


@pytest.mark.parametrize("deflate", [False, True], ids=["plain", "deflate"])
def test_a_session_comes_without_what_must_not_be_answered_and_with_what_its_user_wrote(
    redacting: Quarterdeck, internet: World, deflate: bool
) -> None:
    def script(message: str | bytes) -> Iterable[str]:
        (mine,) = PLACEHOLDER.findall(str(message))
        asked.append(mine)
        return said(f"{mine} is near {THEIRS}, and {THEIRS} is late.")

    asked: list[str] = []
    SCRIPTS[f"vessels-{deflate}"] = script
    with websocket(redacting, f"{REALTIME}&script=vessels-{deflate}", deflate=deflate) as socket:
        for _ in range(2):
            socket.send(ASK)
            told: list[dict[str, Any]] = []
            while not told or told[-1]["type"] != "response.done":
                told.append(json.loads(socket.recv(10)))
            deltas = "".join(one["delta"] for one in told if one["type"] == "response.output_text.delta")
            assert deltas == told[-1]["response"]["output"][0]["content"][0]["text"]
            (theirs, again) = PLACEHOLDER.findall(deltas)
            assert deltas == f"{MINE} is near {theirs}, and {again} is late."
            assert theirs == again != asked[-1]
            assert THEIRS not in json.dumps(told)
    assert asked[0] == asked[1]
    assert not any(MINE.encode() in frame for frame in internet.origins["ai"].connections[-1].frames)
    line = redacting.wait_record(
        lambda line: line["event"] == "outcome" and line["status"] == 101 and line["outcome"] == "rewritten",
        "the outcome of the session",
    )
    assert (line["action"], line["rules"]) == ("redact", ["reload/theirs"])
    assert line["findings"]["custom.theirs.vessel"] >= 2


def test_what_pauses_is_told_after_a_while_and_ends_where_it_goes_on(redacting: Quarterdeck) -> None:
    """Half of a value may have gone on by then; the other half does not."""

    def script(message: str | bytes) -> Iterable[str]:
        asks = "more" in str(message)
        yield event("output_text.delta", delta=f"{THEIRS[6:]}." if asks else f"it is {THEIRS[:6]}")

    SCRIPTS["pausing"] = script
    with websocket(redacting, f"{REALTIME}&script=pausing") as socket:
        socket.send(json.dumps({"type": "response.create"}))
        assert json.loads(socket.recv(10))["delta"] == f"it is {THEIRS[:6]}"
        socket.send(json.dumps({"type": "response.create", "response": {"instructions": "more"}}))
        with pytest.raises(ConnectionClosed) as raised:
            socket.recv(10)
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1008
    line = redacting.record_of(raised.value.rcvd.reason.rpartition("incident ")[2].strip(")"))
    assert (line["method"], line["outcome"], line["rules"]) == ("ANSWER", "cut", ["reload/theirs"])


def test_binary_that_may_count_its_bytes_is_not_told(redacting: Quarterdeck) -> None:
    SCRIPTS["counted"] = [f"\n\x20near {THEIRS}, do you know?".encode()]
    with websocket(redacting, f"{REALTIME}&script=counted") as socket:
        socket.send(json.dumps({"type": "response.create"}))
        with pytest.raises(ConnectionClosed) as raised:
            socket.recv(10)
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1008


def test_an_open_session_of_whose_answers_new_rules_take_something_out_must_be_opened_again(
    fleet: Fleet, internet: World
) -> None:
    before = RULES.replace("direction: answer}\n    action: redact", "direction: answer}\n    action: monitor")
    reloaded = fleet(rules={"reload.yaml": before}, fresh=True)
    SCRIPTS["reloading"] = [event("output_text.done", text=f"it is {THEIRS}")]
    with websocket(reloaded, f"{REALTIME}&script=reloading") as socket:
        socket.send(json.dumps({"type": "response.create"}))
        assert json.loads(socket.recv(10))["text"] == f"it is {THEIRS}"
        put(reloaded, RULES)
        socket.send(json.dumps({"type": "response.create"}))
        with pytest.raises(ConnectionClosed) as raised:
            socket.recv(10)
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1012
