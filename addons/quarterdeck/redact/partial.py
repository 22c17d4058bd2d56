"""Expressions that also say whether a text's end could still become a match: what a stream must hold back, and no more.

`whole` matches the thing itself; `begun` matches what could become it, up to the end of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_END = r"\Z"
_NEVER = "(?!)"


class Piece(NamedTuple):
    """An expression, and the one of its beginnings. Both are bounded in length."""

    whole: str
    begun: str


def letters(text: str) -> Piece:
    """These characters."""
    return row(*(one(re.escape(letter)) for letter in text))


def one(expression: str) -> Piece:
    """An expression of exactly one character: it is begun where nothing follows."""
    return Piece(expression, _END)


def before(expression: str) -> Piece:
    """A condition on what stands before; that is all known."""
    return Piece(expression, _NEVER)


def row(*pieces: Piece) -> Piece:
    """One after the other."""
    *first, last = pieces
    begun = last.begun
    for piece in reversed(first):
        begun = f"(?:{piece.begun}|{piece.whole}{begun})"
    return Piece("".join(piece.whole for piece in pieces), begun)


def either(pieces: Iterable[Piece]) -> Piece:
    """One of these; the first that matches counts."""
    wholes, beginnings = zip(*pieces, strict=True)
    return Piece(f"(?:{'|'.join(wholes)})", f"(?:{'|'.join(dict.fromkeys(beginnings))})")


def maybe(piece: Piece) -> Piece:
    """This or nothing."""
    return Piece(f"(?:{piece.whole})?", piece.begun)


def any_case(piece: Piece) -> Piece:
    """The same in upper and lower case of ASCII, and of ASCII only."""
    return Piece(f"(?ai:{piece.whole})", f"(?ai:{piece.begun})")


def named(name: str, piece: Piece) -> Piece:
    """The same, to be asked about further on. It must stand once in an expression."""
    return Piece(f"(?P<{name}>{piece.whole})", piece.begun)


def when(name: str, piece: Piece) -> Piece:
    """This, if what bears the name took part."""
    return Piece(f"(?({name}){piece.whole}|(?!))", f"(?({name}){piece.begun}|(?!))")


def unless(name: str) -> Piece:
    """Nothing, if what bears the name took no part."""
    return Piece(f"(?({name})(?!)|)", _NEVER)
