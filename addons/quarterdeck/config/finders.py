"""What finds the terms, records and documents that policy files name; what does not hold is told with its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quarterdeck.config.dictionaries import read_terms
from quarterdeck.config.documents import read_prints
from quarterdeck.config.exact_data import read_records
from quarterdeck.config.sealed import hash_key, read_key
from quarterdeck.detect.dictionary import Dictionary
from quarterdeck.detect.exact_data import ExactData
from quarterdeck.detect.shingles import Documents
from quarterdeck.errors import Problem, Problems, UsageError
from quarterdeck.policy.finder_schema import DictionaryList, DocumentList, ExactDataList
from quarterdeck.policy.load import PolicyFile

OwnData = Dictionary | ExactData | Documents


def finders_of(files: Sequence[PolicyFile]) -> tuple[OwnData, ...]:
    """The finders of all files, in the order of their ids. Raises Problems with everything that does not hold."""
    problems: list[Problem] = []
    first: dict[str, str] = {}
    found: list[OwnData] = []
    for file in files:
        policy = file.policy
        kinds: dict[str, Sequence[DictionaryList | ExactDataList | DocumentList]] = {
            "dictionaries": policy.dictionaries,
            "exact_data": policy.exact_data,
            "documents": policy.documents,
        }
        for kind, entries in kinds.items():
            for number, entry in enumerate(entries):
                before = first.setdefault(entry.id, file.at(kind, number, "id"))
                place = file.place(kind, number, "id")
                if before != file.at(kind, number, "id"):
                    message = f"the id {entry.id!r} stands at {before} too"
                    problems.append(Problem(file.name, *place, message, "give each its own id", "duplicate-id"))
                    continue
                try:
                    found.append(_finder(entry, file.folder))
                except Problems as wrong:
                    problems += wrong.problems
                except UsageError as wrong:
                    place = file.place(kind, number, "file")
                    problems.append(Problem(file.name, *place, str(wrong), code="bad-list"))
    if problems:
        raise Problems(problems)
    return tuple(sorted(found, key=lambda finder: finder.id))


def _finder(entry: DictionaryList | ExactDataList | DocumentList, folder: Path) -> OwnData:
    path = folder / entry.file
    if isinstance(entry, DictionaryList):
        return Dictionary(entry.id, read_terms(path), entry.confidence)
    key = read_key(folder / entry.key_file)
    if isinstance(entry, ExactDataList):
        return ExactData(entry.id, read_records(path, key), hash_key(key), entry.confidence, entry.within)
    return Documents(entry.id, read_prints(path, key), hash_key(key), entry.confidence)
