"""MCP: one tool a request, whoever serves it; what another parser would take for a call is a call or opaque."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quarterdeck.model.content import Opaque

from .build import message, read, texts

URL = "https://x.example/mcp"
CALL: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "a", "arguments": {}}}
OTHER = {**CALL, "params": {"name": "b"}}


def test_a_batch_is_ruled_on_as_one_when_it_calls_one_tool() -> None:
    found = message(URL, [CALL, CALL], None)
    assert (found.tool, found.activity) == ("a", "tool-call")
    assert read(URL, [CALL, OTHER], None) == Opaque("several-tools", "mcp")
    lines = json.dumps(CALL).encode() + b"\n" + json.dumps(OTHER).encode()
    assert read(URL, lines, None) == Opaque("several-tools", "mcp")


@pytest.mark.parametrize("beside", [7, None, "x", {}, {"method": "x"}, {"jsonrpc": "1.0"}])
def test_one_call_in_a_batch_of_other_things_is_a_call(beside: Any) -> None:
    assert message(URL, [beside, CALL], None).tool == "a"


@pytest.mark.parametrize(
    "call",
    [
        {"jsonrpc": "2.0", "id": 1, "Method": "tools/call", "PARAMS": {"Name": "a"}},
        {"id": 1, "method": "tools/call", "params": {"name": "a"}},
        {"jsonrpc": 2.0, "method": "tools/call", "params": {"name": "a"}},
    ],
)
def test_a_call_that_only_a_lax_server_takes_is_a_call(call: Any) -> None:
    assert message(URL, call, None).tool == "a"


@pytest.mark.parametrize(
    "call",
    [{**CALL, "Method": "ping"}, {**CALL, "Params": {"name": "b"}}, {**CALL, "params": {"name": "a", "NAME": "b"}}],
)
def test_two_spellings_of_a_member_cannot_be_ruled_on(call: Any) -> None:
    assert read(URL, call, None) == Opaque("duplicate-keys", "mcp")


def test_other_json_rpc_is_not_mcp_unless_its_headers_say_so() -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "x/custom", "params": {"a": "b"}}
    assert read("https://x.example/rpc", call, None) is None
    assert message("https://x.example/rpc", call, None, mcp_session_id="s").format == "mcp"


def test_an_answer_of_a_client_is_read() -> None:
    answer = {"jsonrpc": "2.0", "id": 1, "result": {"content": "k"}}
    found = message(URL, answer, None, mcp_session_id="s")
    assert (found.format, found.activity, found.tool) == ("mcp", "chat", None)
    assert "k" in texts(found)
    assert read(URL, {**answer, "jsonrpc": "1.0"}, None, mcp_session_id="s") is None
    assert read(URL, {"jsonrpc": "2.0", "id": 1}, None, mcp_session_id="s") is None
    assert read(URL, answer, None) is None


@pytest.mark.parametrize(("name", "value"), [("mcp-name", "b"), ("mcp-method", "tools/list")])
def test_a_header_that_contradicts_the_body_cannot_be_ruled_on(name: str, value: str) -> None:
    assert read(URL, CALL, None, **{name: value}) == Opaque("header-mismatch", "mcp")


def test_a_broken_call_is_opaque_on_any_host() -> None:
    for body in (
        b'{"jsonrpc":"2.0","method":"tools/call","params":{"name":"a","name":"b"}}',
        b'{"jsonrpc":"2.0","method":"tools/call","method":"ping"}',
        b'{"jsonrpc":"2.0","id":1,"id":2,"method":"\\u0074ools\\/call"}',
    ):
        assert read(URL, body, None) == Opaque("duplicate-keys", "mcp")
    assert read(URL, b'{"jsonrpc":"2.0","method":"prompts/get",}', None) == Opaque("not-json", "mcp")
    assert read("https://x.example/x", b'{"see":"prompts/get",}', None) is None
    assert read(URL, b'{"jsonrpc":', None, mcp_session_id="s") == Opaque("not-json", "mcp")
    assert read("https://x.example/rpc", b'{"jsonrpc":"2.0","method":"eth_call",}', None) is None


@pytest.mark.parametrize(
    "result",
    [
        {"role": "assistant", "content": {"type": "text", "text": "k"}, "model": "m"},
        {"content": [{"type": "text", "text": "k"}]},
        {"action": "accept", "content": {"note": "k"}},
        {"roots": [{"uri": "file:///k", "name": "k"}]},
    ],
)
def test_an_answer_is_known_by_its_shape_where_no_header_tells(result: Any) -> None:
    found = message("https://x.example/messages/?session_id=s", {"jsonrpc": "2.0", "id": 1, "result": result}, None)
    assert (found.format, found.activity, found.tool) == ("mcp", "chat", None)
    assert "k" in texts(found)


@pytest.mark.parametrize("result", [None, "x", {"content": ["x"]}, {"action": "run"}, {"hash": "0x1"}])
def test_an_answer_of_other_json_rpc_is_none(result: Any) -> None:
    assert read("https://x.example/rpc", {"jsonrpc": "2.0", "id": 1, "result": result}, None) is None


def test_arguments_of_a_tool_are_texts() -> None:
    call = {**CALL, "params": {"name": "a", "arguments": {"deep": [{"to": "the made-up secret"}]}}}
    found = message(URL, [call, {"jsonrpc": "2.0", "method": "notifications/initialized"}], None)
    assert [part.pointer for part in found.parts if part.text == "the made-up secret"] == [
        "/0/params/arguments/deep/0/to"
    ]
