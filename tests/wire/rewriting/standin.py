"""A channel that knows one placeholder, and holds back what may be the beginning of it."""

from __future__ import annotations

import json

PLACEHOLDER, VALUE = "<PAYMENT_CARD_1>", 'the "card" of\tAda'


class StandIn:
    """Puts VALUE in the place of PLACEHOLDER."""

    def __init__(self, key: str, nested: bool) -> None:
        self.key = key
        self.value = json.dumps(VALUE)[1:-1] if nested else VALUE
        self._text = ""
        self._ended = False

    @property
    def held(self) -> int:
        return len(self._text)

    def feed(self, text: str) -> str:
        if self._ended:
            raise RuntimeError("fed after its end")
        self._text = (self._text + text).replace(PLACEHOLDER, self.value)
        sizes = range(min(len(self._text), len(PLACEHOLDER) - 1), 0, -1)
        keep = next((size for size in sizes if PLACEHOLDER.startswith(self._text[-size:])), 0)
        cut = len(self._text) - keep
        out, self._text = self._text[:cut], self._text[cut:]
        return out

    def end(self) -> str:
        self._ended = True
        out, self._text = self._text, ""
        return out
