"""Takes plain data apart, field by field, and notes every mistake at its place instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from quarterdeck.errors import Problem, did_you_mean
from quarterdeck.services.document import Document, Path


class Fields:
    """Reads the values of one document. What is wrong is noted in `problems` and read as nothing."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def wrong(self, path: Path, message: str, hint: str = "", code: str = "invalid") -> None:
        """Notes a mistake at the place of `path`."""
        self.problems.append(Problem(self.document.file, *self.document.place(path), message, hint, code))

    def mapping(self, path: Path, value: Any, keys: Collection[str]) -> Mapping[str, Any]:
        """A mapping that holds none but these keys."""
        if not isinstance(value, Mapping):
            self.wrong(path, f"{_name(path)} must be a mapping")
            return {}
        for key in value:
            if key not in keys:
                self.wrong((*path, key), f"unknown key {key!r}", did_you_mean(str(key), keys), "unknown-key")
        return {key: value[key] for key in value if key in keys}

    def items(self, path: Path, value: Any) -> list[tuple[Path, Any]]:
        """The items of a list with the path of each; null is an empty list."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(path, f"{_name(path)} must be a list")
            return []
        return [((*path, index), item) for index, item in enumerate(value)]

    def table(self, path: Path, value: Any) -> list[tuple[str, Any]]:
        """The keys and values of a mapping with any keys; null is an empty one."""
        if value is None:
            return []
        if not isinstance(value, Mapping):
            self.wrong(path, f"{_name(path)} must be a mapping")
            return []
        return list(value.items())

    def text(self, path: Path, value: Any) -> str:
        """A text that is not empty."""
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.wrong(path, f"{_name(path)} must be text" if value is not None else f"{_name(path)} is empty")
        return ""

    def texts(self, path: Path, value: Any) -> tuple[str, ...]:
        """A list of texts, each once."""
        found = [self.text(place, item) for place, item in self.items(path, value)]
        return tuple(dict.fromkeys(text for text in found if text))

    def flag(self, path: Path, value: Any) -> bool:
        """True or false."""
        if isinstance(value, bool):
            return value
        self.wrong(path, f"{_name(path)} must be true or false")
        return False

    def choice(self, path: Path, value: Any, allowed: Collection[str]) -> str:
        """One of a few words."""
        text = self.text(path, value)
        if text and text not in allowed:
            hint = did_you_mean(text, allowed) or "it is one of " + ", ".join(sorted(allowed))
            self.wrong(path, f"{text!r} is not a {_name(path)}", hint)
            return ""
        return text


def _name(path: Path) -> str:
    words = [step for step in path if isinstance(step, str)]
    return words[-1] if words else "the file"
