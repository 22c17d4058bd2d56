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

LEAST, MOST = 64, 256
"""Characters that a text keeps at least and at most."""

# What services send in pieces. Other texts come whole, and are in pieces only when they have come in pieces before.
_PIECEWISE = frozenset(
    "content text reasoning reasoning_content thinking thought input arguments partial_json refusal transcript code "
    "response completion generated_text token answer message msg delta summary parts v".split()
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
    """How far a text has been reported, and what of the newest event its channel has not taken yet."""

    told: Told
    total: int = 0
    times: int = 0
    coming: list[tuple[str, int]] = field(default_factory=list)


class HiddenTexts:
    """All texts of one answer. `window` is how many characters a text keeps."""

    def __init__(self, hiding: Hiding, window: int = MOST) -> None:
        self.hiding = hiding
        self._window = window
        self._texts: dict[str, _Said] = {}
        self._coming: list[_Said] = []
        self._in_pieces = False

    def before(self, reports: Sequence[_Report]) -> None:
        """These texts come next."""
        for report in reports:
            said = self._texts.get(report.pointer)
            if said is None:
                said = self._texts[report.pointer] = _Said(self.hiding.told(_clean(report.pointer)))
            said.coming.append((report.text, said.total - report.known))
            said.total += len(report.text) - report.known
            said.times += 1
            self._coming.append(said)

    def after(self) -> None:
        """What no channel took has gone on as it is. Raises CannotHide when that hides something."""
        if self._in_pieces and self.hiding.count:
            raise CannotHide("in-pieces")
        for said in self._coming:
            for text, start in said.coming:
                end = start + len(text)
                if any(low < end and start < high for low, high, _ in said.told.hidden):
                    raise CannotHide("not-rewritten")
                said.told.gone = max(said.told.gone, end)
            said.coming.clear()
        self._coming.clear()

    def channel(self, key: str, nested: bool) -> HiddenText | _Beside:
        """Makes what rewrites one text."""
        said = self._texts.get(key)
        if said is None or not said.coming:
            self._in_pieces = self._in_pieces or _PIECES in key
            return _Beside(self.hiding)
        grows = said.times > 1 or key.rpartition("/")[2] in _PIECEWISE or not key
        return HiddenText(said, nested, self._window if grows else 0)


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

    __slots__ = ("_inside", "_said", "_start", "_text", "_window")

    def __init__(self, said: _Said, nested: bool, window: int) -> None:
        self._said = said
        self._window = window
        self._inside = Inside() if nested else None
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
        start = coming.pop(at)[1]
        if self._start < 0:
            self._start = start
        if start != self._start + len(self._text):
            raise CannotHide("out-of-order")
        self._text += text
        return self._passed(max(0, len(self._text) - self._window))

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
            hidden = [(low, min(high, limit), instead) for low, high, instead in hidden]
        if self._inside is not None and limit < len(text):
            limit = self._inside.whole(text, limit)
        passed = [one for one in hidden if one[1] <= limit]
        if self._inside is not None:
            passed = self._placed(self._inside, passed)
            self._inside.pass_over(text[:limit])
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
        told.gone = max(told.gone, self._start)
        return "".join(pieces)

    def _placed(self, inside: Inside, hidden: Sequence[Replaced]) -> list[Replaced]:
        try:
            return list(inside.placed(self._text, hidden))
        except Torn:
            raise CannotHide("in-json") from None


def _clean(pointer: str) -> str:
    # As those who look at the texts are told it.
    return pointer if pointer.isascii() else _SURROGATE.sub("\ufffd", pointer)
