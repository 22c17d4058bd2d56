"""The texts of an answer on their way, each without what is hidden of it: for wire.rewriting.

A text that may go on keeps its last characters until it has: what they begin may be found then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from quarterdeck.redact.hiding import CannotHide, Hiding, Told
from quarterdeck.redact.inside import Inside, Replaced, Torn

# What services send in pieces. Other texts come whole, and are in pieces only when they have come in pieces before.
_PIECEWISE = frozenset(
    "answer arguments chunks code completion content delta generated_text generation input message msg outputText "
    "partial_json parts reasoning reasoning_content refusal response summary text thinking thinking_content thought "
    "token transcript".split()
)
# The pieces that a text is made of, each by itself: what is hidden could be put together from them.
_PIECES = "logprobs"
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Report(Protocol):
    """What of `wire.answers.said.Report` counts here."""

    @property
    def pointer(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def adds(self) -> bool: ...
    @property
    def known(self) -> int: ...


@dataclass(slots=True)
class _Said:
    """How far a text has been reported, and what of the newest event its channels have not taken yet, and have.

    `inside` reads it as JSON, and is at the place `read`.
    """

    told: Told
    piecewise: bool
    total: int = 0
    coming: list[tuple[str, int]] = field(default_factory=list)
    taken: list[tuple[str, int]] = field(default_factory=list)
    inside: Inside | None = None
    read: int = 0


class HiddenTexts:
    """All texts of one answer. `window` is how many characters a text keeps."""

    def __init__(self, hiding: Hiding, window: int) -> None:
        self.hiding = hiding
        self.window = window
        self._texts: dict[str, _Said] = {}
        self._coming: list[_Said] = []
        self._in_pieces = False

    def before(self, reports: Sequence[_Report]) -> None:
        """These texts come next."""
        for report in reports:
            pointer = _clean(report.pointer)
            said = self._texts.get(pointer)
            if said is None:
                said = self._texts[pointer] = _Said(self.hiding.told(pointer), _comes_in_pieces(pointer))
            said.piecewise = said.piecewise or said.total > 0
            said.coming.append((report.text, said.total - report.known))
            said.total += len(report.text) - report.known
            self._coming.append(said)

    def after(self) -> None:
        """What no channel took has gone on as it is. Raises CannotHide when that hides something."""
        if self._in_pieces and self.hiding.count:
            raise CannotHide("in-pieces")
        for said in self._coming:
            for text, start in said.coming:
                if (text, start) in said.taken:
                    # Told twice of one string.
                    continue
                end = start + len(text)
                if any(low < end and start < high for low, high, _ in said.told.hidden):
                    raise CannotHide("not-rewritten")
                said.told.gone = max(said.told.gone, end)
            said.coming.clear()
            said.taken.clear()
        self._coming.clear()

    def channel(self, key: str, nested: bool) -> HiddenText | _Beside:
        """Makes what rewrites one text."""
        said = self._texts.get(_clean(key))
        if said is None or not said.coming:
            self._in_pieces = self._in_pieces or _PIECES in key
            return _Beside(self.hiding)
        return HiddenText(self.hiding, said, nested, self.window)


class _Beside:
    """A string that is none of the answer's texts: what is known by now is hidden there too."""

    held = 0

    def __init__(self, hiding: Hiding) -> None:
        self._hiding = hiding

    def feed(self, text: str) -> str:
        return self._hiding.known(text)

    def end(self) -> str:
        return ""


class HiddenText:
    """One text, or one that begins anew."""

    __slots__ = ("_hiding", "_nested", "_said", "_start", "_text", "_window")

    def __init__(self, hiding: Hiding, said: _Said, nested: bool, window: int) -> None:
        self._hiding = hiding
        self._said = said
        self._window = window
        self._nested = nested
        self._text = ""
        self._start = -1

    @property
    def held(self) -> int:
        """How many characters are held back."""
        return len(self._text)

    def feed(self, text: str) -> str:
        """What may go on now. Raises CannotHide."""
        coming = self._said.coming
        at = next((index for index, (one, _) in enumerate(coming) if one == text), None)
        if at is None:
            raise CannotHide("out-of-order")
        start = coming[at][1]
        self._said.taken.append(coming.pop(at))
        if self._start < 0:
            self._start = start
            if self._said.inside is None or self._said.read != start:
                self._said.inside = Inside() if self._nested else None
        if start != self._start + len(self._text):
            raise CannotHide("out-of-order")
        self._text += text
        return self._passed(max(0, len(self._text) - (self._window if self._said.piecewise else 0)))

    def end(self) -> str:
        """The rest: nothing more comes."""
        return self._passed(len(self._text))

    def _passed(self, limit: int) -> str:
        told, base, text = self._said.told, self._start, self._text
        hidden = told.between(base, base + len(text))
        if limit < len(text):
            limit = min((low for low, high, _ in hidden if low < limit < high), default=limit)
        else:
            # What goes on in a text that begins anew is left out there.
            hidden = [(low, min(high, limit), value) for low, high, value in hidden]
        inside = self._said.inside
        if inside is not None and limit < len(text):
            limit = inside.whole(text, limit)
        passed = [
            (low, high, "" if value is None else self._hiding.instead(value))
            for low, high, value in hidden
            if high <= limit
        ]
        if inside is not None:
            passed = self._placed(inside, passed)
            inside.pass_over(text[:limit])
        pieces: list[str] = []
        done = 0
        for low, high, instead in passed:
            if low < done or high > limit:
                raise CannotHide("in-json")
            pieces += (text[done:low], instead)
            done = high
        pieces.append(text[done:limit])
        self._text = text[limit:]
        self._start += limit
        self._said.read = self._start
        told.gone = max(told.gone, self._start)
        return "".join(pieces)

    def _placed(self, inside: Inside, hidden: Sequence[Replaced]) -> list[Replaced]:
        try:
            return list(inside.placed(self._text, hidden))
        except Torn:
            raise CannotHide("in-json") from None


def _comes_in_pieces(pointer: str) -> bool:
    name = next((one for one in reversed(pointer.split("/")) if not one.isdecimal()), "")
    return not name or name in _PIECEWISE


def _clean(pointer: str) -> str:
    # As those who look at the texts are told it.
    return pointer if pointer.isascii() else _SURROGATE.sub("\ufffd", pointer)
