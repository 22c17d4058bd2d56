"""A message goes on without what must not leave when that is on record; what it names comes back, and nothing else."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mitmproxy import http
from mitmproxy.websocket import WebSocketData, WebSocketMessage
from wsproto.frame_protocol import Opcode

from quarterdeck.model.grant import Grant
from quarterdeck.model.principal import Principal
from quarterdeck.proxy.desk import Desk
from quarterdeck.proxy.grants import GrantBook, grants_path
from quarterdeck.proxy.messages import Messages
from quarterdeck.proxy.recorder import Recorder
from quarterdeck.proxy.redactor import Redactor
from quarterdeck.proxy.runtime import STATE, Runtime
from quarterdeck.proxy.vault import Bounds, Vault
from quarterdeck.proxy.vault_memory import MemoryVault
from quarterdeck.proxy.websocket import CLOSE, RETURNING

from .deck import EchoPortal, aboard, asked, judged, world

RULES = """\
policy: p
owner: infosec@example.org
detectors: [{id: custom.project, regex: 'PRJ-[0-9]{4}', hits: [PRJ-1234], misses: [PRJ]}]
rules: [{id: r, match: {content: custom.project}, action: redact, REDACT}]
"""
URL = "https://api.openai.com/v1/realtime?model=gpt-realtime"
SAID = json.dumps({"type": "session.update", "session": {"instructions": "of PRJ-1234"}}).encode()


class Talk:
    """A WebSocket whose hooks are called by hand."""

    def __init__(self, runtime: Runtime, vault: Vault, style: str) -> None:
        runtime.world = world(RULES.replace("REDACT", style))
        self.messages = Messages(runtime, Recorder(runtime), Redactor(vault, b"key"), Desk(runtime, EchoPortal()))
        self.flow: http.HTTPFlow = asked(URL, upgrade="websocket")
        self.flow.websocket = WebSocketData()
        found, _ = judged(runtime, self.flow)
        found.governed = True
        self.flow.metadata[STATE] = found

    async def _asked(self, hook: Callable[[http.HTTPFlow], Awaitable[None]], content: bytes, text: bool) -> list[bytes]:
        message = WebSocketMessage(Opcode.TEXT if text else Opcode.BINARY, True, content)
        self.flow.websocket = WebSocketData(messages=[message])
        await hook(self.flow)
        return [one.content for one in self.flow.websocket.messages]

    async def says(self, content: bytes, *, text: bool = True) -> bytes:
        """What becomes of a message of the client."""
        (made,) = await self._asked(self.messages.websocket_message, content, text)
        return made

    async def hears(self, content: bytes, *, text: bool = True) -> list[bytes]:
        """What of the origin's goes on when it has said this."""
        return await self._asked(self.messages.websocket_answer, content, text)

    @property
    def closed(self) -> str:
        """Why, if it is."""
        close = self.flow.metadata.get(CLOSE)
        return close.reason if close else ""


def talk(
    folder: Path,
    scenario: Callable[[Talk], Awaitable[None]],
    *,
    vault: Vault | None = None,
    style: str = "redact: {style: placeholder}",
    **config: Any,
) -> list[dict[str, Any]]:
    async def run(runtime: Runtime) -> None:
        one = Talk(runtime, MemoryVault() if vault is None else vault, style)
        await one.messages.websocket_start(one.flow)
        await scenario(one)

    return aboard(folder, run, **config)


def test_a_message_goes_on_without_what_must_not_leave_and_its_answer_gets_it_back(tmp_path: Path) -> None:
    async def scenario(one: Talk) -> None:
        made = await one.says(SAID)
        name = made.removeprefix(SAID[: SAID.index(b"PRJ")]).removesuffix(SAID[SAID.index(b"1234") + 4 :])
        assert name.startswith(b"<PROJECT_")
        assert not one.closed
        assert await one.hears(b"of " + name) == [b"of PRJ-1234"]
        assert await one.hears(b"\n\x0d" + name, text=False) == [b"\n\x0d" + name]

    (line,) = talk(tmp_path, scenario)
    assert (line["outcome"], line["action"], line["method"], line["findings"], line["request_bytes"]) == (
        "rewritten",
        "redact",
        "MESSAGE",
        {"custom.project": 1},
        len(SAID),
    )


