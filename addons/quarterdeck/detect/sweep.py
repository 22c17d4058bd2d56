"""Many expressions over a text at once: which of them may match it. None that matches is left out.

Hyperscan reads bytes. Where an expression means characters (`.`, negated classes, letters beyond ASCII) it is told that
the bytes are UTF-8; what it cannot compile at all is asked of RE2, some expressions at a time. So is what has no more
of its own than one rare sign, where that stands at all: to an engine of many words it is as dear as all the others.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.literal import required

try:
    import hyperscan
except ImportError:  # No wheel for every machine; RE2 alone finds the same, ten times slower.
    hyperscan = None  # type: ignore[assignment]  # Its absence is asked for by name.

# More at once makes automata that outgrow their memory, and then RE2 falls back to what is ten times slower.
_TOGETHER = 50
_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 64 << 20

# Changes when the same expressions are compiled otherwise.
_FORM = "2"
_RARE = "@"
_OF_CHARACTERS = re.compile(r"\\[PpSWDX]|\[\^|(?<!\\)\.|[^\x00-\x7f]|\\x\{")


class Sweep:
    """Expressions of RE2, by their numbers. What it needs is compiled when it is first asked.

    One may be used by several threads at once.
    """

    def __init__(self, expressions: Sequence[str]) -> None:
        self._expressions = tuple(expressions)
        self._rare = {
            number: re2.compile(expression, _OPTIONS)
            for number, expression in enumerate(self._expressions)
            if _RARE in expression and required(expression) == (_RARE,)
        }
        self._slow: list[tuple[Any, tuple[int, ...]]] | None = None
        self._database: Any = None
        # One scan needs one scratch to itself: a list gives and takes them without a lock.
        self._scratches: list[Any] = []

    def __len__(self) -> int:
        return len(self._expressions)

    @property
    def digest(self) -> str:
        """Names what is compiled, and the engine that compiles it: the same digest, the same result."""
        engine = getattr(hyperscan, "__version__", "none")
        return hashlib.sha256("\n".join((_FORM, engine, *self._expressions)).encode()).hexdigest()

    def compiled(self) -> bytes:
        """What `load` takes on a machine like this one, for compiling takes seconds; b"" when there is nothing."""
        if self._slow is None:
            self._compile()
        if self._database is None:
            return b""
        left = [number for _, numbers in self._slow or () for number in numbers]
        head = json.dumps(left).encode()
        return len(head).to_bytes(4) + head + bytes(hyperscan.dumpb(self._database))

    def load(self, compiled: bytes) -> bool:
        """Take what `compiled` gave to another of the same digest; whether it fits this machine."""
        size = 4 + int.from_bytes(compiled[:4])
        try:
            left = json.loads(compiled[4:size])
            database = hyperscan.loadb(compiled[size:], hyperscan.HS_MODE_BLOCK)
            hyperscan.Scratch(database)
        except (ValueError, hyperscan.HyperscanError):
            return False
        self._database = database
        self._slow = self._by_re2(left)
        return True

    def fired(self, data: bytes) -> list[int]:
        """The numbers of those that may match this UTF-8, in order."""
        if self._slow is None:
            self._compile()
        found = self._scan(data) if self._database is not None else []
        for group, numbers in self._slow or ():
            if group.search(data) is not None:
                found += numbers
        if self._rare and _RARE.encode() in data:
            found += [number for number, expression in self._rare.items() if expression.search(data) is not None]
        found.sort()
        return found

    def _scan(self, data: bytes) -> list[int]:
        found: list[int] = []
        try:
            scratch = self._scratches.pop()
        except IndexError:
            scratch = hyperscan.Scratch(self._database)
        self._database.scan(data, match_event_handler=_note, scratch=scratch, context=found)
        self._scratches.append(scratch)
        return found

    def _compile(self) -> None:
        left = [number for number in range(len(self._expressions)) if number not in self._rare]
        if hyperscan is not None and left:
            left = self._compile_all(left)
        self._slow = self._by_re2(left)

    def _by_re2(self, left: Sequence[int]) -> list[tuple[Any, tuple[int, ...]]]:
        return [
            group
            for at in range(0, len(left), _TOGETHER)
            for group in _together(self._expressions, tuple(left[at : at + _TOGETHER]))
        ]

    def _compile_all(self, numbers: list[int]) -> list[int]:
        """Compile one database of all of these that can be; the numbers of the others."""
        taken, left = numbers, []
        try:
            database = _database(self._expressions, taken)
        except hyperscan.HyperscanError:
            taken = [number for number in taken if _compiles(self._expressions, number)]
            left = sorted(set(numbers).difference(taken))
            if not taken:
                return left
            try:
                database = _database(self._expressions, taken)
            except hyperscan.HyperscanError:
                return numbers
        self._database = database
        return left


def _note(number: int, _start: int, _end: int, _flags: int, found: list[int]) -> None:
    found.append(number)


def _database(expressions: Sequence[str], numbers: Sequence[int]) -> Any:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    written = [expressions[number] for number in numbers]
    database.compile(
        expressions=[expression.encode() for expression in written],
        ids=list(numbers),
        elements=len(written),
        flags=[_flags(expression) for expression in written],
    )
    return database


def _flags(expression: str) -> int:
    flags: int = hyperscan.HS_FLAG_SINGLEMATCH
    if _OF_CHARACTERS.search(expression):
        flags |= hyperscan.HS_FLAG_UTF8
    return flags


def _compiles(expressions: Sequence[str], number: int) -> bool:
    try:
        _database(expressions, (number,))
    except hyperscan.HyperscanError:
        return False
    return True


def _together(expressions: Sequence[str], numbers: tuple[int, ...]) -> Iterator[tuple[Any, tuple[int, ...]]]:
    """One expression for all of them, or for halves of them where they are too large for one."""
    try:
        yield re2.compile("|".join(f"(?:{expressions[number]})" for number in numbers), _OPTIONS), numbers
    except re2.error:
        if len(numbers) == 1:
            raise
        half = len(numbers) // 2
        yield from _together(expressions, numbers[:half])
        yield from _together(expressions, numbers[half:])
