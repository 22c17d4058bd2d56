"""The rules that a command is about: packs by name, files and folders; read so that every mistake is found at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from quarterdeck.config.casework import unfit_cases
from quarterdeck.config.catalogue import extended
from quarterdeck.config.compose import World, compose, rule_paths, unread_evidence
from quarterdeck.config.include import with_included
from quarterdeck.config.schema import Config
from quarterdeck.engine import Kit
from quarterdeck.errors import Problem, Problems
from quarterdeck.policy.compile import compile_policies
from quarterdeck.policy.lint import lint
from quarterdeck.policy.load import SUFFIXES, PolicyFile, load_policies
from quarterdeck.services import document
from quarterdeck.services.catalog import load_catalog, load_makers, rules_dir
from quarterdeck.services.match import Catalog


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    packs = sorted(path.stem for path in (rules_dir() / "policies").glob("*.yaml"))
    items = [CompletionItem(name, help="pack") for name in packs if name.startswith(incomplete)]
    return [*items, CompletionItem(incomplete, type="file")]


# Packs by name, files and folders; the configured ones when there are none.
names_argument = click.argument("names", metavar="[PATH]...", nargs=-1, shell_complete=_complete)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found. `world` is what the files without errors make together, or None when they make nothing."""

    checked: int
    problems: list[Problem]
    world: World | None


def read_world(names: Sequence[str], config: Config) -> World:
    """The world of rules that are right, their cases not yet run. Raises Problems."""
    return compose(with_included(load_policies(rule_paths(names or config.rules))), config, run_cases=False)


def gather(names: Sequence[str], config: Config) -> Gathered:
    """Everything that is wrong with the rules, and what to look at. Raises Problems only for a path that is none."""
    packaged = _packaged()
    paths = _files(rule_paths(names or config.rules))
    own = [path for path in paths if path.resolve() not in packaged]
    problems: set[Problem] = set()
    try:
        catalog = load_catalog()
        makers = load_makers()
    except Problems as found:
        return Gathered(len(paths), found.problems, None)
    loaded, hidden = _load(own, problems)
    files = _including(loaded, problems)
    catalog, adding = _catalogue(catalog, files, problems)
    hidden = hidden or len(adding) < len(files)
    for file in files:
        problems.update(unfit_cases(file, Kit(catalog, makers)))
    agreeing = {file.name for file in adding}
    sound = [file for file in _compiling(files, catalog, problems, hidden) if file.name in agreeing]
    world = None
    try:
        world = compose(sound, config, run_cases=False)
    except Problems as found:
        problems.update(found.problems)
    else:
        problems.update(unread_evidence(world.policy, config))
        whole = len(loaded) == len(own) and len(sound) == len(files)
        shared, vendors = world.kit.inspect_shared, _makers()
        detectors = world.kit.detectors.ids
        for problem in lint(sound, world.policy, inspect_shared=shared, makers=vendors, detectors=detectors):
            # A rule in a file that does not load is not missing.
            if whole or problem.code != "names-no-rule":
                problems.add(problem)
    return Gathered(len(paths), sorted(problems), world)


def _files(paths: Sequence[Path]) -> list[Path]:
    found: dict[Path, Path] = {}
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            hidden = path.is_dir() and any(part.startswith(".") for part in file.relative_to(path).parts)
            if not path.is_dir() or (file.suffix in SUFFIXES and file.is_file() and not hidden):
                found.setdefault(file.resolve(), file)
    return list(found.values())


def _packaged() -> frozenset[Path]:
    """The files of the catalogue and of the packaged detectors: loading them checks them."""
    rules = rules_dir()
    tables = [*(rules / "services").glob("*.yaml"), *(rules / "detectors").rglob("*.yaml"), rules / "models.yaml"]
    return frozenset(path.resolve() for path in tables)


def _load(paths: Sequence[Path], problems: set[Problem]) -> tuple[list[PolicyFile], bool]:
    """The files that load; and whether others, that do not, may have held entries of services."""
    try:
        return load_policies(paths), False
    except Problems:
        pass
    files: list[PolicyFile] = []
    hidden = False
    for path in paths:
        try:
            files += load_policies([path])
        except Problems as found:
            problems.update(found.problems)
            hidden = hidden or _holds_services(path)
    return files, hidden


def _including(files: Sequence[PolicyFile], problems: set[Problem]) -> Sequence[PolicyFile]:
    """The files and the packs that they take in; without those when one of them is not there."""
    try:
        return with_included(files)
    except Problems as found:
        problems.update(found.problems)
        return files


def _holds_services(path: Path) -> bool:
    try:
        return bool(document.read(path.read_bytes(), str(path), ("services",)).data.get("services"))
    except (OSError, Problems):
        return False


def _catalogue(
    catalog: Catalog, files: Sequence[PolicyFile], problems: set[Problem]
) -> tuple[Catalog, Sequence[PolicyFile]]:
    """The catalogue with the entries of as many files as agree with it and each other, and those files."""
    adding = list(files)
    while True:
        try:
            return extended(catalog, adding), adding
        except Problems as found:
            # What goes wrong only because a file was left out is not a mistake.
            problems.update(found.problems if len(adding) == len(files) else ())
            wrong = {problem.file for problem in found.problems}
            fewer = [file for file in adding if file.name not in wrong]
            adding = fewer if len(fewer) < len(adding) else []


def _compiling(files: Sequence[PolicyFile], catalog: Catalog, problems: set[Problem], hidden: bool) -> list[PolicyFile]:
    """The files that compile. With `hidden` entries of services nobody can say that a name is unknown."""
    try:
        compile_policies(files, catalog.services)
    except Problems as found:
        problems.update(one for one in found.problems if not (hidden and one.code == "unknown-name"))
    else:
        return list(files)
    sound = []
    for file in files:
        try:
            compile_policies([file], catalog.services)
        except Problems:
            continue
        sound.append(file)
    return sound


def _makers() -> list[str]:
    path = rules_dir() / "models.yaml"
    return [maker["vendor"] for maker in document.read(path.read_bytes(), str(path), ("makers",)).data["makers"]]
