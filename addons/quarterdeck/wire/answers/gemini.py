"""Google Gemini, Vertex AI and Code Assist: candidates of parts, each event with what is new.

Source: python-genai, Vertex AI reference, Live API reference. A thought and an answer share an index: they are told
apart by name.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import ASSISTANT, TOOL, Said

_ROOT = frozenset(
    "candidates usageMetadata modelVersion responseId createTime response traceId error serverContent toolCall "
    "setupComplete sessionResumptionUpdate toolCallCancellation".split()
)
_CANDIDATE = frozenset("index content finishReason safetyRatings avgLogprobs logprobsResult tokenCount".split())
_TOOLS = frozenset(
    "functionCall functionResponse executableCode codeExecutionResult toolCall toolResponse args response code "
    "output".split()
)
_PART = frozenset(("text", "thought", "thoughtSignature", "inlineData", "fileData"))


def read(value: Any, _: str, said: Said) -> bool:
    """One event, or the whole answer."""
    if type(value) is not dict:
        return False
    wrapped = value.get("response")
    base = ""
    if type(wrapped) is dict and "candidates" in wrapped:
        said.inside.append(wrapped)
        value, base = wrapped, "/response"
    candidates, live = value.get("candidates"), value.get("serverContent")
    if type(candidates) is not list and type(live) is not dict and "toolCall" not in value:
        return "usageMetadata" in value or "setupComplete" in value
    for position, candidate in enumerate(candidates or ()):
        if type(candidate) is dict:
            index = candidate.get("index", position)
            _candidate(candidate, f"{base}/candidates/{index if type(index) is int else position}", said)
        else:
            said.all(candidate, f"{base}/candidates/{position}")
    if type(live) is dict:
        _live(live, said)
    said.all(value.get("toolCall"), "/toolCall", TOOL)
    said.rest(value, _ROOT, base)
    return True


def _candidate(candidate: dict[str, Any], base: str, said: Said) -> None:
    _content(candidate.get("content"), f"{base}/content", said)
    said.rest(candidate, _CANDIDATE, base)


def _content(content: Any, base: str, said: Said) -> None:
    parts = content.get("parts") if type(content) is dict else None
    if type(parts) is not list:
        said.all(content, base)
        return
    for index, part in enumerate(parts):
        if type(part) is not dict:
            said.all(part, f"{base}/parts/{index}")
            continue
        said.add(f"{base}/parts/{index}/{'thought' if part.get('thought') is True else 'text'}", part.get("text"))
        for name, item in part.items():
            if name not in _PART:
                said.all({name: item}, f"{base}/parts/{index}", TOOL if name in _TOOLS else ASSISTANT)


def _live(live: dict[str, Any], said: Said) -> None:
    """Of the Live API: a turn of the model, and what was heard and said as text."""
    _content(live.get("modelTurn"), "/serverContent/modelTurn", said)
    for name, role in (("outputTranscription", ASSISTANT), ("inputTranscription", "user")):
        said.all(live.get(name), f"/serverContent/{name}", role)
    said.done = live.get("turnComplete") is True
