"""What an answer has said so far: the texts that an event adds to, and which of them a later event only repeats.

Of each text that may be repeated, its length and checksum are kept, never the text.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from quarterdeck.model.content import Part
from quarterdeck.wire.member import escape
from quarterdeck.wire.settle import clean

ASSISTANT, TOOL = "assistant", "tool"

# Members that hold a word of the grammar, an id or a number in a string, whatever the format.
_WORDS = frozenset(
    "type role id object status finish_reason stop_reason stop_sequence finishReason event_type event mimeType "
    "mime_type media_type system_fingerprint service_tier created_at createTime obfuscation signature "
    "thoughtSignature thought_signature encrypted_content call_id tool_call_id toolUseId tool_use_id item_id "
    "start_timestamp stop_timestamp response_id response_type model modelVersion responseId index phase language "
    "embedding embeddings item_type category severity".split()
)
# Members that hold bytes written as text, when there is no space in them.
_BYTES = frozenset(
    "data blob bytes b64_json image image_url partial_image_b64 audio result inline_data embedding url".split()
)
# Below these stand the words of whoever made a tool: nothing there is grammar.
_FREE = frozenset(("structuredContent", "arguments", "args", "input", "parameters", "_meta"))
_MAX_TEXTS = 10_000
_MAX_DEPTH = 200
_MAX_PARTS = 100_000


class Report(NamedTuple):
    """A text as its event writes it: `adds` says that it is added to what was there.

    Else it is all of the text, of which the first `known` characters had been said before.
    """

    pointer: str
    text: str
    adds: bool
    known: int = 0
    role: str = ASSISTANT


class Said:
    """The memory of one answer, and what its newest event adds."""

    __slots__ = ("_parts", "_texts", "complete", "done", "inside", "kept", "log", "opaque")

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._texts: dict[str, tuple[int, int]] = {}
        self.done = False
        # Whether no later event goes on with what the newest one says.
        self.complete = False
        self.opaque: str | None = None
        # Documents found inside of documents: they may name models too.
        self.inside: list[dict[str, Any]] = []
        # For who changes texts: each as it is written in the event, one for each part and those without anything new.
        # None: nobody asks.
        self.log: list[Report] | None = None
        # What a grammar must remember from event to event.
        self.kept: dict[str, Any] = {}

    def take(self) -> tuple[Part, ...]:
        """What was added since the last time."""
        parts = tuple(self._parts)
        self._parts.clear()
        return parts

    def add(self, pointer: str, text: Any, role: str = ASSISTANT) -> None:
        """More of a text that no event repeats."""
        if type(text) is str and text:
            self._parts.append(Part(clean(pointer), clean(text), role))
            if self.log is not None:
                self.log.append(Report(pointer, text, adds=True, role=role))

    def delta(self, pointer: str, text: Any, role: str = ASSISTANT) -> None:
        """More of a text that a later event may repeat as a whole."""
        if type(text) is str and text:
            length, checksum = self._texts.get(pointer, (0, 0))
            self._keep(pointer, length + len(text), zlib.crc32(_bytes(text), checksum))
            self._parts.append(Part(clean(pointer), clean(text), role))
            if self.log is not None:
                self.log.append(Report(pointer, text, adds=True, role=role))

    def whole(self, pointer: str, text: Any, role: str = ASSISTANT) -> None:
        """A text as it stands now: what it has more than before is added, all of it if it is another text."""
        if type(text) is not str or not text:
            return
        length, checksum = self._texts.get(pointer, (0, 0))
        new = text
        if length and length <= len(text) and zlib.crc32(_bytes(text[:length])) == checksum:
            new = text[length:]
        else:
            length = checksum = 0
        if self.log is not None:
            self.log.append(Report(pointer, text, adds=False, known=length, role=role))
        self._keep(pointer, len(text), zlib.crc32(_bytes(new), checksum))
        if new:
            self._parts.append(Part(clean(pointer), clean(new), role))

    def all(self, value: Any, pointer: str, role: str = ASSISTANT, repeated: bool = False) -> None:
        """Every text below `value`, but words of grammars and bytes. `repeated`: later events may repeat them."""
        put = self.whole if repeated else self.add
        for name, place, text, free in self._strings(value, pointer):
            if free or not (is_word(name, text) or _is_bytes(name, text)):
                put(place, text, role)

    def prose(self, value: Any, pointer: str, role: str = ASSISTANT) -> None:
        """Every text below `value` that people would read: ids, names and addresses have no space in them."""
        for _, place, text, _ in self._strings(value, pointer):
            if (" " in text or not text.isascii()) and not text.startswith(("{", "[")):
                self.whole(place, text, role)

    def rest(self, members: dict[str, Any], known: frozenset[str], pointer: str = "", role: str = ASSISTANT) -> None:
        """Every text below the members that a grammar does not know."""
        for name, item in members.items():
            if name not in known and item and type(item) in (str, list, dict):
                self.all({name: item}, pointer, role, repeated=True)

    def _keep(self, pointer: str, length: int, checksum: int) -> None:
        # Without a memory of it, a text that is repeated is read twice, which is better than not at all.
        if len(self._texts) < _MAX_TEXTS or pointer in self._texts:
            self._texts[pointer] = (length, checksum)

    def _strings(self, value: Any, pointer: str) -> Iterator[tuple[str, str, str, bool]]:
        """Name, pointer and text of every string below `value`, in their order; and whether a tool's maker named it."""
        left: list[tuple[Any, str, str, int, bool]] = [(value, "", pointer, 0, False)]
        while left:
            value, name, place, depth, free = left.pop()
            kind = type(value)
            if kind is str:
                yield name, place, value, free
            elif depth > _MAX_DEPTH or len(left) > _MAX_PARTS or len(self._parts) > _MAX_PARTS:
                self.opaque = "too-deep" if depth > _MAX_DEPTH else "too-many-parts"
            elif kind is dict:
                below = [
                    (item, key, f"{place}/{escape(key)}", depth + 1, free or key in _FREE)
                    for key, item in value.items()
                ]
                left += reversed(below)
            elif kind is list:
                left += [(value[at], name, f"{place}/{at}", depth + 1, free) for at in range(len(value) - 1, -1, -1)]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def is_word(name: str, text: str) -> bool:
    """Whether a member's text is a word of a grammar, an id or a number."""
    return name in _WORDS and " " not in text and text.isascii()


def _is_bytes(name: str, text: str) -> bool:
    if text.startswith("data:"):
        return ";base64," in text[:200]
    if name == "url":
        return text.startswith(("https://", "http://"))
    return name in _BYTES and len(text) > 64 and " " not in text[:1024]
