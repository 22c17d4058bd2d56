"""The packaged catalogue with what the `services:` of policy files add to it and correct in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quarterdeck.errors import Problem, Problems
from quarterdeck.policy.load import PolicyFile
from quarterdeck.services.catalog import extend
from quarterdeck.services.document import Document
from quarterdeck.services.entry import read_entry
from quarterdeck.services.fields import Fields
from quarterdeck.services.match import Catalog


def extended(catalog: Catalog, files: Sequence[PolicyFile]) -> Catalog:
    """The catalogue with the entries of these files, whatever their order. Raises Problems: all of all files."""
    added = sorted((file for file in files if file.policy.services), key=lambda file: file.name)
    problems = _contradictions(added)
    for file in added:
        try:
            catalog = extend(catalog, file.policy.services, file.name, file.source.places)
        except Problems as found:
            problems += found.problems
    if problems:
        raise Problems(problems)
    return catalog


def _contradictions(files: Sequence[PolicyFile]) -> list[Problem]:
    """What two files say differently of one service: which was read last must not decide."""
    problems = []
    said: dict[tuple[str, str], tuple[Any, str]] = {}
    for file in files:
        document = Document(file.name, {"services": list(file.policy.services)}, file.source.places)
        read = Fields(document)
        for path, item in read.items(("services",), document.data["services"]):
            entry = read_entry(read, path, item)
            if entry is None:
                continue
            for what, value in entry.claims():
                first, place = said.setdefault((entry.id, what), (value, file.at(*path)))
                # Within one file `extend` itself says so.
                if first != value and not place.startswith(f"{file.name}:"):
                    message = f"{entry.id!r} is given another {what} at {place}"
                    problems.append(Problem(file.name, *file.place(*path), message, "keep one of them", "conflict"))
    return problems
