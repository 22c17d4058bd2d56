"""What single formats do beyond their samples: the cases in which two readings were possible."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import bedrock, openai_realtime
from quarterdeck.wire.models import Models

from .build import UNLISTED, exchange, matched


def read(url: str, body: Any, models: str | None = "any", **headers: str) -> Message | Opaque | None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    match = UNLISTED if models is None else matched(models)
    return wire.read(exchange(url, data, {name.replace("_", "-"): value for name, value in headers.items()}), match)


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("deepseek.r1-v1:0", Models(("deepseek.r1-v1:0",), True)),
        ("us.deepseek.r1-v1%3A0", Models(("us.deepseek.r1-v1:0",), True)),
        ("us.deepseek.r1-v1%253A0", Models(("us.deepseek.r1-v1:0",), True)),
        ("arn:aws:bedrock:eu-west-1::foundation-model/a.b-v1:0", Models(("a.b-v1:0",), True)),
        ("arn:aws-us-gov:bedrock:r:123456789012:inference-profile/us.a.b-v1:0", Models(("us.a.b-v1:0",), True)),
    ],
)
def test_bedrock_ids_that_name_a_model(text: str, expect: Models) -> None:
    assert bedrock.model_id(text) == expect


@pytest.mark.parametrize(
    "kind",
    ["application-inference-profile/x1", "imported-model/x1", "provisioned-model/x1", "custom-model-deployment/x1",
     "default-prompt-router/x.y:1", "inference-profile/x1", "prompt/ABC:1"],
)  # fmt: skip
def test_bedrock_arns_that_hide_it(kind: str) -> None:
    assert not bedrock.model_id(f"arn:aws:bedrock:us-east-1:123456789012:{kind}").known


def test_a_body_cannot_talk_an_arn_away() -> None:
    found = read(
        "https://bedrock-runtime.us-east-1.amazonaws.com/model/arn:aws:bedrock:r:1:imported-model%2Fx/invoke",
        {"model": "claude", "prompt": "hi"},
    )
    assert isinstance(found, Message)
    assert not found.models_known


def test_batches_of_mcp() -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "a", "arguments": {}}}
    other = {**call, "params": {"name": "b"}}
    same = read("https://x.example/mcp", [call, call], None)
    assert isinstance(same, Message)
    assert (same.tool, same.activity) == ("a", "tool-call")
    assert read("https://x.example/mcp", [call, other], None) == Opaque("several-tools", "mcp")
    lines = json.dumps(call).encode() + b"\n" + json.dumps(other).encode()
    assert read("https://x.example/mcp", lines, None) == Opaque("several-tools", "mcp")


def test_other_json_rpc_is_not_mcp_unless_its_headers_say_so() -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "x/custom", "params": {"a": "b"}}
    assert read("https://x.example/rpc", call, None) is None
    found = read("https://x.example/rpc", call, None, mcp_session_id="s")
    assert isinstance(found, Message)
    assert found.format == "mcp"


def test_an_answer_of_an_mcp_client_is_read() -> None:
    found = read(
        "https://x.example/", {"jsonrpc": "2.0", "id": 1, "result": {"content": "k"}}, None, mcp_session_id="s"
    )
    assert isinstance(found, Message)
    assert "k" in [part.text for part in found.parts]


@pytest.mark.parametrize(
    ("path", "activity"),
    [("/api/pull", "download-weights"), ("/api/push", "upload"), ("/api/create", "upload"), ("/api/show", "browse")],
)
def test_ollama_manages_models_under_old_and_new_names(path: str, activity: str) -> None:
    for key in ("model", "name", "NAME"):
        found = read(f"http://localhost:11434{path}", {key: "deepseek-r1"}, None)
        assert isinstance(found, Message)
        assert (found.activity, found.models) == (activity, ("deepseek-r1",))


def test_ollama_streams_unless_told_not_to() -> None:
    body = {"model": "m", "prompt": "x"}
    for said, expect in (({}, True), ({"stream": False}, False), ({"Stream": False}, False), ({"stream": True}, True)):
        found = read("http://localhost:11434/api/generate", {**body, **said}, None)
        assert isinstance(found, Message)
        assert found.stream is expect


def test_paths_that_services_share() -> None:
    web = read("https://some.example/api/chat", {"id": "1", "messages": [{"role": "user", "content": "hi"}]}, None)
    assert isinstance(web, Message)
    assert web.format == "generic"
    reka = read("https://api.reka.example/v1/chat", {"model": "reka-core", "messages": [{"content": "hi"}]})
    assert isinstance(reka, Message)
    assert reka.models == ("reka-core",)


def test_realtime_frames() -> None:
    found = openai_realtime.parse_frame('{"type":"response.create","response":{"instructions":"be brief"}}')
    assert isinstance(found, Message)
    assert [(part.pointer, part.text) for part in found.parts][-1] == ("/response/instructions", "be brief")
    for text in ("", "{}", "[]", "not json", '{"type":"a","type":"b"}', '{"type":"a"}{"type":"b"}'):
        assert openai_realtime.parse_frame(text) is None


def test_a_handshake_without_a_model_leaves_it_unknown() -> None:
    asked = exchange("wss://acme.openai.azure.com/openai/realtime?deployment=prod", method="GET", protocol="websocket")
    found = wire.read(asked, matched())
    assert isinstance(found, Message)
    assert (found.models, found.models_known) == (("prod",), False)
    page = exchange("https://api.openai.com/docs/realtime", method="GET")
    assert wire.read(page, matched()) is None


def test_a_frame_of_the_gemini_live_api_names_the_model() -> None:
    url = "wss://generativelanguage.googleapis.com/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
    asked = exchange(url, method="GET", protocol="websocket")
    assert isinstance(wire.read(asked, matched("own")), Message)
    found = wire.read_frame(asked, matched("own"), b'{"setup":{"model":"models/gemini-live"}}')
    assert isinstance(found, Message)
    assert found.models == ("models/gemini-live",)


def test_a_form_that_wraps_a_prompt() -> None:
    body = b"payload=%7B%22model%22%3A%22deepseek-chat%22%2C%22prompt%22%3A%22hi%22%7D&x=1"
    found = read("https://unlisted.example/hook", body, None, content_type="application/x-www-form-urlencoded")
    assert isinstance(found, Message)
    assert found.models == ("deepseek-chat",)


def test_a_picture_sent_in_a_form_is_said_to_be_unread() -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nbluer\r\n' + (
        b'--b\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n\x89PNG\x00\r\n--b--\r\n'
    )
    found = read("https://api.openai.com/v1/images/edits", body, content_type="multipart/form-data; boundary=b")
    assert isinstance(found, Message)
    assert (found.format, found.activity, found.opaque) == ("openai-images", "upload", "file")


def test_a_file_sent_as_it_is() -> None:
    found = read("https://ai.example/thing", b"\x89PNG\r\n\x1a\n\x00")
    assert found == Message("file", "upload", opaque="file")
    assert read("https://ai.example/upload", b"\x00\x01\x02") == Message("file", "upload", opaque="file")
    assert read("https://ai.example/thing", b"\x00\x01\x02") == Opaque("binary")
