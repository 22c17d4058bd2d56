"""What every message goes through last: several documents made one, overrides added, text made safe to pass on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from quarterdeck.model.content import Message, Opaque, Part
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.service import ServiceMatch
from quarterdeck.wire.overrides import overrides

# Each is looked up among all makers and in all rules; no gateway takes so many.
_MAX_MODELS = 1000
# A lone surrogate is legal in JSON and in no encoding: it would break whatever writes it down.
_SURROGATE = re.compile("[\ud800-\udfff]")


def settle(messages: Sequence[Message], exchange: Exchange, match: ServiceMatch) -> Message | Opaque:
    """One message for the exchange. Pointers into one of several documents begin with its index.

    Opaque where they call different tools, and where they name more than 1,000 models.
    """
    message = messages[0] if len(messages) == 1 else _joined(messages)
    if isinstance(message, Opaque):
        return message
    beside = overrides(exchange)
    names = tuple(dict.fromkeys((*message.models, *beside.names)))
    if len(names) > _MAX_MODELS:
        return Opaque("too-many-parts", message.format)
    # Where the format's own place hides a model, a name elsewhere does not bring it to light.
    known = (message.models_known or (beside.obeyed and not message.models)) and not beside.hidden
    if match.service is not None and match.service.models != "any":
        # It serves its vendor's own models, whichever was asked for.
        known = True
    safe = _safe(message.parts)
    same = (names, known, None) == (message.models, message.models_known, message.tool)
    if same and safe and "".join(names).isascii():
        return message
    return Message(
        message.format,
        message.activity,
        tuple(clean(name) for name in names),
        known,
        message.parts if safe else tuple(map(_clean, message.parts)),
        message.stream,
        None if message.tool is None else clean(message.tool),
        message.opaque,
        message.files,
    )


def clean(text: str) -> str:
    """The text with each lone surrogate replaced by U+FFFD; its length stays the same."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _safe(parts: Sequence[Part]) -> bool:
    for part in parts:  # noqa: SIM110 - three times as fast as a generator, and every message comes here
        if not (part.text.isascii() and part.pointer.isascii()):
            return False
    return True


def _clean(part: Part) -> Part:
    return Part(clean(part.pointer), clean(part.text), part.role)


def _joined(messages: Sequence[Message]) -> Message | Opaque:
    first = messages[0]
    tools = {message.tool for message in messages if message.tool is not None}
    if len(tools) > 1:
        return Opaque("several-tools", first.format)
    return Message(
        first.format,
        first.activity,
        tuple(name for message in messages for name in message.models),
        all(message.models_known for message in messages),
        tuple(
            Part(f"/{index}{part.pointer}", part.text, part.role)
            for index, message in enumerate(messages)
            for part in message.parts
        ),
        any(message.stream for message in messages),
        next(iter(tools), None),
        next((message.opaque for message in messages if message.opaque), None),
        tuple(
            replace(file, pointer=f"/{index}{file.pointer}")
            for index, message in enumerate(messages)
            for file in message.files
        ),
    )
