"""Answers, whole and streamed: which grammar each format's answers speak, in one visible table.

A format that is not in the table is read by the shape of what comes.
"""

from __future__ import annotations

from collections.abc import Sequence

from quarterdeck.wire import coding
from quarterdeck.wire.answers import (
    anthropic,
    bedrock,
    beside,
    cohere,
    gemini,
    mcp,
    ollama,
    openai_chat,
    openai_responses,
    realtime,
    shape,
    tgi,
)
from quarterdeck.wire.answers.document import Read
from quarterdeck.wire.answers.event import Event
from quarterdeck.wire.answers.frames import FrameReader
from quarterdeck.wire.answers.reader import AnswerReader
from quarterdeck.wire.answers.web import (
    chatglm,
    chatgpt,
    copilot,
    deepseek,
    doubao,
    gemini_app,
    grok,
    kimi,
    m365,
    meta,
    perplexity,
    poe,
    qwen,
    yuanbao,
)

GRAMMARS: dict[str, Read] = {
    "openai-chat": openai_chat.read,
    "openai-responses": openai_responses.read,
    "anthropic-messages": anthropic.read,
    "gemini": gemini.read,
    "bedrock": bedrock.read,
    "ollama": ollama.read,
    "cohere": cohere.read,
    "hf-inference": tgi.read,
    "mcp": mcp.read,
    "openai-audio": beside.audio,
    "openai-images": beside.plain,
    "openai-embeddings": beside.plain,
    "openai-files": beside.plain,
    "deepl": beside.plain,
    "gemini-files": beside.plain,
    "openai-realtime": realtime.read,
    "deepseek-web": deepseek.read,
    "chatgpt-web": chatgpt.read,
    "claude-web": anthropic.read,
    "gemini-web": gemini_app.read,
    "copilot-web": copilot.read,
    "m365-copilot": m365.read,
    "perplexity-web": perplexity.read,
    "grok-web": grok.read,
    "kimi-web": kimi.read,
    "qwen-web": qwen.read,
    "poe-web": poe.read,
    "doubao-web": doubao.read,
    "chatglm-web": chatglm.read,
    "yuanbao-web": yuanbao.read,
    "meta-web": meta.read,
}

__all__ = ["GRAMMARS", "AnswerReader", "Event", "FrameReader", "frame_reader", "reader"]


def reader(format_name: str | None, content_type: str = "", codings: Sequence[str] = ()) -> AnswerReader:
    """A reader for one answer to a request of that format; `codings` in the order in which they were applied."""
    read = GRAMMARS.get(format_name or "", shape.read)
    return AnswerReader(read, format_name, content_type, coding.named(codings))


def frame_reader(format_name: str | None) -> FrameReader:
    """A reader for the WebSocket messages of one server, on a connection of that format."""
    return FrameReader(GRAMMARS.get(format_name or "", shape.read))
