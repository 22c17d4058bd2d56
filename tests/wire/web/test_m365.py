"""Microsoft 365 Copilot: several records in one WebSocket message, one of which may carry the prompt."""

from __future__ import annotations

import json
from typing import Any

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque

from ..build import exchange, matched, message, read, socket, texts

HUB = "substrate.office.com/m365Copilot/Chathub/oid@tid"
API = "https://graph.microsoft.com/beta/copilot/conversations"
RECORD = "\x1e"


def call(text: Any, **more: Any) -> str:
    given = {"source": "officeweb", "message": {"author": "user", "text": text}, **more}
    return json.dumps({"type": 4, "target": "chat", "arguments": [given]}) + RECORD


def framed(data: str | bytes) -> Message | Opaque | None:
    return wire.read_frame(socket(f"wss://{HUB}"), matched("own"), data)


def test_the_record_with_the_prompt_is_found_among_others() -> None:
    found = framed('{"type":6}' + RECORD + call("the made-up plan") + '{"type":1,"target":"Metrics"}' + RECORD)
    assert isinstance(found, Message)
    assert (found.format, found.activity, found.models_known) == ("m365-copilot", "chat", True)
    assert [part.pointer for part in found.parts if part.text == "the made-up plan"] == ["/1/arguments/0/message/text"]


def test_a_tone_that_names_a_model_is_one() -> None:
    for tone, names in (("Gpt_5_4_Reasoning", ("Gpt_5_4_Reasoning",)), ("magic", ())):
        found = framed(call("x", tone=tone))
        assert isinstance(found, Message)
        assert found.models == names


def test_a_file_may_stand_for_words() -> None:
    given = {"message": {"text": "", "messageAnnotations": [{"id": "f"}]}}
    found = framed(json.dumps({"type": 4, "target": "chat", "arguments": [given]}))
    assert isinstance(found, Message)
    assert framed(call("")) == Opaque("unexpected-shape", "m365-copilot")


def test_what_is_no_record_of_the_hub_is_read_by_its_shape() -> None:
    found = framed('{"text":"secret"}')
    assert isinstance(found, Message)
    assert (found.format, texts(found)) == ("json", ["secret"])
    assert framed(call("x")[:-3]) == Opaque("not-json")


def test_the_handshake_is_a_chat_and_a_page_is_not() -> None:
    found = wire.read(socket(f"wss://{HUB}"), matched("own"))
    assert isinstance(found, Message)
    assert (found.format, found.stream) == ("m365-copilot", True)
    assert wire.read(exchange(f"https://{HUB}", method="GET"), matched("own")) is None


def test_the_same_over_microsoft_graph() -> None:
    for path, stream in (("chat", False), ("chatOverStream", True)):
        found = message(f"{API}/c1/{path}", {"message": {"text": "hi there"}})
        assert (found.format, found.stream, texts(found)) == ("m365-copilot", stream, ["hi there"])
    assert message(API, {}).format == "m365-copilot"
    assert read(API, {}, None) is None
