"""The beginning of a path as a catalogue entry writes it: `/api/v1/models/*:generate`, `//host/only/there`.

Linear in the length of the path, whatever the pattern: the text comes from the client.
"""

from __future__ import annotations

import re

from quarterdeck.services.paths import fold

_WILD = re.compile(r"\*+|\{[^{}/]*\}")
_BOUNDARY = "/:?#"


class PathPattern:
    """`*` and `{word}` stand for one or more characters, slashes too, since model names hold slashes.

    The pattern must end where a path segment (or a `:verb`) ends, so that `/v1/chat` does not begin `/v1/chatter`.
    A pattern that begins with `//host/` counts on that host and its subdomains only.
    """

    __slots__ = ("_chunks", "host", "weight")

    def __init__(self, pattern: str) -> None:
        self.host = ""
        if pattern.startswith("//"):
            self.host, slash, rest = pattern[2:].partition("/")
            pattern = slash + rest
        self._chunks = tuple(_WILD.split(fold(pattern)))
        self.weight = sum(map(len, self._chunks))

    def matches(self, host: str, folded: str) -> bool:
        """Whether a path (normalized and folded) on a canonical host begins with this pattern."""
        if self.host and host != self.host and not host.endswith("." + self.host):
            return False
        first, *rest = self._chunks
        if not folded.startswith(first):
            return False
        at = len(first)
        if not rest:
            return _ends(first, folded, at)
        *middle, last = rest
        for chunk in middle:
            found = folded.find(chunk, at + 1)
            if found < 0:
                return False
            at = found + len(chunk)
        if not last:
            return at < len(folded)
        found = folded.find(last, at + 1)
        while found >= 0:
            if _ends(last, folded, found + len(last)):
                return True
            found = folded.find(last, found + 1)
        return False


def _ends(literal: str, path: str, end: int) -> bool:
    return end == len(path) or literal.endswith("/") or path[end] in _BOUNDARY
