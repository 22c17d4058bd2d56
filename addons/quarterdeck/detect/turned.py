"""ROT13 and text written backwards: what nobody does by mistake, and what also looks like many things by chance."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from quarterdeck.detect.search import Search
from quarterdeck.detect.view import Place, View

WEAK = frozenset(("rot13", "reversed"))
"""Steps after which a finding is worth half: enough to be recorded, not to be acted upon alone."""

_PLAIN = bytes(range(256))
_ROT13 = _PLAIN.translate(bytes(ord(codecs.encode(chr(byte), "rot13")) for byte in range(256)))


def turns(view: View, search: Search) -> Iterator[View]:
    """The views that hold a match; most texts have none, and pay for two passes."""
    data = view.data.translate(_ROT13)
    if search.anything(data):
        yield View(data.decode(), view, lambda start, end: (start, end, ("rot13",)))
    data = view.data[::-1] if view.text.isascii() else view.text[::-1].encode()
    if search.anything(data):
        size = len(view.text)

        def back(start: int, end: int) -> Place:
            return size - end, size - start, ("reversed",)

        yield View(view.text[::-1], view, back)
