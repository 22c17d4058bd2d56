"""The words of a text as arrays: letters and digits of any script, whatever their case, each with its place in bytes.

The folded text has a character for each of the original's, so that a place in characters means the same in both.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

PAD = b"\0" * 16
MASKS: Hashes = np.array([(1 << 8 * size) - 1 for size in range(9)], dtype=np.uint64)
# Letters of ASCII in lower case, digits, and bytes of other letters; nothing for all others.
_LETTERS = bytes(
    code if code > 127 or chr(code).isdigit() else ord(chr(code).lower()) if chr(code).isalpha() else 0
    for code in range(256)
)
_STRETCH = 1024
_LARGE = 1 << 20


def folded(text: str) -> bytes:
    """The text in lower case as UTF-8, in which only letters, digits and marks are not ASCII."""
    if text.isascii():
        return text.encode().lower()
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    low = _small_letters().take(letters, mode="clip")
    rare = letters >= len(_small_letters())
    if rare.any():
        low[rare] = [ord(_small(chr(letter))) for letter in letters[rare].tolist()]
    return low.tobytes().decode("utf-32-le").encode()


def folded_utf8(data: bytes) -> bytes:
    """The same of a text that is there as UTF-8; but ASCII stays as it is, for its words are the same in any case."""
    if data.isascii():
        return data
    # In many texts only some stretches are more than ASCII.
    stretches = []
    start = 0
    while start < len(data):
        end = data.find(b" ", start + _STRETCH) + 1 or len(data)
        stretch = data[start:end]
        stretches.append(stretch.lower() if stretch.isascii() else folded(stretch.decode("utf-8", "replace")))
        start = end
    return b"".join(stretches)


@cache
def _small_letters() -> NDArray[np.uint32]:
    """What each character of the planes in use is folded to."""
    return np.array([ord(_small(chr(code))) for code in range(1 << 17)], dtype="<u4")


def _small(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    low = letter.lower()
    # Which of the two small sigmas a capital one becomes depends on where it stands.
    low = "\u03c3" if low == "\u03c2" else low
    low = low if len(low) == 1 else letter
    return low if low.isalnum() or unicodedata.category(low)[0] == "M" else " "


class Words:
    """Where the words of a folded text begin and end, in bytes.

    `padded` holds their letters in lower case, nothing for what stands between them, and 16 bytes of nothing.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        small = np.frombuffer(b"\0" + data.translate(_LETTERS) + PAD, dtype=np.uint8)
        self.padded: Bytes = small[1:]
        inside = small.astype(np.bool_)
        # Whether each byte is of a word.
        self.inside: NDArray[np.bool_] = inside[1:]
        edges: Ints = (inside[1:] ^ inside[:-1]).nonzero()[0]
        self.starts: Ints = edges[::2].copy()
        self.ends: Ints = edges[1::2].copy()

    def __len__(self) -> int:
        return len(self.starts)


def eights_at(padded: Bytes, starts: Ints) -> Hashes:
    """Those that begin at some bytes."""
    # Where there are many, to make those at every place ready costs less than to look for each.
    many = 8 * len(starts) > len(padded) and len(padded) < _LARGE
    view = eights(padded)
    found: Hashes = view.take(starts) if many else view[starts]
    return found


def eights(padded: Bytes) -> Hashes:
    """The eight bytes that begin at each byte, as numbers."""
    view: Any = np.ndarray((max(len(padded) - 7, 0),), "<u8", padded, strides=(1,))
    return view  # type: ignore[no-any-return]  # numpy types a view on a buffer as anything
