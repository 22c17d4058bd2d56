"""What one speaker splits over two texts: two turns, two blocks, two lines, two items of a list, read as one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quarterdeck.detect.view import View
from quarterdeck.model.content import CREDENTIAL, Part

WINDOW = 256
"""Characters on either side of a cut that are read together."""

# Nobody speaks in these: they are names, addresses and keys.
_SILENT = frozenset((CREDENTIAL, "key", "address", "header"))
# What stands around a cut where a program or a person puts the halves together again.
_GLUE = " \t\r\n\"'`+,\\"
_GAP = "\n\n"

# Texts that belong together, each with the index of its part.
_Spoken = list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Seam:
    """The texts of one role as one, with what is far from any cut left out.

    `starts` says where in `view` each stretch begins; `stretches` are a part's index, the place in its text and the
    size of each, and whether another part's text follows it at once.
    """

    view: View
    starts: tuple[int, ...]
    stretches: tuple[tuple[int, int, int, bool], ...]

    def crossing(self, start: int, end: int) -> tuple[int, int, int] | None:
        """The index of the part in which this begins, and its place there up to the cut; None when it crosses none."""
        first = bisect_right(self.starts, start) - 1
        part, source, size, is_cut = self.stretches[first]
        offset = start - self.starts[first]
        if not is_cut or end <= self.starts[first] + size or offset >= size:
            return None
        return part, source + offset, source + size


def across(parts: Sequence[Part]) -> Iterator[Seam]:
    """The seams between parts of one role, in their order; read as they stand, and without glue at the cuts.

    Also between those that stand in members of one name: an id or a remark between two texts is no part of either.
    """
    roles: dict[str, dict[str, _Spoken]] = {}
    for index, part in enumerate(parts):
        if part.text and part.role not in _SILENT:
            members = roles.setdefault(part.role, {})
            members.setdefault("", []).append((index, part.text))
            members.setdefault(f"/{_member(part.pointer)}", []).append((index, part.text))
    for members in roles.values():
        spoken = members.pop("")
        if len(spoken) > 1:
            yield from _glued([spoken])
            apart = [texts for texts in members.values() if 1 < len(texts) < len(spoken)]
            if apart:
                yield from _glued(apart)


def _glued(groups: Sequence[_Spoken]) -> Iterator[Seam]:
    yield _joined(groups, "")
    if any(text[0] in _GLUE or text[-1] in _GLUE for spoken in groups for _, text in spoken):
        yield _joined(groups, _GLUE)


def _member(pointer: str) -> str:
    """The name of the member that a part stands in, whichever item of a list that is."""
    _, _, name = pointer.rpartition("/")
    while name.isdigit():
        pointer = pointer[: -len(name) - 1]
        _, _, name = pointer.rpartition("/")
    return name


def _joined(groups: Sequence[_Spoken], glue: str) -> Seam:
    texts: list[str] = []
    starts: list[int] = []
    stretches: list[tuple[int, int, int, bool]] = []
    size = 0
    for spoken in groups:
        last = len(spoken) - 1
        for at, (part, text) in enumerate(spoken):
            low = len(text) - len(text.lstrip(glue)) if glue else 0
            high = max(low, len(text.rstrip(glue))) if glue else len(text)
            if high - low > 2 * WINDOW:
                texts += (text[low : low + WINDOW], _GAP)
                starts.append(size)
                stretches.append((part, low, WINDOW, False))
                size += WINDOW + len(_GAP)
                low = high - WINDOW
            texts.append(text[low:high])
            starts.append(size)
            # Nothing goes on from one group to the next.
            stretches.append((part, low, high - low, at < last))
            size += high - low
        texts.append(_GAP)
        size += len(_GAP)
    return Seam(View("".join(texts)), tuple(starts), tuple(stretches))
