"""OpenAI Responses: typed events that add to the texts of an output, and later ones that repeat them whole.

Source: openai-openapi. An event whose deltas were never sent is read from the one that repeats them.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import ASSISTANT, TOOL, Said

_FINAL = frozenset(("response.completed", "response.failed", "response.incomplete", "response.cancelled"))
# What stands before ".delta" and ".done": the list within the output item, its index, the member, the member of the
# event that repeats it, who speaks.
_TEXTS = {
    "output_text": ("content", "content_index", "text", "text", ASSISTANT),
    "text": ("content", "content_index", "text", "text", ASSISTANT),
    "refusal": ("content", "content_index", "refusal", "refusal", ASSISTANT),
    "reasoning_text": ("content", "content_index", "text", "text", ASSISTANT),
    "reasoning_summary_text": ("summary", "summary_index", "text", "text", ASSISTANT),
    "reasoning_summary": ("summary", "summary_index", "text", "text", ASSISTANT),
    "audio_transcript": ("content", "content_index", "transcript", "transcript", ASSISTANT),
    "output_audio_transcript": ("content", "content_index", "transcript", "transcript", ASSISTANT),
    "audio.transcript": ("content", "content_index", "transcript", "transcript", ASSISTANT),
    "function_call_arguments": ("", "", "arguments", "arguments", TOOL),
    "mcp_call_arguments": ("", "", "arguments", "arguments", TOOL),
    "mcp_call.arguments": ("", "", "arguments", "arguments", TOOL),
    "custom_tool_call_input": ("", "", "input", "input", TOOL),
    "code_interpreter_call_code": ("", "", "code", "code", TOOL),
    "code_interpreter_call.code": ("", "", "code", "code", TOOL),
}
_TEXT_EVENTS = {
    f"response.{name}.{kind}": (*place[:3], "delta" if kind == "delta" else place[3], place[4])
    for name, place in _TEXTS.items()
    for kind in ("delta", "done")
}
_SILENT = ("response.audio.", "response.output_audio.", "response.image_generation_call.")
_TOOLS = frozenset("function_call custom_tool_call mcp_call code_interpreter_call computer_call shell_call".split())
_EVENT = frozenset(
    "type sequence_number output_index content_index summary_index annotation_index item_id response_id event_id "
    "logprobs obfuscation delta text arguments input code transcript refusal item part response".split()
)


def read(value: Any, _: str, said: Said) -> bool:
    """One event, or the whole response."""
    if type(value) is not dict:
        return False
    kind = value.get("type")
    if type(value.get("output")) is list:
        _output(value, said)
        return True
    if type(kind) is not str or not kind.startswith("response."):
        return False
    place = _TEXT_EVENTS.get(kind)
    item = _index(value, "output_index")
    if place is not None:
        inside, index, name, source, role = place
        pointer = f"/output/{item}/{inside}/{_index(value, index)}/{name}" if inside else f"/output/{item}/{name}"
        (said.delta if source == "delta" else said.whole)(pointer, value.get(source), role)
    elif kind in _FINAL:
        said.done = True
        response = value.get("response")
        if type(response) is dict:
            _output(response, said)
    elif kind.startswith(("response.output_item.", "response.content_part.", "response.reasoning_summary_part.")):
        _snapshot(value, item, said)
    elif not kind.startswith(_SILENT):
        response = value.get("response")
        said.rest(value, _EVENT)
        said.all(value.get("delta"), f"/{kind}/delta")
        if type(response) is dict:
            _output(response, said)
    return True


def _snapshot(value: dict[str, Any], item: int, said: Said) -> None:
    if "item" in value:
        _item(value["item"], item, said)
    elif "summary_index" in value:
        said.all(value.get("part"), f"/output/{item}/summary/{_index(value, 'summary_index')}", repeated=True)
    else:
        said.all(value.get("part"), f"/output/{item}/content/{_index(value, 'content_index')}", repeated=True)


def _output(response: dict[str, Any], said: Said) -> None:
    """The output of a response; the rest of it repeats the request."""
    output = response.get("output")
    for index, item in enumerate(output) if type(output) is list else ():
        _item(item, index, said)
    for name in ("error", "incomplete_details", "output_text"):
        said.all(response.get(name), f"/{name}", repeated=True)


def _item(item: Any, index: int, said: Said) -> None:
    kind = item.get("type") if type(item) is dict else None
    role = TOOL if type(kind) is str and kind in _TOOLS else ASSISTANT
    said.all(item, f"/output/{index}", role, repeated=True)


def _index(value: dict[str, Any], name: str) -> int:
    index = value.get(name)
    return index if type(index) is int else 0
