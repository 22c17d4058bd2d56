"""Puts the pieces together: which rule files are meant, and the policy and tables that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from quarterdeck.audit.key import known_fingerprint_key
from quarterdeck.config.casework import failed_cases
from quarterdeck.config.catalogue import extended
from quarterdeck.config.compiled import prepare
from quarterdeck.config.detectors import detectors_of
from quarterdeck.config.include import included_paths, pack_names, pack_path, with_included
from quarterdeck.config.schema import Config
from quarterdeck.engine import Kit
from quarterdeck.engine.withheld import withheld
from quarterdeck.errors import BadHost, Problem, Problems
from quarterdeck.model.destination import host_from_text
from quarterdeck.policy.compile import PolicySet, compile_policies
from quarterdeck.policy.domains import DomainSet, read_domains
from quarterdeck.policy.load import SUFFIXES, PolicyFile, load_policies
from quarterdeck.services.catalog import load_catalog, load_makers


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a decision depends on, compiled together and replaced together.

    `withheld` are the kinds of placeholders that no answer gets back by itself. `fallback` says why this is not the
    configured policy: "" when it is, "last-good" or "lockdown" when not.
    """

    policy: PolicySet
    kit: Kit
    files: tuple[PolicyFile, ...]
    never_inspect: Exempt
    withheld: frozenset[str] = frozenset()
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Exempt:
    """The hosts of `never_inspect`, from the configuration and from its lists."""

    sets: tuple[DomainSet, ...]

    def covers(self, host: str) -> bool:
        """Whether a canonical host, or a domain above it, is exempted from decryption."""
        return any(hosts.covers(host) for hosts in self.sets)


def rule_paths(names: Sequence[str]) -> list[Path]:
    """The files and folders that the entries of `rules:` mean: packs by name, files, folders. Raises Problems."""
    paths: list[Path] = []
    problems: list[Problem] = []
    for name in names:
        path = Path(name)
        pack = pack_path(name)
        if pack.exists():
            paths.append(pack)
        elif path.exists():
            paths.append(path)
        elif "@" in name:
            problems.append(Problem("rules", 0, 0, f"{name!r}: pinning a pack to a version is not built yet"))
        else:
            known = ", ".join(pack_names())
            problems.append(
                Problem("rules", 0, 0, f"{name!r} is neither a pack, a file nor a folder", f"the packs are {known}")
            )
    if problems:
        raise Problems(problems)
    return paths


def load_world(config: Config) -> World:
    """Read, check and compile everything, and run the cases. Raises Problems."""
    world = compose(with_included(load_policies(rule_paths(config.rules))), config)
    if problems := unread_evidence(world.policy, config):
        raise Problems(problems)
    return world


def compose(files: Sequence[PolicyFile], config: Config, *, run_cases: bool = True) -> World:
    """The world that policy files make under a configuration. Raises Problems."""
    catalog = extended(load_catalog(), files)
    kit = Kit(
        catalog,
        load_makers(),
        inspect_shared=frozenset(map(_host, config.inspect_shared)),
        detectors=detectors_of(files),
        key=known_fingerprint_key(config.state),
    )
    prepare(kit.detectors, config.state)
    policy = compile_policies(files, catalog.services)
    if policy.captures:
        # Nothing that any detector knows may be shown, whether or not a rule asks for it.
        kit = replace(kit, everything=detectors_of(files, everything=True))
        prepare(kit.everything, config.state)
    if run_cases:
        problems = failed_cases(files, policy, kit)
        if problems:
            raise Problems(problems)
    return World(policy, kit, tuple(files), _exempt(config), withheld(policy, kit.detectors.ids))


def _exempt(config: Config) -> Exempt:
    sets = [read_domains(path) for path in config.never_inspect.lists.values()]
    if config.never_inspect.hosts:
        sets.append(DomainSet(frozenset(map(_host, config.never_inspect.hosts))))
    return Exempt(tuple(sets))


def _host(text: str) -> str:
    try:
        return host_from_text(text.removeprefix("*."))
    except BadHost as error:
        raise Problems([Problem("configuration", 0, 0, str(error))]) from None


def unread_evidence(policy: PolicySet, config: Config) -> list[Problem]:
    """The rules that ask for evidence where no reviewer is named."""
    if config.audit.evidence.recipients:
        return []
    return [
        Problem(
            *rule.place,
            f"the rule {rule.id!r} asks for evidence, and the configuration names nobody who may read it",
            "set audit.evidence.recipients to the reviewers' public keys (quarterdeck audit evidence-key makes one), "
            "or leave `evidence:` out",
            "no-recipient",
        )
        for rule in policy.rules
        if rule.excerpt
    ]


def source_files(config: Config, files: Sequence[PolicyFile] = ()) -> list[Path]:
    """Every file whose change calls for a reload: rules, the lists beside them, and exempted hosts.

    `files` are the rules that loaded: the lists and packs that they name count wherever they are.
    """
    found = [path for file in files for path in file.lists] + included_paths(files)
    try:
        paths = rule_paths(config.rules)
    except Problems:
        paths = [Path(name) for name in config.rules]
    for path in paths:
        if path.is_dir():
            found += [file for file in path.rglob("*") if file.is_file() and not file.name.startswith(".")]
        else:
            found.append(path)
            lists = path.parent / "lists"
            if path.suffix in SUFFIXES and lists.is_dir():
                found += [file for file in lists.rglob("*") if file.is_file()]
    return sorted({*found, *config.never_inspect.lists.values()})
