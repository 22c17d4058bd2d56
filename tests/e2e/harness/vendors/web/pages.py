"""What web apps send, and programs without an SDK here, as data: one entry a kind of request, with its person's text.

Sources: the public captures that the origins beside this file name.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .. import connect, protobuf

# Makes a body of what a person typed.
type Body = Callable[[str], bytes]
_ID = "00000000-0000-4000-8000-000000000002"


@dataclass(frozen=True, slots=True)
class Page:
    """`told` is what the record must say: service, activity, format, models. `error` finds the words of a refusal."""

    vendor: str
    url: str
    body: Body
    told: tuple[str, str, str, list[str] | str | None]
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    error: Callable[[Any], str] = lambda answer: str(answer["error"]["message"])
    streams: bool = True


def _json(value: Callable[[str], Any]) -> Body:
    return lambda text: json.dumps(value(text), ensure_ascii=False, separators=(",", ":")).encode()


def _multipart(name: str, filename: str) -> Body:
    """A form with one text file, whose content is the text."""
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: text/plain'
    return lambda text: f"{head}\r\n\r\n{text}\r\n--b--\r\n".encode()


def _form(text: str) -> bytes:
    inner = json.dumps([[text, 0, None, None, None, None, 0], ["en"], ["", "", ""]], separators=(",", ":"))
    return f"f.req={quote(json.dumps([None, inner], separators=(',', ':')))}&at=token".encode()


def _poe_file(text: str) -> bytes:
    """The mutation in one field, the file in another."""
    query = f'--b\r\nContent-Disposition: form-data; name="queryInfo"\r\n\r\n{json.dumps(_poe("Sum it up."))}\r\n'
    return query.encode() + _multipart("file0", "notes.txt")(text)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _cursor(text: str) -> bytes:
    """GetChatRequest: the turns in field 2, ModelDetails in field 7."""
    turn = protobuf.field(1, text) + protobuf.field(2, 1)
    return protobuf.field(2, turn) + protobuf.field(7, protobuf.field(1, "gpt-4.1"))


def _cursor_unified(text: str) -> bytes:
    """StreamUnifiedChatRequest, wrapped: the turns in field 1, ModelDetails in field 5."""
    turn = protobuf.field(1, text) + protobuf.field(2, 1)
    return protobuf.field(1, protobuf.field(1, turn) + protobuf.field(5, protobuf.field(1, "gpt-4.1")))


_FORM = "application/x-www-form-urlencoded;charset=UTF-8"
_FILE = "multipart/form-data; boundary=b"


def _detail(answer: Any) -> str:
    return str(answer["detail"])


def _chatgpt(text: str) -> Any:
    content = {"content_type": "text", "parts": [text]}
    message = {"id": _ID, "author": {"role": "user"}, "content": content, "metadata": {"attachments": []}}
    return {
        "action": "next",
        "model": "gpt-5",
        "parent_message_id": "client-created-root",
        "messages": [message],
        "conversation_mode": {"kind": "primary_assistant"},
        "supports_buffering": True,
    }


def _claude(text: str, pasted: str = "") -> Any:
    file = {"file_name": "notes.txt", "file_type": "text/plain", "file_size": 5, "extracted_content": pasted}
    return {
        "prompt": text,
        "parent_message_uuid": _ID,
        "timezone": "UTC",
        "model": "claude-sonnet-4-5",
        "attachments": [file] if pasted else [],
        "files": [],
        "rendering_mode": "messages",
    }


def _perplexity(text: str) -> Any:
    params = {"attachments": [], "language": "en-US", "mode": "copilot", "model_preference": "pplx_pro"}
    return {"query_str": text, "params": params | {"dsl_query": text, "version": "2.18"}}


def _grok(text: str) -> Any:
    return {"temporary": True, "message": text, "fileAttachments": [], "imageAttachments": [], "modeId": "fast"}


def _kimi(text: str) -> Any:
    block = {"message_id": "", "text": {"content": text}}
    message = {"role": "user", "blocks": [block]}
    return {"chat_id": "", "scenario": "SCENARIO_K2D5", "message": message, "options": {"thinking": False}}


def _qwen(text: str) -> Any:
    message = {"fid": "1", "role": "user", "content": text, "files": [], "chat_type": "t2t", "sub_chat_type": "t2t"}
    return {"stream": True, "version": "2.1", "chat_id": "abc", "model": "qwen3-max", "messages": [message]}


def _poe(text: str) -> Any:
    variables = {"chatId": None, "bot": "claude-sonnet-4", "query": text, "attachments": [], "clientNonce": "n1"}
    return {"queryName": "SendMessageMutation", "variables": variables, "extensions": {"hash": "0000"}}


def _deepseek(text: str) -> Any:
    return {
        "chat_session_id": _ID,
        "parent_message_id": None,
        "model_type": "default",
        "prompt": text,
        "ref_file_ids": [],
        "thinking_enabled": True,
        "search_enabled": False,
    }


def _copilot(text: str, place: str = "user") -> Any:
    messages = [{"role": "user", "content": "x"}, {"role": place, "content": text}]
    return {"model": "gpt-4.1", "stream": True, "messages": messages}


_DEEPSEEK = "https://chat.deepseek.com/api/v0"
_CLAUDE = f"https://claude.ai/api/organizations/{_ID}"
_GEMINI = "https://gemini.google.com/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate"
_CONNECT = {"connect-protocol-version": "1"}
PAGES: dict[str, Page] = {
    "deepseek": Page(
        "deepseek",
        f"{_DEEPSEEK}/chat/completion",
        _json(_deepseek),
        ("deepseek-web", "chat", "deepseek-web", ["deepseek-reasoner"]),
        headers={"x-client-platform": "web"},
        error=lambda answer: str(answer["msg"]),
    ),
    "deepseek-edit": Page(
        "deepseek",
        f"{_DEEPSEEK}/chat/edit_message",
        _json(_deepseek),
        ("deepseek-web", "chat", "deepseek-web", ["deepseek-reasoner"]),
        error=lambda answer: str(answer["msg"]),
    ),
    "deepseek-file": Page(
        "deepseek",
        f"{_DEEPSEEK}/file/upload_file",
        _multipart("file", "notes.txt"),
        ("deepseek-web", "upload", "deepseek-web", None),
        _FILE,
        error=lambda answer: str(answer["msg"]),
        streams=False,
    ),
    "chatgpt": Page(
        "chatgpt",
        "https://chatgpt.com/backend-api/f/conversation",
        _json(_chatgpt),
        ("openai-chatgpt", "chat", "chatgpt-web", ["gpt-5"]),
        error=_detail,
    ),
    "chatgpt-signed-out": Page(
        "chatgpt",
        "https://chatgpt.com/backend-anon/f/conversation",
        _json(_chatgpt),
        ("openai-chatgpt", "chat", "chatgpt-web", ["gpt-5"]),
        error=_detail,
    ),
    "chatgpt-prepare": Page(
        "chatgpt",
        "https://chatgpt.com/backend-api/f/conversation/prepare",
        _json(lambda text: {"model": "gpt-5", "partial_query": {"content": {"parts": [text]}}}),
        ("openai-chatgpt", "chat", "chatgpt-web", ["gpt-5"]),
        error=_detail,
        streams=False,
    ),
    "chatgpt-file-name": Page(
        "chatgpt",
        "https://chatgpt.com/backend-api/files",
        _json(lambda text: {"file_name": f"{text}.txt", "file_size": 5, "use_case": "my_files"}),
        ("openai-chatgpt", "upload", "chatgpt-web", None),
        error=_detail,
        streams=False,
    ),
    "codex": Page(
        "chatgpt",
        "https://chatgpt.com/backend-api/codex/responses",
        _json(lambda text: {"model": "gpt-5-codex", "stream": True, "instructions": "Be brief.", "input": text}),
        ("openai-codex", "chat", "openai-responses", ["gpt-5-codex"]),
    ),
    "claude": Page(
        "claude",
        f"{_CLAUDE}/chat_conversations/{_ID}/completion",
        _json(_claude),
        ("anthropic-claude", "chat", "claude-web", ["claude-sonnet-4-5"]),
    ),
    "claude-pasted": Page(
        "claude",
        f"{_CLAUDE}/chat_conversations/{_ID}/completion",
        _json(lambda text: _claude("See what is attached.", text)),
        ("anthropic-claude", "chat", "claude-web", ["claude-sonnet-4-5"]),
    ),
    "claude-file": Page(
        "claude",
        f"https://claude.ai/api/{_ID}/upload",
        _multipart("file", "notes.txt"),
        ("anthropic-claude", "upload", "claude-web", None),
        _FILE,
        streams=False,
    ),
    "gemini": Page(
        "gemini-app",
        f"{_GEMINI}?bl=boq&_reqid=1&rt=c",
        _form,
        ("google-gemini", "chat", "gemini-web", None),
        _FORM,
    ),
    "perplexity": Page(
        "perplexity",
        "https://www.perplexity.ai/rest/sse/perplexity_ask",
        _json(_perplexity),
        ("perplexity", "chat", "perplexity-web", ["pplx_pro"]),
        error=_detail,
    ),
    "grok": Page(
        "grok",
        "https://grok.com/rest/app-chat/conversations/new",
        _json(_grok),
        ("xai-grok", "chat", "grok-web", None),
    ),
    "grok-follow-up": Page(
        "grok",
        "https://grok.com/rest/app-chat/conversations/c1/responses",
        _json(_grok),
        ("xai-grok", "chat", "grok-web", None),
    ),
    "grok-file": Page(
        "grok",
        "https://grok.com/rest/app-chat/upload-file",
        _json(lambda text: {"fileName": "notes.txt", "fileMimeType": "text/plain", "content": _base64(text)}),
        ("xai-grok", "upload", "grok-web", None),
        streams=False,
    ),
    "kimi": Page(
        "kimi",
        "https://www.kimi.com/apiv2/kimi.gateway.chat.v1.ChatService/Chat",
        lambda text: connect.frame(_json(_kimi)(text)),
        ("kimi-web", "chat", "kimi-web", None),
        "application/connect+json",
        _CONNECT,
    ),
    "kimi-gzip": Page(
        "kimi",
        "https://www.kimi.com/apiv2/kimi.gateway.chat.v1.ChatService/Chat",
        lambda text: connect.frame(_json(_kimi)(text), connect.GZIP),
        ("kimi-web", "chat", "kimi-web", None),
        "application/connect+json",
        _CONNECT | {"connect-content-encoding": "gzip"},
        streams=False,
    ),
    "qwen": Page(
        "qwen",
        "https://chat.qwen.ai/api/v2/chat/completions?chat_id=abc",
        _json(_qwen),
        ("qwen-chat", "chat", "qwen-web", ["qwen3-max"]),
    ),
    "poe": Page(
        "poe",
        "https://poe.com/api/gql_POST",
        _json(_poe),
        ("poe", "chat", "poe-web", ["claude-sonnet-4"]),
        headers={"poe-formkey": "made-up"},
        streams=False,
    ),
    "poe-file": Page(
        "poe",
        "https://poe.com/api/gql_upload_POST",
        _poe_file,
        ("poe", "upload", "poe-web", ["claude-sonnet-4"]),
        _FILE,
        streams=False,
    ),
    "cursor": Page(
        "cursor",
        "https://api2.cursor.sh/aiserver.v1.AiService/StreamChat",
        lambda text: connect.frame(_cursor(text)),
        ("cursor", "chat", "cursor", ["gpt-4.1"]),
        "application/connect+proto",
        _CONNECT,
    ),
    "cursor-gzip": Page(
        "cursor",
        "https://api2.cursor.sh/aiserver.v1.ChatService/StreamUnifiedChatWithTools",
        lambda text: connect.frame(_cursor_unified(text), connect.GZIP),
        ("cursor", "chat", "cursor", ["gpt-4.1"]),
        "application/connect+proto",
        _CONNECT | {"connect-content-encoding": "gzip"},
        streams=False,
    ),
    "huggingface-task": Page(
        "huggingface",
        "https://router.huggingface.co/hf-inference/models/google/flan-t5-large",
        _json(lambda text: {"inputs": text, "parameters": {"max_new_tokens": 5}}),
        ("huggingface-inference", "completion", "hf-inference", ["google/flan-t5-large"]),
        error=lambda answer: str(answer["error"]),
        streams=False,
    ),
    "vertex-claude": Page(
        "vertex",
        "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1"
        "/publishers/anthropic/models/claude-sonnet-4@20250514:streamRawPredict",
        _json(
            lambda text: {
                "anthropic_version": "vertex-2023-10-16",
                "max_tokens": 9,
                "stream": True,
                "messages": [{"role": "user", "content": text}],
            }
        ),
        ("google-vertex", "chat", "anthropic-messages", ["claude-sonnet-4@20250514"]),
    ),
    "github-copilot": Page(
        "github-copilot",
        "https://api.individual.githubcopilot.com/chat/completions",
        _json(_copilot),
        ("github-copilot", "chat", "openai-chat", ["gpt-4.1"]),
        headers={"copilot-integration-id": "vscode-chat"},
    ),
    "github-copilot-tool": Page(
        "github-copilot",
        "https://api.individual.githubcopilot.com/chat/completions",
        _json(lambda text: _copilot(text, "tool")),
        ("github-copilot", "chat", "openai-chat", ["gpt-4.1"]),
    ),
    "github-copilot-inline": Page(
        "github-copilot",
        "https://proxy.individual.githubcopilot.com/v1/engines/gpt-4o-copilot/completions",
        _json(
            lambda text: {"prompt": f"# {text}\ndef ", "suffix": "", "stream": True, "extra": {"language": "python"}}
        ),
        ("github-copilot", "completion", "openai-chat", ["gpt-4o-copilot"]),
    ),
}
