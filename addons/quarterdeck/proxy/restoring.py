"""An answer on its way back: the placeholders in it become what the user wrote, as it streams."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from quarterdeck.proxy import packed
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
        self._originals = originals
        # What has come of a packed file, b"" as long as it may be one; None when the answer is none.
        self._file: bytearray | None = None if codings else bytearray()
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
            made = [piece for one in self._unpacked(passed, last=not chunk) for piece in self._rewriter.feed(one)]
            if not chunk:
                made += self._rewriter.end()
        except Exception:
            logger.exception("an answer could not be restored; it is cut")
            self._failed = True
            return []
        return [piece for piece in made if piece]

    def _unpacked(self, pieces: Sequence[bytes], *, last: bool) -> list[bytes]:
        """What of the pieces is to be read as a text: a packed file is none, and is restored at its end."""
        if self._file is None:
            return [piece for piece in pieces if piece]
        self._file += b"".join(pieces)
        head = bytes(self._file[: len(packed.MAGIC)])
        if not last and packed.MAGIC.startswith(head) and len(self._file) <= packed.MOST:
            return []
        data, self._file = bytes(self._file), None
        is_file = last and head == packed.MAGIC and len(data) <= packed.MOST
        return [one for one in (packed.restored(data, self._originals) if is_file else data,) if one]
