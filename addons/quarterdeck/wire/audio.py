"""Speech sent as it is spoken: nothing here turns sound into words, and a piece of a recording is no file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from quarterdeck.model.content import Message

UNHEARD = "audio"


def unheard(found: Message, is_sound: Callable[[str], bool]) -> Message:
    """The message without what stands at the pointers that `is_sound` tells, and unread in part if anything did."""
    parts = tuple(part for part in found.parts if not is_sound(part.pointer))
    files = tuple(file for file in found.files if not is_sound(file.pointer))
    if len(parts) == len(found.parts) and len(files) == len(found.files):
        return found
    return replace(found, parts=parts, files=files, opaque=found.opaque or UNHEARD)