@pytest.mark.parametrize(
    ("content", "text", "vault"),
    [(SAID, True, MemoryVault(Bounds(values=0))), (b"\n\x20what of PRJ-1234, do you know?", False, MemoryVault())],
    ids=["no names left", "binary"],
)
def test_what_cannot_be_rewritten_closes_the_connection(
    tmp_path: Path, content: bytes, text: bool, vault: Vault
) -> None:
    async def scenario(one: Talk) -> None:
        assert await one.says(content, text=text) == content
        assert "incident" in one.closed

    (line,) = talk(tmp_path, scenario, vault=vault)
    assert (line["outcome"], line["action"]) == ("cut", "redact")


@pytest.mark.parametrize("fault", ["block", "flag"])
def test_what_is_not_on_record_goes_on_only_where_that_was_chosen(
    tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: Any) -> None:
        await asyncio.sleep(0)
        raise OSError("disk full")

    async def scenario(one: Talk) -> None:
        monkeypatch.setattr(one.messages.recorder, "decided", full)
        made = await one.says(SAID)
        assert (b"PRJ" in made, bool(one.closed)) == ((True, True) if fault == "block" else (False, False))

    talk(tmp_path, scenario, on_fault={"audit": fault})


def test_what_a_rule_does_not_give_back_stays_away_whatever_is_said_later(tmp_path: Path) -> None:
    async def scenario(one: Talk) -> None:
        made = await one.says(SAID)
        assert b"PRJ" not in made
        assert await one.says(b"hello") == b"hello"
        assert await one.hears(made) == [made]

    talk(tmp_path, scenario, style="redact: {restore: false}")


def test_another_connection_of_the_conversation_knows_the_names(tmp_path: Path) -> None:
    vault = MemoryVault()

    async def before(one: Talk) -> None:
        sent.append(await one.says(SAID))

    async def scenario(one: Talk) -> None:
        assert await one.hears(sent[0]) == [SAID]

    sent: list[bytes] = []
    talk(tmp_path, before, vault=vault)
    talk(tmp_path, scenario, vault=vault)


def test_names_that_another_connection_was_given_are_known_when_the_client_speaks_again(tmp_path: Path) -> None:
    vault = MemoryVault()

    async def scenario(one: Talk) -> None:
        other = Talk(one.messages.runtime, vault, "redact: {style: placeholder}")
        one.flow.metadata[STATE].world = one.messages.runtime.world
        await other.messages.websocket_start(other.flow)
        made = await other.says(SAID)
        assert await one.hears(made) == [made]
        await one.says(b"and?")
        assert await one.hears(made) == [SAID]

    talk(tmp_path, scenario, vault=vault)


def test_where_no_rule_takes_anything_out_messages_are_not_told_anew(tmp_path: Path) -> None:
    async def scenario(runtime: Runtime) -> None:
        one = Talk(runtime, MemoryVault(), "")
        runtime.world = world(RULES.replace("action: redact, REDACT", "action: monitor"))
        one.flow.metadata[STATE].world = runtime.world
        await one.messages.websocket_start(one.flow)
        assert RETURNING not in one.flow.metadata
        assert await one.says(SAID) == SAID

    aboard(tmp_path, scenario)


COACHING = "policy: p\nrules: [{id: think, match: {service: openai-api, size: '>9B'}, action: coach, reason: Think.}]\n"


def test_a_reason_given_meanwhile_counts_for_the_next_message(tmp_path: Path) -> None:
    async def scenario(one: Talk) -> None:
        runtime = one.messages.runtime
        runtime.world = one.flow.metadata[STATE].world = world(COACHING)
        runtime.grants = GrantBook(grants_path(runtime.config.state), bytes(32))
        await one.says(SAID)
        assert "Think. Say why at http://quarterdeck.proxy/coach/qd-" in one.closed
        del one.flow.metadata[CLOSE]
        now = time.time()
        who = runtime.grants.digest(Principal("192.0.2.7"))
        runtime.grants.add([Grant(who, "p/think", "qd-1", now, now + 60)])
        await one.says(SAID)
        assert not one.closed

    (line,) = talk(tmp_path, scenario)
    assert (line["action"], line["rules"], line["outcome"]) == ("coach", ["p/think"], "cut")


def test_what_goes_on_from_one_message_into_the_next_closes_the_connection(tmp_path: Path) -> None:
    def added(text: str) -> bytes:
        item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
        return json.dumps({"type": "conversation.item.create", "item": item}).encode()

    async def scenario(one: Talk) -> None:
        await one.says(added("what of PRJ-"))
        assert not one.closed
        await one.says(added("1234, do you know?"))
        assert "incident" in one.closed

    (line,) = talk(tmp_path, scenario)
    assert (line["outcome"], line["action"], line["findings"]) == ("cut", "redact", {"custom.project": 1})
