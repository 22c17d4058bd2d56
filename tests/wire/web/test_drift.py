"""No web app can change its payload and pass in silence; a turn that rightly has no words is no change."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import frames
from quarterdeck.wire.web import drift

from ..build import matched, read, socket

BIG = "words that have moved " * 400
FORM_TYPE = "application/x-www-form-urlencoded"

CHATGLM = "https://chatglm.cn/chatglm/backend-api/assistant/stream"
CHATGPT = "https://chatgpt.com/backend-api/f/conversation"
CLAUDE = "https://claude.ai/api/organizations/o/chat_conversations/c/completion"
DEEPSEEK = "https://chat.deepseek.com/api/v0/chat/completion"
DOUBAO = "https://www.doubao.com/samantha/chat/completion"
GEMINI = "https://gemini.google.com/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate"
GRAPH = "https://graph.microsoft.com/beta/copilot/conversations/c/chat"
GROK = "https://grok.com/rest/app-chat/conversations/new"
KIMI = "https://www.kimi.com/apiv2/kimi.gateway.chat.v1.ChatService/Chat"
KIMI_OLD = "https://kimi.moonshot.cn/api/chat/c1/completion/stream"
META = "https://www.meta.ai/api/graphql/"
PERPLEXITY = "https://www.perplexity.ai/rest/sse/perplexity_ask"
POE = "https://poe.com/api/gql_POST"
QWEN = "https://chat.qwen.ai/api/v2/chat/completions"
YUANBAO = "https://yuanbao.tencent.com/api/chat/c1"


def gpt(content: Any, **more: Any) -> dict[str, Any]:
    return {"action": "next", "messages": [{"author": {"role": "user"}, "content": content, **more}]}


def poe(**variables: Any) -> dict[str, Any]:
    return {"queryName": "SendMessageMutation", "variables": variables}


def doubao(content: str, **more: Any) -> dict[str, Any]:
    return {"messages": [{"content": content, **more}]}


# A missing prompt, a renamed one, one that has moved inside, an empty one while the body is large.
CHANGED: list[tuple[str, str, Any]] = [
    ("chatglm-web", CHATGLM, {"assistant_id": "a"}),
    ("chatglm-web", CHATGLM, {"messages": [{"role": "user", "content": [{"type": "text", "words": "hi"}]}]}),
    ("chatglm-web", CHATGLM, {"messages": [{"content": [{"type": "text", "text": {"value": "hi"}}]}]}),
    ("chatglm-web", CHATGLM, {"messages": [{"content": [{"type": "text", "text": ""}]}], "payload": BIG}),
    ("chatglm-web", CHATGLM, {"messages": [{"content": [{"type": "file", "file": [1]}]}], "payload": BIG}),
    ("chatgpt-web", CHATGPT, {"action": "next"}),
    ("chatgpt-web", CHATGPT, [{"role": "user", "content": "hi"}]),
    ("chatgpt-web", CHATGPT, {"request": gpt({"parts": ["hi"]})}),
    ("chatgpt-web", CHATGPT, gpt({"pieces": ["hi"]})),
    ("chatgpt-web", CHATGPT, gpt({"parts": [{"words": "hi"}]})),
    ("chatgpt-web", CHATGPT, gpt({"pieces": ["hi"]}, metadata={"attachments": [{"id": "f"}]})),
    ("chatgpt-web", CHATGPT, {**gpt({"parts": [""]}), "payload": BIG}),
    ("chatgpt-web", CHATGPT, {"action": "variant", "payload": BIG}),
    ("claude-web", CLAUDE, {"model": "m"}),
    ("claude-web", CLAUDE, {"text": "hi", "files": ["f"]}),
    ("claude-web", CLAUDE, {"turn": {"prompt": "hi"}}),
    ("claude-web", CLAUDE, {"model": "m", "messages": [{"role": "user", "content": "hi"}]}),
    ("claude-web", CLAUDE, {"prompt": "", "payload": BIG, "tools": []}),
    ("claude-web", CLAUDE, {"prompt": "", "payload": BIG, "files": ["f"]}),
    ("deepseek-web", DEEPSEEK, {"model_type": "default"}),
    ("deepseek-web", DEEPSEEK, {"query": "hi", "ref_file_ids": ["f"]}),
    ("deepseek-web", DEEPSEEK, {"prompt": {"text": "hi"}}),
    ("deepseek-web", DEEPSEEK, {"prompt": "", "payload": BIG}),
    ("deepseek-web", DEEPSEEK, {"prompt": "", "payload": BIG, "ref_file_ids": ["f"]}),
    ("doubao-web", DOUBAO, {"conversation_id": "0"}),
    ("doubao-web", DOUBAO, doubao(json.dumps({"words": "hi"}))),
    ("doubao-web", DOUBAO, {"messages": [{"content": {"text": "hi"}}]}),
    ("doubao-web", DOUBAO, {**doubao(json.dumps({"text": ""})), "payload": BIG}),
    ("gemini-web", GEMINI, [None, json.dumps([])]),
    ("gemini-web", GEMINI, [None, json.dumps([[{"text": "hi"}], ["en"]])]),
    ("gemini-web", GEMINI, [None, json.dumps([["", 0, None, None], ["en"], BIG])]),
    ("gemini-web", GEMINI, [None, json.dumps([[None, 0, None, [["f"]]], ["en"]])]),
    ("grok-web", GROK, {"modeId": "fast"}),
    ("grok-web", GROK, {"prompt": "hi", "fileAttachments": ["f"]}),
    ("grok-web", GROK, {"message": {"text": "hi"}}),
    ("grok-web", GROK, {"message": " ", "payload": BIG}),
    ("kimi-web", KIMI, {"chat_id": ""}),
    ("kimi-web", KIMI, {"message": {"content": "hi"}}),
    ("kimi-web", KIMI, {"message": {"blocks": [{"text": {"words": "hi"}}]}}),
    ("kimi-web", KIMI, {"message": {"blocks": [{"text": {"content": ""}}]}, "payload": BIG}),
    ("kimi-web", KIMI_OLD, {"messages": [{"words": "hi"}], "refs": ["f"]}),
    ("m365-copilot", GRAPH, {"message": "hi"}),
    ("m365-copilot", GRAPH, {"message": {"text": ""}, "payload": BIG}),
    ("meta-web", META, {"message": {"text": "hi"}}),
    ("meta-web", META, {"message": {"sensitive_string_value": ""}, "payload": BIG}),
    ("perplexity-web", PERPLEXITY, {"params": {}}),
    ("perplexity-web", PERPLEXITY, {"query": "hi", "params": {"attachments": ["f"]}}),
    ("perplexity-web", PERPLEXITY, {"query_str": {"text": "hi"}}),
    ("perplexity-web", PERPLEXITY, {"query_str": "", "payload": BIG}),
    ("poe-web", POE, poe(bot="b")),
    ("poe-web", POE, poe(message="hi", attachments=["f"])),
    ("poe-web", POE, poe(query={"text": "hi"})),
    ("poe-web", POE, poe(query="", payload=BIG)),
    ("qwen-web", QWEN, {"model": "m"}),
    ("qwen-web", QWEN, {"model": "m", "prompt": "hi", "messages": []}),
    ("qwen-web", QWEN, {"messages": [{"role": "user", "content": {"text": "hi"}, "files": ["f"]}]}),
    ("qwen-web", QWEN, {"messages": [{"role": "user", "content": ""}], "payload": BIG}),
    ("yuanbao-web", YUANBAO, {"chatModelId": "deep_seek"}),
    ("yuanbao-web", YUANBAO, {"text": "hi", "multimedia": ["f"]}),
    ("yuanbao-web", YUANBAO, {"prompt": {"text": "hi"}, "chatModelId": "deep_seek"}),
    ("yuanbao-web", YUANBAO, {"prompt": "", "payload": BIG}),
]  # fmt: skip

# Turns without words: files in their place, an earlier turn again, a turn that is only being prepared.
RIGHTLY: list[tuple[str, str, Any]] = [
    ("chatglm-web", CHATGLM, {"messages": [{"content": [{"type": "text", "text": ""}, {"type": "file"}]}]}),
    ("chatgpt-web", CHATGPT, gpt({"parts": [""]}, metadata={"attachments": [{"id": "f", "name": "a.txt"}]})),
    ("chatgpt-web", CHATGPT, gpt({"parts": [{"asset_pointer": "file-service://f"}]})),
    ("chatgpt-web", CHATGPT, {"action": "continue", "model": "m"}),
    ("chatgpt-web", f"{CHATGPT}/prepare", {"action": "next", "model": "m"}),
    ("chatgpt-web", f"{CHATGPT}/resume", {"conversation_id": "c", "offset": 0}),
    ("claude-web", CLAUDE, {"prompt": "", "attachments": [{"extracted_content": BIG}]}),
    ("claude-web", CLAUDE, {"prompt": "", "files": ["f"], "tools": [{"description": BIG}]}),
    ("claude-web", CLAUDE.replace("/completion", "/retry_completion"), {"prompt": ""}),
    ("claude-web", CLAUDE.replace("/c/completion", ""), {"uuid": "u", "name": ""}),
    ("deepseek-web", DEEPSEEK, {"prompt": "", "ref_file_ids": ["f"]}),
    ("doubao-web", DOUBAO, doubao(json.dumps({"text": ""}), attachments=[{"type": "image"}])),
    ("gemini-web", GEMINI, [None, json.dumps([["", 0, None, [[["u"], "a.png"]]], ["en"]])]),
    ("grok-web", GROK, {"message": "", "imageAttachments": ["f"]}),
    ("kimi-web", KIMI, {"message": {"blocks": [{"text": {"content": ""}}, {"file": {"id": "f"}}]}}),
    ("kimi-web", KIMI_OLD, {"messages": [{"role": "user", "content": ""}], "refs": ["f"]}),
    ("m365-copilot", GRAPH.replace("/c/chat", ""), {}),
    ("meta-web", META, {"message": {"sensitive_string_value": ""}, "attachments": ["f"]}),
    ("perplexity-web", PERPLEXITY, {"query_str": "", "params": {"attachments": ["u"], "model_preference": "turbo"}}),
    ("poe-web", POE, poe(query="", bot="b", attachments=["f"])),
    ("qwen-web", QWEN, {"messages": [{"role": "user", "content": "", "files": [{"url": "u"}]}]}),
    ("yuanbao-web", YUANBAO, {"prompt": "", "multimedia": [{"url": "u"}], "chatModelId": "deep_seek"}),
]  # fmt: skip

FRAMES: list[tuple[str, str, Any, bool]] = [
    ("copilot-web", "wss://copilot.microsoft.com/c/api/chat", {"event": "send", "content": "hi"}, True),
    ("copilot-web", "wss://copilot.microsoft.com/c/api/chat", {"event": "send", "text": "hi"}, True),
    ("copilot-web", "wss://copilot.microsoft.com/c/api/chat", {"event": "send", "content": [{"text": "hi"}]}, True),
    ("copilot-web", "wss://copilot.microsoft.com/c/api/chat", {"event": "send", "content": [{"type": "image"}]}, False),
    ("copilot-web", "wss://copilot.microsoft.com/c/api/chat", {"event": "ping"}, False),
    ("m365-copilot", "wss://substrate.office.com/m365Copilot/Chathub/a@b", {"type": 4, "target": "chat"}, True),
    ("m365-copilot", "wss://substrate.office.com/m365Copilot/Chathub/a@b", {"type": 6}, False),
]  # fmt: skip


def sent(url: str, value: Any, models: str | None = "own") -> Message | Opaque | None:
    if url == GEMINI:
        return read(url, urlencode({"f.req": json.dumps(value)}).encode(), models, content_type=FORM_TYPE)
    if url == META:
        fields = {"fb_api_req_friendly_name": "useAbraSendMessageMutation", "variables": json.dumps(value)}
        return read(url, urlencode(fields).encode(), models, content_type=FORM_TYPE)
    if url == KIMI:
        data = frames.join(0, json.dumps(value).encode())
        return read(url, data, models, content_type="application/connect+json")
    return read(url, value, models)


@pytest.mark.parametrize(("name", "url", "value"), CHANGED)
def test_a_changed_payload_is_opaque_at_the_service(name: str, url: str, value: Any) -> None:
    assert sent(url, value) == Opaque("unexpected-shape", name)


@pytest.mark.parametrize(("name", "url", "value"), CHANGED)
def test_the_same_elsewhere_may_be_anything(name: str, url: str, value: Any) -> None:
    found = sent(url, value, None)
    assert found is None or isinstance(found, Message), name


@pytest.mark.parametrize(("name", "url", "value"), RIGHTLY)
def test_a_turn_that_rightly_has_no_words_is_a_message(name: str, url: str, value: Any) -> None:
    found = sent(url, value)
    assert isinstance(found, Message)
    assert found.format == name


@pytest.mark.parametrize(("name", "url", "value", "changed"), FRAMES)
def test_the_same_of_websocket_messages(name: str, url: str, value: Any, changed: bool) -> None:
    found = wire.read_frame(socket(url), matched(), json.dumps(value))
    if changed:
        assert found == Opaque("unexpected-shape", name)
    else:
        assert isinstance(found, Message)
        assert found.format == name


def test_every_web_format_is_tried() -> None:
    web = {one.name for one in wire.FORMATS if one.parse.__module__.startswith("quarterdeck.wire.web.")}
    assert web == {name for name, *_ in CHANGED} | {name for name, *_ in FRAMES}
    assert web == {name for name, *_ in RIGHTLY} | {name for name, *_ in FRAMES}


def test_what_is_known_to_be_large_explains_itself() -> None:
    assert not drift.silent(("",), True, {"tools": BIG}, ("tools",))
    assert drift.silent(("",), True, {"tools": BIG})
    assert not drift.silent((None, " x "), False, {"tools": BIG})


def test_places_that_are_not_there_hold_nothing() -> None:
    assert drift.member({"a": [1]}, "a", "b") is None
    assert drift.member({"a": {"b": 0}}, "a", "b") == 0
    assert drift.items("x") == drift.items(None) == drift.items([1, "x"]) == []
