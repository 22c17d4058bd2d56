"""A text and what in it must be found; and how both are put together piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random


@dataclass(frozen=True, slots=True)
class Label:
    """What stands at [start, end): `category` is coarse ("secret"), `kind` fine ("github-classic")."""

    start: int
    end: int
    category: str
    kind: str


@dataclass(frozen=True, slots=True)
class Document:
    """`carrier` is the kind of text; `suffix` the ending of the name of a file that would hold it."""

    text: str
    labels: tuple[Label, ...]
    carrier: str
    suffix: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Kind:
    """Something made up: its category and name, and how people call it, by language and in code.

    `block` says that it takes lines of its own; `codes` only that it stands in code and settings, never in prose.
    """

    category: str
    name: str
    make: Callable[[Random], str]
    words: Mapping[str, tuple[str, ...]]
    variables: tuple[str, ...]
    block: bool = False
    codes: bool = False
    languages: tuple[str, ...] = ()

    def called(self, pick: Random, language: str) -> str:
        """What a person writing that language calls it."""
        return pick.choice(self.words.get(language) or self.words["en"])


@dataclass(slots=True)
class Builder:
    """Takes text piece by piece and remembers where the values stand."""

    pieces: list[str] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> Builder:
        self.pieces.append(text)
        self.length += len(text)
        return self

    def value(self, kind: Kind, text: str) -> Builder:
        self.labels.append(Label(self.length, self.length + len(text), kind.category, kind.name))
        return self.add(text)

    def filled(self, template: str, kind: Kind, text: str, **words: str) -> Builder:
        """A template with "{value}" once, around a value, and other words."""
        before, after = template.split("{value}")
        return self.add(before.format(**words)).value(kind, text).add(after.format(**words))

    def document(self, carrier: str, suffix: str, language: str = "en") -> Document:
        return Document("".join(self.pieces), tuple(self.labels), carrier, suffix, language)
