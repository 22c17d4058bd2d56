"""An answer on its way back: the placeholders in it become what the user wrote, as it streams."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from quarterdeck.redact.restore import Restorer, as_it_is, in_json
from quarterdeck.wire.rewriting import Channel, Rewriter

logger = logging.getLogger("quarterdeck.restoring")

Pass = Callable[[bytes], list[bytes]]


def channels(originals: Mapping[str, str]) -> Callable[[str, bool], Channel]:
    """Makes what restores one text of an answer; in JSON that stands in a string, values are written as JSON."""

    def make(_key: str, nested: bool) -> Channel:
        return Restorer(originals, in_json if nested else as_it_is)

    return make


class Restoring:
    """Restores the answer of an exchange. `before` says what of it may pass, for each chunk that comes."""

    def __init__(
        self,
        originals: Mapping[str, str],
        format_name: str | None,
        content_type: str,
        codings: Sequence[str],
        before: Pass,
    ) -> None:
        self._rewriter = Rewriter(format_name, content_type, codings, channels(originals))
        self._before = before
        self._failed = False

    @property
    def decodes(self) -> bool:
        """Whether what is passed on is the body without its codings."""
        return self._rewriter.decodes

    def pass_on(self, chunk: bytes) -> list[bytes]:
        """What may go on when this chunk has come; b"" is the end of the answer. Never raises."""
        passed = self._before(chunk)
        if self._failed:
            return []
        try:
            made = [piece for one in passed if one for piece in self._rewriter.feed(one)]
            if not chunk:
                made += self._rewriter.end()
        except Exception:
            logger.exception("an answer could not be restored; it is cut")
            self._failed = True
            return []
        return [piece for piece in made if piece]
