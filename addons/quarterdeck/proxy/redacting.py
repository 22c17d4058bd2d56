"""What is taken out of an answer on its way to the client: found by its judge, hidden before anything is restored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from quarterdeck.model.content import Part
from quarterdeck.model.decision import Decision
from quarterdeck.model.finding import Finding
from quarterdeck.redact.hidden import HiddenTexts
from quarterdeck.redact.hiding import CannotHide, Hiding
from quarterdeck.wire.rewriting import FrameRewriter, Rewriter

# Of the findings of an answer, how many its record counts.
_MOST_COUNTED = 10_000
# Types in which a text means something by its signs, so that what is put in could change all that follows.
CODE = ("html", "xml", "javascript", "ecmascript", "css")


class Redacting:
    """Redacts what comes back: `take` what was found first, then pass on what it was found in.

    `decision` is the last that wanted something taken out, with all that was found so far.
    """

    def __init__(self, taken: Collection[str], key: bytes, window: int, *, rewritable: bool = True) -> None:
        self._hiding = Hiding(taken, key)
        self._texts = HiddenTexts(self._hiding, window)
        self._rewritable = rewritable
        self._found: dict[tuple[str, str, int], Finding] = {}
        self.decision: Decision | None = None

    @property
    def count(self) -> int:
        """How many stretches of the answer have been replaced."""
        return self._hiding.count

    def take(self, decision: Decision, parts: Sequence[Part], ends: Mapping[str, int]) -> Decision:
        """The decision on these parts when what it wants taken out is; itself when that cannot be.

        `ends` are the places, in their whole texts, at which the parts end.
        """
        if decision.refused and (not decision.redactions or not self._rewritable):
            return decision
        if not decision.redactions and self.decision is None:
            # Nothing has been found so far that might have to be forgotten.
            return decision
        starts = {part.pointer: ends[part.pointer] - len(part.text) for part in parts}
        try:
            self._hiding.look(parts, starts, decision.redactions)
        except CannotHide:
            return decision if decision.redactions else self.refused() or decision
        if not decision.redactions:
            return decision
        for one in decision.redactions:
            found = one.finding
            if len(self._found) < _MOST_COUNTED:
                self._found.setdefault((found.detector, found.part, starts[found.part] + found.start), found)
        self.decision = replace(decision, rewritten=True, findings=tuple(self._found.values()))
        return self.decision

    def refused(self) -> Decision | None:
        """The refusal of an answer that cannot go on as it should."""
        return None if self.decision is None else replace(self.decision, rewritten=False)


class RedactingBody(Redacting):
    """The answer of one exchange over HTTP.

    `taken` are the keys of placeholders that mean something else in this answer; `key` (1 to 64 bytes) makes
    pseudonyms. `window` is how many characters of each text are held back.
    """

    def __init__(
        self,
        format_name: str | None,
        content_type: str,
        codings: Sequence[str] = (),
        *,
        taken: Collection[str] = (),
        key: bytes,
        window: int,
    ) -> None:
        super().__init__(taken, key, window, rewritable=not any(kind in content_type.lower() for kind in CODE))
        self._rewriter = Rewriter(format_name, content_type, codings, self._texts.channel, self._texts)

    def pass_on(self, chunk: bytes) -> list[bytes]:
        """What may go on when this has been judged; b"" is the end. Raises CannotHide when it must be cut instead."""
        return self._rewriter.feed(chunk) if chunk else self._rewriter.end()


class RedactingMessages(Redacting):
    """The messages of an origin over one WebSocket: as `rewriter` rewrites them. It raises CannotHide."""

    def __init__(self, format_name: str | None, *, key: bytes, window: int) -> None:
        super().__init__((), key, window)
        self.rewriter = FrameRewriter(format_name, self._texts.channel, self._texts)

    def avoid(self, keys: Collection[str]) -> None:
        """The keys of placeholders that get something back from now on: they must not stand for anything else."""
        self._hiding.avoid(keys)

    def widen(self, window: int) -> None:
        """Hold back so much of each text at least."""
        self._texts.window = max(self._texts.window, window)
