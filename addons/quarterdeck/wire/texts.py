"""Every string of a body is a part, but the words of the formats' own grammar: what is not looked at cannot hide.

A pointer that goes on below a string enters the JSON written in that string (arguments of a tool call, form fields).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from quarterdeck.model.content import Part
from quarterdeck.wire import json_strict
from quarterdeck.wire.models import fold


@dataclass(frozen=True, slots=True)
class File:
    """A file inside a multipart body. `text` is None when it is not plain text."""

    name: str
    content_type: str
    text: str | None


FIELD = "field"
# Strings that a format's grammar prescribes. A longer or other value in the same place is a text like any other.
_GRAMMAR = frozenset(
    "user assistant system developer tool function model text input_text output_text image_url input_image input_audio "
    "input_file file image document audio message reasoning object string number integer boolean array auto none "
    "required any default json json_object json_schema base64 url ephemeral enabled disabled low medium high tool_use "
    "tool_result tool_call tool_calls function_call function_call_output image/png image/jpeg image/webp image/gif "
    "application/pdf text/plain float 2.0 USER TEXT STRING OBJECT CHATBOT SYSTEM TOOL".split()
)
_ROLES = {
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "model": "assistant",
    "ai": "assistant",
    "bot": "assistant",
    "chatbot": "assistant",
    "system": "system",
    "developer": "system",
    "tool": "tool",
    "function": "tool",
}
# What a member is, where nothing above it said so.
_MEMBERS = {
    **dict.fromkeys(
        "messages message prompt prompts input inputs inputtext contents content query query_str question text texts "
        "instances suffix documents chat_history history parts utterance instruction dsl_query sentences "
        "extracted_content displayprompt additional_messages sensitive_string_value".split(),
        "user",
    ),
    **dict.fromkeys(
        "system instructions systeminstruction system_instruction system_prompt preamble "
        "additional_instructions".split(),
        "system",
    ),
    **dict.fromkeys("tools functions response_format toolconfig tool_config".split(), "tool"),
}
_TOOL_TYPES = frozenset(("tool_result", "function_call_output", "mcp_call", "tool-result", "tool_call_output"))
_FILE_KEYS = frozenset(("data", "file_data", "bytes", "image", "images", "audio"))
_MAX_PARTS = 100_000
_HOLDERS = frozenset((str, dict, list, File))
# Below this many levels a string is not opened any more; it is a part all the same.
_MAX_INNER = 20


class TooMany(ValueError):
    """A body of more than 100,000 strings."""


def parts(value: Any, base: str = "", role: str = FIELD) -> tuple[Part, ...]:
    """All texts below `value`, in the order of the body. Raises TooMany."""
    out: list[Part] = []
    _walk(value, base, role, out)
    return tuple(out)


def escape(name: str) -> str:
    """A member's name as a token of a pointer (RFC 6901 section 3)."""
    if "~" in name or "/" in name:
        return name.replace("~", "~0").replace("/", "~1")
    return name


def _walk(value: Any, pointer: str, role: str, out: list[Part]) -> None:
    kind = type(value)
    if kind is dict:
        _members(value, pointer, _role_of(value, role), out)
    elif kind is list:
        for index, item in enumerate(value):
            if type(item) in _HOLDERS:
                _walk(item, f"{pointer}/{index}", role, out)
    elif kind is str:
        _text(value, pointer, role, out)
    elif kind is File:
        if value.name:
            out.append(Part(f"{pointer}/filename", value.name, "file"))
        if value.text:
            out.append(Part(pointer, value.text, "file"))
    if len(out) > _MAX_PARTS:
        raise TooMany


def _members(members: dict[str, Any], pointer: str, role: str, out: list[Part]) -> None:
    for name, item in members.items():
        kind = type(item)
        if kind not in _HOLDERS or (kind is str and (not item or item in _GRAMMAR)):
            continue
        here = _MEMBERS.get(fold(name), role) if role == FIELD else role
        if name in _FILE_KEYS and (name == "images" or (kind is str and _is_file(members, item))):
            here = "file"
        if kind is str:
            _text(item, f"{pointer}/{escape(name)}", here, out)
        else:
            _walk(item, f"{pointer}/{escape(name)}", here, out)


def _role_of(members: dict[str, Any], role: str) -> str:
    """The role that a mapping says it has, else the one of what it stands in."""
    said = members.get("role")
    if said is None and type(author := members.get("author")) is dict:
        said = author.get("role")
    if type(said) is str:
        role = _ROLES.get(said) or _ROLES.get(said.lower(), role)
    kind = members.get("type")
    return "tool" if (type(kind) is str and kind in _TOOL_TYPES) or "functionResponse" in members else role


def _text(text: str, pointer: str, role: str, out: list[Part]) -> None:
    if not text or text in _GRAMMAR:
        return
    if text.startswith("data:") and ";base64," in text[:200]:
        role = "file"
    out.append(Part(pointer, text, role))
    if text[0] in "{[" and role != "file" and pointer.count("/") < _MAX_INNER:
        inner = json_strict.documents(text)
        if inner.reason is None:
            for value in inner.values:
                _walk(value, pointer, role, out)


def _is_file(member_of: dict[str, Any], text: str) -> bool:
    """Whether a `data` member holds a file: a sibling names the media type, as all the formats have it."""
    if any(name in member_of for name in ("media_type", "mimeType", "mime_type", "format", "filename", "bytes")):
        return True
    return len(text) > 1024 and " " not in text[:1024]
