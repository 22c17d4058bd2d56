"""What an origin says over a WebSocket on its way to the user: the placeholders in it become what the user wrote.

What must not be answered is taken out before. A message waits where it ends in what may become a placeholder, or in
what may still be found; those behind it wait too, so that order is kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping
from typing import NamedTuple

from quarterdeck.proxy.redacting import RedactingMessages
from quarterdeck.redact.placeholder import name_of
from quarterdeck.redact.restore import Restorer, as_it_is, in_json
from quarterdeck.wire.rewriting import Channel, FrameRewriter


class Said(NamedTuple):
    """A message; `text` tells the two kinds apart."""

    content: bytes
    text: bool


class _Queue:
    """One of the rewritings that messages pass through, in their order."""

    def __init__(self, rewriter: FrameRewriter) -> None:
        self._rewriter = rewriter
        self._kinds: deque[bool] = deque()

    @property
    def waiting(self) -> bool:
        """Whether a message is held back."""
        return bool(self._kinds)

    def take(self, one: Said) -> list[Said]:
        """The messages that may go on now that this one has come."""
        self._kinds.append(one.text)
        return self._released(self._rewriter.rewrite(one.content.decode() if one.text else one.content))

    def rest(self) -> list[Said]:
        """Those that wait."""
        return self._released(self._rewriter.end())

    def _released(self, contents: list[bytes]) -> list[Said]:
        return [Said(content, self._kinds.popleft()) for content in contents]


class Returning:
    """The messages of one connection, in their order. What they get back is learnt on the way.

    `redacting` takes out of them what was found by then. Raises CannotHide where that cannot be: nothing more may go
    on.
    """

    def __init__(self, format_name: str | None, redacting: RedactingMessages | None = None) -> None:
        self.originals: dict[str, str] = {}
        self.kinds: frozenset[str] = frozenset()
        self.passed = 0
        self._withheld: set[str] = set()
        self._redacting = redacting
        self._hidden = None if redacting is None else _Queue(redacting.rewriter)
        self._restored = _Queue(FrameRewriter(format_name, self._channel))

    @property
    def waiting(self) -> bool:
        """Whether a message is held back."""
        return self._restored.waiting or (self._hidden is not None and self._hidden.waiting)

    def learn(self, originals: Mapping[str, str], withheld: Collection[str] = ()) -> None:
        """Give these back from now on, by the keys of their placeholders, but nothing of the kinds withheld, ever."""
        self._withheld.update(withheld)
        self.originals.update(originals)
        for key in [key for key in self.originals if name_of(key)[0] in self._withheld]:
            del self.originals[key]
        self.kinds = frozenset(name_of(key)[0] for key in self.originals)
        if self._redacting is not None:
            self._redacting.avoid(originals)

    def take(self, content: bytes, text: bool) -> list[Said]:
        """The messages that may go on now that this one has come."""
        came = Said(content, text)
        return self._given([came] if self._hidden is None else self._hidden.take(came))

    def rest(self) -> list[Said]:
        """The messages that wait, when they have waited long enough or nothing more comes."""
        told = [] if self._hidden is None else self._given(self._hidden.rest())
        rest = self._restored.rest()
        self.passed += len(rest)
        return told + rest

    def _given(self, messages: list[Said]) -> list[Said]:
        told: list[Said] = []
        for one in messages:
            told += [one] if not self.originals and not self._restored.waiting else self._restored.take(one)
        self.passed += len(told)
        return told

    def _channel(self, _key: str, nested: bool) -> Channel:
        return _Text(self, nested)


class _Text:
    """One text of the connection. It may go on for as long as the connection does, and so must learn too."""

    def __init__(self, returning: Returning, nested: bool) -> None:
        self._returning = returning
        self._escape = in_json if nested else as_it_is
        self._renew()

    def _renew(self) -> None:
        self._kinds = self._returning.kinds
        self._restorer = Restorer(self._returning.originals, self._escape)

    @property
    def held(self) -> int:
        """How many characters are held back now."""
        return self._restorer.held

    def feed(self, text: str) -> str:
        """The text that may go on now."""
        # A new number of a known kind is looked up in the same table.
        if self._kinds != self._returning.kinds and not self.held:
            self._renew()
        return self._restorer.feed(text)

    def end(self) -> str:
        """What was held back."""
        return self._restorer.end()
