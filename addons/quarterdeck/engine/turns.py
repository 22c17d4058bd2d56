"""The turns of a chat as bodies list them: which are old, and which can be taken out whole, so that no word is left."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from quarterdeck.engine.reading import Reading
from quarterdeck.model.content import Message, Part

_CHAT, _SPEAKS = "chat", "user"
# The messages of a conversation, and where one list holds all but the newest, which stands beside.
# A realtime event holds them in its response, a message of Gemini's Live API in its content.
_TURN = re.compile(
    r"((?:/request|/response)?/(?:messages|contents|input|chat_history)|/client_?[cC]ontent/turns)/([0-9]{1,6})(?=[/!]|\Z)"
)
_BESIDE = {"/chat_history": "/message"}
_ALL = 1_000_000
# What a realtime event adds alone. Who has to connect again sends all of them again, one by one.
_REALTIME, _ALONE = "openai-realtime", "/item"
# Where what a tool said is sent as if the user had.
_TOOLS = "/toolResult/"
# The texts of a turn, and what goes with them: it names things, and must stay for the API to make sense of the rest.
_SAYS = re.compile(
    r"/(?:content|message|output|text)"
    r"|/(?:content|parts|output)/[0-9]+(?:/text|(?:/toolResult)?/content(?:/[0-9]+/text)?)?"
)
_NAMES = re.compile(r"(?:/[A-Za-z_]+|/[0-9]+)*/(?:id|name|call_id|tool_call_id|tool_use_id|toolUseId)")
_NAME = re.compile(r"[^\s]{1,64}")


@dataclass(frozen=True, slots=True)
class Turns:
    """`texts` are those that have a pointer of their own; `newest` says where the newest turn begins in each list."""

    texts: dict[str, Part] = field(repr=False)
    newest: dict[str, int]
    _parts: dict[str, list[Part]] = field(default_factory=dict, repr=False)
    _with_files: frozenset[str] = field(default=frozenset(), repr=False)
    _whole: dict[str, dict[str, Part]] = field(default_factory=dict, repr=False)

    def is_old(self, pointer: str) -> bool:
        """Whether this stands before the last message that the user wrote. What tools and models said comes after."""
        turn = _TURN.match(pointer)
        return self.is_alone(pointer) or (turn is not None and int(turn[2]) < self.newest.get(turn[1], 0))

    def is_alone(self, pointer: str) -> bool:
        """Whether nobody can tell if this is old: it may be said again, or only sent again."""
        return _ALONE in self.newest and pointer.startswith(f"{_ALONE}/")

    def whole(self, pointer: str) -> dict[str, Part]:
        """The texts of the turn in which this stands, by pointer, if that is all it says; else none of them."""
        turn = _turn(pointer)
        if turn not in self._whole:
            self._whole[turn] = {} if turn in self._with_files else _whole(turn, self._parts.get(turn, ()))
        return self._whole[turn]


def turns(reading: Reading) -> Turns:
    """The turns of a request; none where it is no chat."""
    message = reading.message
    if not isinstance(message, Message) or message.activity != _CHAT:
        return Turns({}, {})
    texts: dict[str, Part] = {}
    twice = set()
    parts: dict[str, list[Part]] = {}
    for part in message.parts:
        if texts.setdefault(part.pointer, part) is not part:
            twice.add(part.pointer)
        if turn := _turn(part.pointer):
            parts.setdefault(turn, []).append(part)
    texts = {pointer: part for pointer, part in texts.items() if pointer not in twice}
    newest = _newest(texts)
    if message.format == _REALTIME and parts.get(_ALONE):
        newest[_ALONE] = 0
    return Turns(texts, newest, parts, frozenset(_turn(file.pointer) for file in message.files))


def is_inside(pointer: str, texts: Collection[str]) -> bool:
    """Whether this is one of the texts, or something that a text says once it is parsed."""
    while pointer and pointer not in texts:
        pointer = pointer.rpartition("/")[0]
    return bool(pointer)


def _turn(pointer: str) -> str:
    if pointer.startswith(f"{_ALONE}/"):
        return _ALONE
    turn = _TURN.match(pointer)
    return turn[0] if turn is not None else ""


def _newest(texts: dict[str, Part]) -> dict[str, int]:
    last: dict[str, int] = {}
    for pointer, part in texts.items():
        turn = _TURN.match(pointer)
        if turn is not None and part.role == _SPEAKS and _TOOLS not in pointer:
            last[turn[1]] = max(int(turn[2]), last.get(turn[1], 0))
    return last | {turns: _ALL for turns, beside in _BESIDE.items() if beside in texts}


def _whole(turn: str, parts: Sequence[Part]) -> dict[str, Part]:
    says = {part.pointer: part for part in parts if _SAYS.fullmatch(part.pointer, len(turn))}
    for part in parts:
        is_name = _NAMES.fullmatch(part.pointer, len(turn)) and _NAME.fullmatch(part.text)
        if not (is_name or is_inside(part.pointer, says)):
            return {}
    return says
