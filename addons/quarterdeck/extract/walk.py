"""One extraction under way: what was found, what it has cost, and the files inside files still to read.

A file ends in text or in a reason why not. A part that fails is a reason at its path; the rest is still read.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from quarterdeck.extract.budget import Budget, Spent, Unreadable
from quarterdeck.extract.kinds import kinds
from quarterdeck.model.content import Extracted, Label

# A name is a text too, but nobody needs more of it in a path.
_NAME = 200


@dataclass(slots=True, eq=False)
class Walk:
    """The state of one extraction. `readers` is the table from a kind to what reads it."""

    budget: Budget
    readers: Mapping[str, Callable[[File], None]]
    texts: list[tuple[str, str]] = field(default_factory=list)
    opaque: dict[tuple[str, str], None] = field(default_factory=dict)
    labels: dict[tuple[str, Label], None] = field(default_factory=dict)
    out: int = 0
    characters: int = 0
    members: int = 0
    parts: int = 0
    deadline: float = 0.0

    def run(self, data: bytes, name: str) -> Extracted:
        """Everything that `data` says. Never raises for what is in it."""
        self.deadline = time.monotonic() + self.budget.seconds
        kind = "unknown"
        try:
            root = File(self, data, "", name, 0)
            kind = root.kinds[0]
            root.read()
        except Spent as error:
            self.opaque["", error.reason] = None
        except MemoryError:
            self.opaque["", "memory-budget"] = None
        return Extracted(kind, tuple(self.texts), tuple(self.opaque), tuple(self.labels))

    def check_time(self) -> None:
        """Raises Spent when the time is up."""
        if time.monotonic() > self.deadline:
            raise Spent("time-budget")


@dataclass(slots=True, eq=False)
class File:
    """One file of the walk: its bytes, its path within the upload ("" for the upload itself), its name, its depth.

    `within` is the kind of the file that it stands in, "" for the upload itself.
    """

    walk: Walk
    data: bytes
    path: str
    name: str
    depth: int
    kinds: tuple[str, ...] = ()
    within: str = ""
    written: int = 0

    def __post_init__(self) -> None:
        self.kinds = kinds(self.data)

    def read(self) -> None:
        """Read it as everything that it may be."""
        if not self.data:
            return
        reasons = len(self.walk.opaque)
        for kind in self.kinds:
            self._read_as(kind)
        if not self.written and len(self.walk.opaque) == reasons:
            self.refuse("no-text")

    def _read_as(self, kind: str) -> None:
        self.walk.check_time()
        try:
            self.walk.readers[kind](self)
        except Unreadable as error:
            self.refuse(error.reason)
        except RecursionError:
            self.refuse("too-deep")
        except (Spent, MemoryError):
            raise
        except Exception:  # noqa: BLE001 - parsers of foreign formats raise anything; all of it means "not read"
            self.refuse("corrupt-file")

    def at(self, inside: str) -> str:
        """The path of something inside this file."""
        inside = inside[:_NAME]
        return f"{self.path}!{inside}" if self.path and inside else self.path or inside

    def text(self, text: str, inside: str = "", *, counts: bool = True) -> None:
        """A text of this file. One that does not `counts` (a name, a property) leaves the file without text.

        Raises Spent when there is more text than anybody should look through.
        """
        if not text or text.isspace():
            return
        self.walk.characters += len(text)
        if self.walk.characters > self.walk.budget.characters:
            raise Spent("file-too-large")
        if counts:
            self.written += 1
        self.walk.texts.append((self.at(inside), _sound(text)))

    def refuse(self, reason: str, inside: str = "") -> None:
        """Something here cannot be read, and why."""
        self.walk.opaque[_sound(self.at(inside)), reason] = None

    def label(self, labels: Iterable[Label], inside: str = "") -> None:
        """Sensitivity labels of this file."""
        for label in labels:
            self.walk.labels[self.at(inside), label] = None

    def member(self, name: str) -> None:
        """Count one file inside this one and note its name, which is a text. Raises Spent."""
        self.walk.members += 1
        if self.walk.members > self.walk.budget.members:
            raise Spent("too-many-members")
        self.walk.check_time()
        self.text(name, name, counts=False)
        self.written += 1

    def parts(self, count: int = 1) -> None:
        """Count pages, cells or the like. Raises Spent."""
        self.walk.parts += count
        if self.walk.parts > self.walk.budget.parts:
            raise Spent("too-many-parts")
        self.walk.check_time()

    def room(self, packed: int) -> tuple[int, str]:
        """How many bytes `packed` bytes may unpack to, and what it is called if there are more."""
        budget = self.walk.budget
        by_ratio = max(packed * budget.ratio, 1 << 20)
        by_size = min(budget.member, budget.out - self.walk.out)
        return (by_ratio, "bomb") if by_ratio < by_size else (by_size, "file-too-large")

    def unpacked(self, count: int) -> None:
        """Count bytes that came out of something. Raises Spent."""
        self.walk.out += count
        if self.walk.out > self.walk.budget.out:
            raise Spent("file-too-large")

    def enter(self, name: str, data: bytes) -> None:
        """Read a file inside this one."""
        if self.depth >= self.walk.budget.depth:
            self.refuse("too-deep", name)
            return
        path = _sound(self.at(name or "unnamed"))
        File(self.walk, data, path, name, self.depth + 1, within=self.kinds[0]).read()


def _sound(text: str) -> str:
    """The text without lone surrogates, which no encoding of the record could carry; pairs become one character."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
