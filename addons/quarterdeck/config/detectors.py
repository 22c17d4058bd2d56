"""The detectors that are packaged and those that policy files bring along; what does not hold is told with its place.

Of the packaged ones only those are compiled that a rule asks for: what nobody asks for costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import yaml

from quarterdeck.config.finders import finders_of
from quarterdeck.detect import Detectors
from quarterdeck.detect.language import LANGUAGES
from quarterdeck.detect.near import Near
from quarterdeck.detect.pattern import BadPattern, Pattern
from quarterdeck.detect.recognizer import Recognizer
from quarterdeck.errors import Problem, Problems
from quarterdeck.policy.contents import every_content_test
from quarterdeck.policy.detector_schema import Detector
from quarterdeck.policy.globs import glob_set
from quarterdeck.policy.load import PolicyFile
from quarterdeck.services.catalog import rules_dir

# The C parser where PyYAML was built with it: the packaged files are long, and proven by their tests.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def packaged() -> tuple[Detector, ...]:
    """The detectors that come with the program, in the order of their ids."""
    found = [
        Detector.model_validate(entry)
        for path in sorted((rules_dir() / "detectors").rglob("*.yaml"))
        for entry in _entries(path)
    ]
    return tuple(sorted(found, key=lambda detector: detector.id))


def _entries(path: Path) -> list[dict[str, Any]]:
    read: dict[str, Any] = yaml.load(path.read_bytes(), _LOADER)  # noqa: S506 - it is the C form of SafeLoader
    return read["detectors"] or []


def detectors_of(files: Sequence[PolicyFile], *, everything: bool = False) -> Detectors:
    """The detectors of all files, and the packaged ones that their rules ask for, or all, in the order of their ids.

    Raises Problems with everything that does not hold.
    """
    problems: list[Problem] = []
    first: dict[str, str] = {}
    asked: Callable[[str], bool] = (lambda _: True) if everything else _asked(files)
    patterns = {detector.id: pattern_of(detector) for detector in packaged() if asked(detector.id)}
    packaged_ids = {detector.id for detector in packaged()}
    for file in sorted(files, key=lambda file: file.name):
        for number, entry in enumerate(file.policy.detectors):
            path = ("detectors", number)
            if entry.id in packaged_ids:
                message = f"the detector {entry.id!r} comes with the program"
                problems.append(_problem(file, (*path, "id"), message, "give yours another id", "duplicate-id"))
                continue
            before = first.setdefault(entry.id, file.at(*path))
            if entry.id in patterns:
                message = f"the detector {entry.id!r} stands already at {before}"
                problems.append(_problem(file, (*path, "id"), message, "give each its own id", "duplicate-id"))
                continue
            try:
                pattern = pattern_of(entry)
            except BadPattern as error:
                message = f"the expression of {entry.id!r} is not RE2: {error}"
                hint = "RE2 knows neither look-around nor back-references, so that no text can stall it"
                problems.append(_problem(file, (*path, "regex"), message, hint, "bad-regex"))
                continue
            problems += _unproven(file, number, pattern)
            patterns[entry.id] = pattern
    if problems:
        raise Problems(problems)
    own = finders_of(files)
    found = (*(one for one in own if not isinstance(one, Recognizer)), *(one for one in LANGUAGES if asked(one.id)))
    return Detectors(
        tuple(patterns[id_] for id_ in sorted(patterns)),
        tuple(sorted(found, key=attrgetter("id"))),
        tuple(one for one in own if isinstance(one, Recognizer)),
    )


def pattern_of(entry: Detector) -> Pattern:
    """The pattern that an entry describes. Raises BadPattern."""
    near = Near(entry.near.words, entry.near.within) if entry.near is not None else None
    return Pattern(entry.id, entry.regex, entry.confidence, entry.group, near, entry.confirm)


def _asked(files: Sequence[PolicyFile]) -> Callable[[str], bool]:
    """Whether any rule asks for a detector; one that asks for content without a name asks for all."""
    globs: set[str] = set()
    for file in files:
        policy = file.policy
        matches = [match for rule in policy.rules for match in (rule.match, rule.unless)]
        matches += [exemption.match for exemption in policy.exceptions]
        for match in matches:
            for test in every_content_test(match):
                globs.update(test.detector or (() if test.file_type else ("*",)))
    return glob_set(tuple(globs)) if globs else lambda _: False


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
