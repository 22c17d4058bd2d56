"""Packs that policy files take in by name, under `include`: each is loaded once, whoever names it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from quarterdeck.errors import Problem, Problems, did_you_mean
from quarterdeck.policy.load import PolicyFile, load_policies
from quarterdeck.services.catalog import rules_dir


def pack_path(name: str) -> Path:
    """Where the pack of a name is, if there is one."""
    return rules_dir() / "policies" / f"{name}.yaml"


def pack_names() -> list[str]:
    """The packs that come with the program."""
    return sorted(path.stem for path in (rules_dir() / "policies").glob("*.yaml"))


def included_paths(files: Iterable[PolicyFile]) -> list[Path]:
    """The files of the packs that these take in themselves."""
    return [pack_path(name) for name in sorted({name for file in files for name in file.policy.include})]


def with_included(files: Sequence[PolicyFile]) -> list[PolicyFile]:
    """The files, and after them the packs that they take in, and that those do. Raises Problems."""
    problems: list[Problem] = []
    found = list(files)
    seen: set[str] = set()
    for file in files:
        _include(file, (file,), found, seen, problems)
    if problems:
        raise Problems(problems)
    return found


def _include(
    file: PolicyFile, trail: tuple[PolicyFile, ...], found: list[PolicyFile], seen: set[str], problems: list[Problem]
) -> None:
    for number, name in enumerate(file.policy.include):
        path = pack_path(name)
        if name not in pack_names():
            known = ", ".join(pack_names())
            hint = did_you_mean(name, pack_names()) or f"the packs are {known}"
            problems.append(_problem(file, number, f"there is no pack {name!r}", hint, "unknown-pack"))
            continue
        try:
            (pack,) = load_policies([path])
        except Problems as wrong:
            if name not in seen:
                problems += wrong.problems
            seen.add(name)
            continue
        # A file is known by its content, since one pack can be named by several paths.
        if any(pack.digest == outer.digest for outer in trail):
            message = f"the pack {name!r} takes itself in"
            problems.append(_problem(file, number, message, "leave it out", "include-cycle"))
            continue
        if name in seen:
            continue
        seen.add(name)
        if all(pack.digest != other.digest for other in found):
            found.append(pack)
        _include(pack, (*trail, pack), found, seen, problems)


def _problem(file: PolicyFile, number: int, message: str, hint: str, code: str) -> Problem:
    return Problem(file.name, *file.place("include", number), message, hint, code)
