"""Sound is no text: it is left out, and the message says so."""

from __future__ import annotations

from quarterdeck.model.content import Message, Part, Upload
from quarterdeck.wire.audio import unheard

SOUND = Part("/audio", "AAAA")
WORDS = Part("/text", "hello")


def is_sound(pointer: str) -> bool:
    return pointer == "/audio"


def test_what_holds_sound_is_unread_in_part() -> None:
    found = unheard(Message("x", "chat", parts=(WORDS, SOUND), files=(Upload("/audio", b"\0"),)), is_sound)
    assert found == Message("x", "chat", parts=(WORDS,), opaque="audio")
    assert unheard(Message("x", "chat", files=(Upload("/audio", b"\0"),)), is_sound).opaque == "audio"


def test_what_holds_none_is_as_it_was() -> None:
    said = Message("x", "chat", parts=(WORDS,), files=(Upload("/image", b"\0"),))
    assert unheard(said, is_sound) is said


def test_another_reason_stands() -> None:
    assert unheard(Message("x", "chat", parts=(SOUND,), opaque="token-ids"), is_sound).opaque == "token-ids"
