"""The words of a text as arrays: letters and digits of any script, in lower case, each with its place in bytes.

The folded text has a character for each of the original's, so that a place in characters means the same in both.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

PAD = b"\0" * 16
MASKS: Hashes = np.array([(1 << 8 * size) - 1 for size in range(9)], dtype=np.uint64)
_ODD = re.compile(r"[^\w\x00-\x7f]")


def folded(text: str) -> bytes:
    """The text in lower case as UTF-8, in which only letters, digits and marks are not ASCII."""
    if text.isascii():
        return text.encode().lower()
    low = text.lower()
    if len(low) != len(text):
        low = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    return _ODD.sub(_blank, low).encode("utf-8", "replace")


def folded_utf8(data: bytes) -> bytes:
    """The same of a text that is there as UTF-8."""
    return data.lower() if data.isascii() else folded(data.decode("utf-8", "replace"))


def _blank(odd: re.Match[str]) -> str:
    return odd[0] if unicodedata.category(odd[0]).startswith("M") else " "


class Words:
    """Where the words of a folded text begin and end, in bytes; `padded` holds the text and 16 bytes of nothing."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.padded: Bytes = np.frombuffer(b" " + data + PAD, dtype=np.uint8)[1:]
        letters = np.frombuffer(b" " + data + b" ", dtype=np.uint8)
        inside = (letters - np.uint8(97)) < 26
        inside |= (letters - np.uint8(48)) < 10
        inside |= letters > 127
        edges = np.flatnonzero(inside[1:] != inside[:-1])
        self.starts: Ints = edges[::2]
        self.ends: Ints = edges[1::2]

    def __len__(self) -> int:
        return len(self.starts)

    def characters(self, start: int, end: int) -> tuple[int, int]:
        """The place of some bytes, in characters of the text."""
        if self.data.isascii():
            return start, end
        before = len(self.data[:start].decode())
        return before, before + len(self.data[start:end].decode())


def eights(padded: Bytes) -> Hashes:
    """The eight bytes that begin at each byte, as numbers."""
    view: Any = np.ndarray((max(len(padded) - 7, 0),), "<u8", padded, strides=(1,))
    return view  # type: ignore[no-any-return]  # numpy types a view on a buffer as anything
