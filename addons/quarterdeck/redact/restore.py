"""What a service answers with placeholders reads again as the user wrote it; in a stream, before it has ended."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from quarterdeck.redact.forms import CONTEXT
from quarterdeck.redact.recognizer import for_keys

Escape = Callable[[str], str]
"""How a value is written where the text stands."""


def as_it_is(value: str) -> str:
    """For plain text."""
    return value


def in_json(value: str) -> str:
    """For a text that is itself written in JSON, such as the arguments of a tool call: a value stands in a string."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


def restore(text: str, originals: Mapping[str, str], escape: Escape = as_it_is) -> tuple[str, int]:
    """The text with the value of each placeholder that `originals` knows by its key, and how many those were."""
    known = for_keys(originals)
    if known is None:
        return text, 0
    pieces: list[str] = []
    done = count = 0
    for start, end, key in known.all(text):
        value = originals.get(key)
        if value is not None:
            pieces += (text[done:start], escape(value))
            done = end
            count += 1
    pieces.append(text[done:])
    return "".join(pieces), count


class Restorer:
    """Does the same for one channel of a stream. What it holds back is what could still become a placeholder."""

    __slots__ = ("_escape", "_known", "_originals", "_start", "_text", "restored")

    def __init__(self, originals: Mapping[str, str], escape: Escape = as_it_is) -> None:
        self._known = for_keys(originals)
        self._originals = originals
        self._escape = escape
        # What is held, after the few characters before it that decide whether it is a placeholder.
        self._text = ""
        self._start = 0
        self.restored = 0

    def __repr__(self) -> str:
        return f"Restorer(restored={self.restored}, held={self.held})"

    @property
    def held(self) -> int:
        """How many characters are held back."""
        return len(self._text) - self._start

    @property
    def bound(self) -> int:
        """More than this is never held."""
        return 0 if self._known is None else self._known.bound

    def feed(self, text: str) -> str:
        """What can be said of all so far and was not said yet."""
        return self._said(text, last=False)

    def end(self) -> str:
        """What was held: nothing more comes. The channel may begin anew."""
        said = self._said("", last=True)
        self._text, self._start = "", 0
        return said

    def _said(self, text: str, *, last: bool) -> str:
        known = self._known
        if known is None:
            return text
        text = self._text + text
        done = self._start
        pieces: list[str] = []
        tail = len(text) if last else known.tail(text, done)
        while (found := known.find(text, done)) is not None and (last or found[0] < tail):
            start, end, key = found
            value = self._originals.get(key)
            if value is None:
                pieces.append(text[done:end])
            else:
                pieces += (text[done:start], self._escape(value))
                self.restored += 1
            done = end
            if tail < done:
                tail = known.tail(text, done)
        pieces.append(text[done:tail])
        kept = max(0, tail - CONTEXT)
        self._text, self._start = text[kept:], tail - kept
        return "".join(pieces)
