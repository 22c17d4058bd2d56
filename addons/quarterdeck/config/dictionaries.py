"""The file of a dictionary: a term a line, `#` before a comment. It is built when it is read, in seconds for a million.

Nothing built is kept on disk, so nobody can put anything else in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from weakref import WeakValueDictionary

from quarterdeck.detect.dictionary import MAX_WORDS, Terms, build_lines
from quarterdeck.detect.words import Words, folded
from quarterdeck.errors import Problem, Problems, UsageError

MAX_SHOWN = 20
_LONGEST = 1000
_SURELY_FINE = 60
# A line is a text of its own only for a while: a million of them would take ten times the room of the file.
_AT_ONCE = 1 << 20
# By path, times and size: a reload finds those of the rules in force, and what no rules have any more is let go.
_BUILT: WeakValueDictionary[tuple[Path, int, int, int], Terms] = WeakValueDictionary()


def read_terms(path: Path) -> Terms:
    """The terms of a file; while anybody has those of an unchanged file, they are not built again.

    Raises Problems, UsageError.
    """
    try:
        stat = path.stat()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    version = path, stat.st_mtime_ns, stat.st_size, stat.st_ino
    terms = _BUILT.get(version)
    if terms is None:
        terms = _BUILT[version] = _read(path)
    return terms


def _read(path: Path) -> Terms:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text: save it as UTF-8") from None
    kept: list[str] = []
    problems: list[Problem] = []
    number = 0
    for lines in _lines(text):
        terms: list[str] = []
        for line in lines:
            number += 1
            term = line.strip()
            if not term or term.startswith("#"):
                continue
            wrong = _wrong(term)
            if wrong:
                problems.append(Problem(str(path), number, 1, *wrong, code="bad-term"))
            terms.append(term)
        if terms:
            kept.append("\n".join(terms))
    if problems:
        if len(problems) > MAX_SHOWN:
            more = f"{len(problems) - MAX_SHOWN:,} more lines are no terms, of {len(problems):,} in all"
            problems = [*problems[:MAX_SHOWN], Problem(str(path), 0, 0, more, code="bad-term")]
        raise Problems(problems)
    if not kept:
        raise UsageError(f"{path} holds no term: write one a line")
    del text
    return build_lines("\n".join(kept))


def _lines(text: str) -> Iterator[list[str]]:
    """The lines, some at a time."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _AT_ONCE) + 1 or len(text)
        yield text[start:end].removesuffix("\n").split("\n")
        start = end


def _wrong(term: str) -> tuple[str, str] | None:
    """What is wrong with a term and what to do about it."""
    if len(term) < _SURELY_FINE and term[0].isalnum() and term[0].isascii():
        return None
    if len(term) > _LONGEST:
        return f"a term has at most {_LONGEST} characters", "shorten it to what is telling"
    words = len(Words(folded(term)))
    if not words:
        return "a term needs a letter or a digit", "correct or remove the line"
    if words > MAX_WORDS:
        return f"a term has at most {MAX_WORDS} words", "shorten it; whole texts are for `documents:`"
    return None
