"""Changes of a form that touch nothing but the characters of names and values (WHATWG URL, urlencoded)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from quarterdeck.wire.splicing.change import Change, applied, ordered
from quarterdeck.wire.splicing.json_text import string_changes
from quarterdeck.wire.splicing.refused import CannotSplice
from quarterdeck.wire.splicing.wanted import Node

_UNIT = re.compile(r"%[0-9a-fA-F]{2}|.", re.DOTALL)
_LOWER = re.compile(r"%(?:[0-9][a-f]|[a-f][0-9a-f])")
_ESCAPED = re.compile("%..")


@dataclass(frozen=True, slots=True)
class _Pair:
    name: str
    name_start: int
    value: str
    value_start: int


def changes(text: str, root: Node) -> list[Change]:
    """The changes of a form's text. Raises CannotSplice."""
    pairs = list(_pairs(text))
    names = [_decoded(pair.name) for pair in pairs]
    times = Counter(names)
    seen: Counter[str] = Counter()
    out: list[Change] = []
    for pair, name in zip(pairs, names, strict=True):
        node = root.child(name)
        if node is None:
            continue
        if made := node.key_changes(name):
            if times[name] > 1:
                raise CannotSplice("ambiguous")
            node.key_after = applied(name, made)
            out += _lifted(pair.name, pair.name_start, name, made, text)
        if times[name] > 1:
            node = node.child(str(seen[name]))
            seen[name] += 1
        if node is not None:
            value = _decoded(pair.value)
            out += _lifted(pair.value, pair.value_start, value, string_changes(value, node), text)
    return ordered(out)


def _pairs(text: str) -> list[_Pair]:
    found: list[_Pair] = []
    position = 0
    for piece in text.split("&"):
        if piece:
            name, equals, value = piece.partition("=")
            found.append(_Pair(name, position, value, position + len(name) + len(equals)))
        position += len(piece) + 1
    return found


def _decoded(raw: str) -> str:
    """As urllib.parse.parse_qsl does."""
    return unquote(raw.replace("+", " "))


def _lifted(raw: str, offset: int, text: str, made: Sequence[Change], whole: str) -> list[Change]:
    """Changes of the decoded text as changes of the form: each character has bytes, each byte a place in `raw`."""
    if not made:
        return []
    places: list[int] = []
    data = bytearray()
    for unit in _UNIT.finditer(raw):
        written = unit[0]
        if len(written) == 3:
            here = bytes.fromhex(written[1:])
        else:
            here = b" " if written == "+" else written.encode("utf-8", "surrogatepass")
        data += here
        places += [unit.start()] * len(here)
    places.append(len(raw))
    try:
        if data.decode() != text:
            raise CannotSplice("charset")
        return [
            (
                offset + places[len(text[:start].encode())],
                offset + places[len(text[:end].encode())],
                _encoded(new, whole),
            )
            for start, end, new in made
        ]
    except UnicodeError:
        raise CannotSplice("charset") from None


def _encoded(text: str, whole: str) -> str:
    """Percent-encoded as the form around it is: its way with a blank, its way with hexadecimal digits."""
    written = quote(text, safe="")
    if "%20" not in whole:
        written = written.replace("%20", "+")
    if _LOWER.search(whole):
        written = _ESCAPED.sub(lambda found: found[0].lower(), written)
    return written
