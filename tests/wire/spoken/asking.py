"""Turns of web chats as their apps send them, and readers that know nothing of how the answers were written."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from quarterdeck import wire
from quarterdeck.model.exchange import Exchange
from quarterdeck.wire.refusal import Refusal

from ..build import exchange

INCIDENT = "inc-0123"
WORDS = "This may not go there. Say why at http://quarterdeck.proxy/coach/inc-0123 and send it again."


def asked(url: str, body: Any, **headers: str) -> Exchange:
    """A POST of JSON, or of bytes as they are."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return exchange(url, data, {"content-type": "application/json", **headers})


def gemini(conversation: str = "") -> Exchange:
    """A turn of gemini.google.com: JSON in a string in a form."""
    inner = [["summarise it", 0, None, None, None, None, 0], ["en"], [conversation, "", ""]]
    form = urlencode({"at": "token", "f.req": json.dumps([None, json.dumps(inner)])}).encode()
    path = "/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate?bl=x&rt=c"
    return exchange(
        f"https://gemini.google.com{path}", form, {"content-type": "application/x-www-form-urlencoded;charset=UTF-8"}
    )


def kimi(body: dict[str, Any]) -> Exchange:
    """A turn of kimi.com: one Connect frame."""
    data = json.dumps(body).encode()
    return exchange(
        "https://www.kimi.com/apiv2/kimi.gateway.chat.v1.ChatService/Chat",
        b"\0" + len(data).to_bytes(4, "big") + data,
        {"content-type": "application/connect+json", "connect-protocol-version": "1"},
    )


def chatgpt(path: str = "/backend-api/f/conversation", **more: Any) -> Exchange:
    """A turn of chatgpt.com."""
    message = {"id": "m-1", "author": {"role": "user"}, "content": {"content_type": "text", "parts": ["plan it"]}}
    return asked(f"https://chatgpt.com{path}", {"action": "next", "messages": [message], "model": "auto", **more})


CLAUDE = "https://claude.ai/api/organizations/o-1/chat_conversations/c-1/completion"
DEEPSEEK = "https://chat.deepseek.com/api/v0/chat/completion"
GROK = "https://grok.com/rest/app-chat/conversations"
PERPLEXITY = "https://www.perplexity.ai/rest/sse/perplexity_ask"
QWEN = "https://chat.qwen.ai/api/v2/chat/completions?chat_id=abc"
DOUBAO = "https://www.doubao.com/samantha/chat/completion?aid=1"
CHATGLM = "https://chatglm.cn/chatglm/backend-api/assistant/stream"

QWEN_TURN = {"stream": True, "model": "qwen3-max", "messages": [{"fid": "f-1", "role": "user", "content": "hola"}]}
DOUBAO_TURN = {
    "messages": [{"content": '{"text":"hello"}', "content_type": 2001}],
    "conversation_id": "0",
    "local_conversation_id": "local_1",
    "local_message_id": "l-1",
}
CHATGLM_TURN = {
    "assistant_id": "a1",
    "conversation_id": "",
    "messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}],
}
KIMI_TURN = {"chat_id": "", "scenario": "SCENARIO_K2D5", "message": {"blocks": [{"text": {"content": "hello"}}]}}

# A format and a turn in it, for each grammar in which its app may be answered.
TURNS: dict[str, tuple[str, Exchange]] = {
    "chatgpt": ("chatgpt-web", chatgpt()),
    "chatgpt-whole": ("chatgpt-web", chatgpt("/backend-anon/conversation")),
    "claude": ("claude-web", asked(CLAUDE, {"prompt": "explain it", "rendering_mode": "messages"})),
    "claude-raw": ("claude-web", asked(CLAUDE, {"prompt": "explain it", "rendering_mode": "raw"})),
    "gemini": ("gemini-web", gemini()),
    "deepseek": ("deepseek-web", asked(DEEPSEEK, {"chat_session_id": "s", "parent_message_id": 4, "prompt": "do it"})),
    "perplexity": ("perplexity-web", asked(PERPLEXITY, {"query_str": "compare", "params": {"mode": "copilot"}})),
    "grok": ("grok-web", asked(f"{GROK}/new", {"message": "draft it", "modeId": "fast"})),
    "grok-more": ("grok-web", asked(f"{GROK}/c-1/responses", {"message": "and more"})),
    "kimi": ("kimi-web", kimi(KIMI_TURN)),
    "kimi-events": (
        "kimi-web",
        asked("https://kimi.moonshot.cn/api/chat/c-1/completion/stream", {"messages": [{"content": "hello"}]}),
    ),
    "qwen": ("qwen-web", asked(QWEN, QWEN_TURN)),
    "doubao": ("doubao-web", asked(DOUBAO, DOUBAO_TURN)),
    "chatglm": ("chatglm-web", asked(CHATGLM, CHATGLM_TURN)),
}


def answered(format_name: str, turn: Exchange, words: str = WORDS) -> Refusal:
    """What the app is answered; it must be."""
    made = wire.said(format_name, turn, words, INCIDENT)
    if made is None:
        raise AssertionError(f"{format_name} was not answered")
    return made


def sse(body: bytes) -> list[tuple[str, str]]:
    """Name and data of each event, as the standard has it."""
    found = []
    for block in body.decode().replace("\r\n", "\n").split("\n\n"):
        lines = [line.partition(": ") for line in block.split("\n") if line]
        data = [value for name, _, value in lines if name == "data"]
        if data:
            found.append((next((value for name, _, value in lines if name == "event"), ""), "\n".join(data)))
    return found


def documents(body: bytes) -> list[Any]:
    """The JSON of each event that holds JSON."""
    return [json.loads(data) for _, data in sse(body) if data[:1] in ("{", '"')]
