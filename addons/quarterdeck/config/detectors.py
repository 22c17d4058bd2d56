"""The detectors that policy files bring along, compiled and proven; what does not hold is told with its place."""

from __future__ import annotations

from collections.abc import Sequence

from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import BadPattern, Pattern
from quarterdeck.errors import Problem, Problems
from quarterdeck.policy.load import PolicyFile


def detectors_of(files: Sequence[PolicyFile]) -> Detectors:
    """The detectors of all files, in the order of their ids. Raises Problems with everything that does not hold."""
    problems: list[Problem] = []
    patterns: dict[str, Pattern] = {}
    first: dict[str, str] = {}
    for file in sorted(files, key=lambda file: file.name):
        for number, entry in enumerate(file.policy.detectors):
            path = ("detectors", number)
            before = first.setdefault(entry.id, file.at(*path))
            if entry.id in patterns:
                message = f"the detector {entry.id!r} stands already at {before}"
                problems.append(_problem(file, (*path, "id"), message, "give each its own id", "duplicate-id"))
                continue
            try:
                pattern = Pattern(entry.id, entry.regex, entry.confidence)
            except BadPattern as error:
                message = f"the expression of {entry.id!r} is not RE2: {error}"
                hint = "RE2 knows neither look-around nor back-references, so that no text can stall it"
                problems.append(_problem(file, (*path, "regex"), message, hint, "bad-regex"))
                continue
            problems += _unproven(file, number, pattern)
            patterns[entry.id] = pattern
    if problems:
        raise Problems(problems)
    return Detectors(tuple(patterns[id_] for id_ in sorted(patterns)))


def _unproven(file: PolicyFile, number: int, pattern: Pattern) -> list[Problem]:
    """Samples that come out otherwise than the file says; their text, which may be a secret, is not repeated."""
    entry = file.policy.detectors[number]
    problems = []
    for key, samples, wanted in (("hits", entry.hits, True), ("misses", entry.misses, False)):
        for index, sample in enumerate(samples):
            if any(pattern.spans(sample)) is not wanted:
                verb = "does not find" if wanted else "finds something in"
                message = f"{pattern.id!r} {verb} text {index + 1} of `{key}`"
                hint = "mend the expression or the text"
                problems.append(_problem(file, ("detectors", number, key, index), message, hint, "unproven-detector"))
    return problems


def _problem(file: PolicyFile, path: tuple[str | int, ...], message: str, hint: str, code: str) -> Problem:
    return Problem(file.name, *file.place(*path), message, hint, code)
