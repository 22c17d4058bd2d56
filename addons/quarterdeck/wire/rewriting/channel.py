"""What the caller gives to rewrite one text of an answer: it takes the text as it comes and says what may go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from quarterdeck.wire.answers.said import Report


class Channel(Protocol):
    """One text of an answer. After `end` nothing more is fed."""

    @property
    def held(self) -> int:
        """How many characters are held back now."""
        ...

    def feed(self, text: str) -> str:
        """The text that may go on now."""
        ...

    def end(self) -> str:
        """What was held back."""
        ...


class Watch(Protocol):
    """Is told of each event what it says, for who must know where in its text a channel is. Both may raise."""

    def before(self, reports: Sequence[Report]) -> None:
        """The channels are given the texts of these reports next, one by one."""
        ...

    def after(self) -> None:
        """They have been, but for those that are not found in the event."""
        ...


# Takes the text's key, and whether the text is JSON written in a string, so that what is put in must be escaped.
MakeChannel = Callable[[str, bool], Channel]


def complete(make: MakeChannel, key: str, text: str, nested: bool) -> str:
    """A text of which nothing more comes, rewritten at once."""
    channel = make(key, nested)
    return channel.feed(text) + channel.end()
