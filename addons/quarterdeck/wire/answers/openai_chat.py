"""OpenAI chat and legacy completions, and all who speak them: choices of messages, whole or in deltas.

Source: openai-openapi; DeepSeek's reasoning_content; Mistral's lists of content; Qwen's phases.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import TOOL, Said
from quarterdeck.wire.member import escape

_ROOT = frozenset(
    "id object created model choices usage system_fingerprint service_tier provider obfuscation x_groq "
    "prompt_filter_results request_id response_id timings".split()
)
_CHOICE = frozenset(
    "index delta message text finish_reason native_finish_reason stop_reason logprobs content_filter_results "
    "content_filter_offsets token_ids matched_stop".split()
)
_MESSAGE = frozenset("role name type id tool_calls function_call audio phase status reasoning_details".split())


def read(value: Any, _: str, said: Said) -> bool:
    """One document or one event."""
    if type(value) is not dict:
        return False
    choices = value.get("choices")
    if type(choices) is not list:
        return False
    for position, choice in enumerate(choices):
        if type(choice) is not dict:
            said.all(choice, f"/choices/{position}")
            continue
        index = choice.get("index", position)
        base = f"/choices/{index if type(index) is int else position}"
        for name in ("delta", "message"):
            message = choice.get(name)
            if message:
                _message(message, f"{base}/message", said)
        text = choice.get("text")
        if text:
            said.add(f"{base}/text", text)
        if not _CHOICE.issuperset(choice):
            said.rest(choice, _CHOICE, base)
    if not _ROOT.issuperset(value):
        said.rest(value, _ROOT)
    return True


def _message(message: Any, base: str, said: Said) -> None:
    if type(message) is not dict:
        said.all(message, base)
        return
    phase = message.get("phase")
    if type(phase) is str and phase and phase != "answer":
        base = f"{base}/{phase}"
    for name, item in message.items():
        if not item:
            continue
        if name not in _MESSAGE:
            if type(item) is str:
                said.add(f"{base}/{escape(name)}", item)
            else:
                said.all({name: item}, base)
        elif name == "tool_calls":
            calls(item, f"{base}/tool_calls", said)
        elif name == "function_call":
            said.all(item, f"{base}/function_call", TOOL)
        elif name == "audio" and type(item) is dict:
            said.add(f"{base}/audio/transcript", item.get("transcript"))
        elif name == "reasoning_details" and not message.get("reasoning"):
            said.all(item, f"{base}/reasoning_details")


def calls(value: Any, base: str, said: Said) -> None:
    """The tool calls of a message: names and arguments, by the index of each call."""
    for position, call in enumerate(value) if type(value) is list else ():
        index = call.get("index", position) if type(call) is dict else position
        said.all(call, f"{base}/{index if type(index) is int else position}", TOOL)
