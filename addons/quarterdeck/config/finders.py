"""What finds the terms, records, documents and names of policy files; what does not hold is told with its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quarterdeck.config.dictionaries import read_terms
from quarterdeck.config.documents import read_prints
from quarterdeck.config.exact_data import read_records
from quarterdeck.config.name_models import recognizer_of
from quarterdeck.config.sealed import hash_key, read_key
from quarterdeck.detect.dictionary import Dictionary
from quarterdeck.detect.exact_data import ExactData
from quarterdeck.detect.recognizer import Recognizer
from quarterdeck.detect.shingles import Documents
from quarterdeck.errors import Problem, Problems, UsageError
from quarterdeck.policy.contents import every_content_test
from quarterdeck.policy.finder_schema import DictionaryList, DocumentList, ExactDataList, NameModel
from quarterdeck.policy.load import PolicyFile

OwnData = Dictionary | ExactData | Documents
_Entry = DictionaryList | ExactDataList | DocumentList | NameModel


def finders_of(files: Sequence[PolicyFile]) -> tuple[OwnData | Recognizer, ...]:
    """The finders of all files, in the order of their ids. Raises Problems with everything that does not hold."""
    problems: list[Problem] = []
    first: dict[str, str] = {}
    found: list[OwnData | Recognizer] = []
    for file in files:
        policy = file.policy
        kinds: dict[str, Sequence[_Entry]] = {
            "dictionaries": policy.dictionaries,
            "exact_data": policy.exact_data,
            "documents": policy.documents,
            "names": policy.names,
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
                    place = file.place(kind, number, "model" if kind == "names" else "file")
                    problems.append(Problem(file.name, *place, str(wrong), code="bad-list"))
        problems += _too_slow(file)
    if problems:
        raise Problems(problems)
    return tuple(sorted(found, key=lambda finder: finder.id))


def _finder(entry: _Entry, folder: Path) -> OwnData | Recognizer:
    if isinstance(entry, NameModel):
        return recognizer_of(entry)
    path = folder / entry.file
    if isinstance(entry, DictionaryList):
        return Dictionary(entry.id, read_terms(path), entry.confidence)
    key = read_key(folder / entry.key_file)
    if isinstance(entry, ExactDataList):
        return ExactData(entry.id, read_records(path, key), hash_key(key), entry.confidence, entry.within)
    return Documents(entry.id, read_prints(path, key), hash_key(key), entry.confidence)


def _too_slow(file: PolicyFile) -> list[Problem]:
    """Rules that ask for a model's names in answers, which are judged word by word as they come."""
    names = {entry.id for entry in file.policy.names}
    problems = []
    for number, rule in enumerate(file.policy.rules):
        asked = {id_ for test in every_content_test(rule.match) for id_ in test.detector or ()}
        if rule.match.direction == "answer" and (slow := sorted(asked & names)):
            place = file.place("rules", number, "match")
            message = f"{slow[0]!r} is a model, which is too slow for answers as they come"
            problems.append(Problem(file.name, *place, message, "ask for it in requests only", "too-slow"))
    return problems
