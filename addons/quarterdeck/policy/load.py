"""Files and folders of rules in, checked policy files out; or all that is wrong with them, at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from quarterdeck.errors import Problem, Problems, QuarterdeckError
from quarterdeck.policy.complaints import complaints, without_empty
from quarterdeck.policy.domains import DomainSet, read_domains
from quarterdeck.policy.finder_schema import DictionaryList, DocumentList, ExactDataList
from quarterdeck.policy.schema import Policy
from quarterdeck.policy.yaml_source import Source, parse_yaml, read_yaml

SUFFIXES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A file that was read and is right in itself. `name` is what messages call it.

    `domains` holds the lists that its bans name, by the text that names them; `lists` are the paths of all lists and
    keys that it names, and `folder` is where relative ones begin. `digest` covers its content and that of `domains`.
    """

    name: str
    policy: Policy
    source: Source
    digest: str
    domains: Mapping[str, DomainSet] = field(default_factory=dict)
    lists: tuple[Path, ...] = ()
    folder: Path = Path()

    def place(self, *path: str | int) -> tuple[int, int]:
        """Line and column of the value at a path, or of the nearest thing around it."""
        return self.source.places.of_value(path)

    def at(self, *path: str | int) -> str:
        """`file:line` of the value at a path."""
        return f"{self.name}:{self.place(*path)[0]}"


def load_policies(
    paths: Sequence[Path] = (),
    text: Mapping[str, str | bytes] | None = None,
    shown: Callable[[Path], str] | None = None,
) -> list[PolicyFile]:
    """The policies of files and folders (searched for *.yaml and *.yml), and of texts by name.

    `shown` says what messages call a file; its path from the working directory when left out.
    Raises Problems with every mistake of every file.
    """
    problems: list[Problem] = []
    sources: list[tuple[Source, Path]] = []
    for path in _files(paths, problems):
        try:
            sources.append((read_yaml(path, (shown or _shown)(path)), path.parent))
        except Problems as found:
            problems += found.problems
    for name, content in (text or {}).items():
        try:
            sources.append((parse_yaml(content, name), Path()))
        except Problems as found:
            problems += found.problems
    lists: dict[Path, DomainSet] = {}
    files = [_policy_file(source, folder, lists, problems) for source, folder in sources]
    if problems:
        raise Problems(problems)
    return [file for file in files if file is not None]


def _shown(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def _files(paths: Sequence[Path], problems: list[Problem]) -> list[Path]:
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES and _visible(file, path))
            for file in inside:
                found.setdefault(file.resolve(), file)
        elif path.exists():
            found.setdefault(path.resolve(), path)
        else:
            problems.append(Problem(str(path), 0, 0, "does not exist", "name a rule file or a folder of them"))
    return list(found.values())


def _visible(file: Path, folder: Path) -> bool:
    return file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts)


def _policy_file(
    source: Source, folder: Path, lists: dict[Path, DomainSet], problems: list[Problem]
) -> PolicyFile | None:
    if not isinstance(source.data, dict):
        message = "is empty" if source.data is None else "is not a mapping of keys to values"
        problems.append(Problem(source.name, 1, 1, message, "begin it with `policy: some-name`"))
        return None
    data, empty = without_empty(source.data, Policy.may_be_empty)
    for path in sorted(empty, key=str):
        hint = "give it one, or leave the key out"
        problems.append(Problem(source.name, *source.places.nearest(path), f"{path[-1]!r} has no value", hint))
    try:
        policy = Policy.model_validate(data)
    except ValidationError as error:
        problems += complaints(error, source, empty)
        return None
    if empty:
        return None
    problems += _repeated(policy, source)
    digest = hashlib.sha256(json.dumps(source.data, sort_keys=True).encode())
    domains: dict[str, DomainSet] = {}
    for number, ban in enumerate(policy.ban):
        for name in ban.domains_file or ():
            file = folder / name
            try:
                domains[name] = _domains(file, lists)
                digest.update(domains[name].digest.encode())
            except Problems as found:
                problems += found.problems
            except (OSError, QuarterdeckError) as error:
                what = error.strerror if isinstance(error, OSError) else str(error)
                place = source.places.of_value(("ban", number, "domains_file"))
                hint = "the name is relative to this policy file"
                problems.append(Problem(source.name, *place, f"{str(file)!r} cannot be read: {what}", hint))
    owned: tuple[DictionaryList | ExactDataList | DocumentList, ...] = (
        *policy.dictionaries,
        *policy.exact_data,
        *policy.documents,
    )
    named = [*domains, *(name for entry in owned for name in (entry.file, getattr(entry, "key_file", "")) if name)]
    paths = tuple(there for there in (folder / name for name in named) if there.is_file())
    for there in paths[len(domains) :]:
        # Their content is too large to be read for this alone.
        stat = there.stat()
        digest.update(f"{there.name} {stat.st_size} {stat.st_mtime_ns}".encode())
    return PolicyFile(source.name, policy, source, digest.hexdigest(), domains, paths, folder)


def _domains(path: Path, lists: dict[Path, DomainSet]) -> DomainSet:
    key = path.resolve()
    if key not in lists:
        if not path.is_file():
            raise QuarterdeckError("there is no such file")
        lists[key] = read_domains(path)
    return lists[key]


def _repeated(policy: Policy, source: Source) -> list[Problem]:
    problems = []
    for kind, ids in (
        ("rules", [rule.id for rule in policy.rules]),
        ("exceptions", [one.id for one in policy.exceptions]),
    ):
        first: dict[str, int] = {}
        for number, id_ in enumerate(ids):
            before = first.setdefault(id_, number)
            if before != number:
                line = source.places.of_value((kind, before))[0]
                place = source.places.of_value((kind, number, "id"))
                message = f"the id {id_!r} stands twice under `{kind}`, first on line {line}"
                problems.append(Problem(source.name, *place, message, "give each its own id", "duplicate-id"))
    return problems
