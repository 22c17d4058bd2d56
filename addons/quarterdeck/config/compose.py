"""Puts the pieces together: which rule files are meant, and the policy and tables that they make."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quarterdeck.config.schema import Config
from quarterdeck.engine import Kit
from quarterdeck.errors import Problem, Problems
from quarterdeck.policy.cases import run as run_cases
from quarterdeck.policy.compile import PolicySet, compile_policies
from quarterdeck.policy.domains import DomainSet, read_domains
from quarterdeck.policy.load import PolicyFile, load_policies
from quarterdeck.services.catalog import load_catalog, load_makers, rules_dir
from quarterdeck.services.match import Catalog
from quarterdeck.services.makers import Makers


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a decision depends on, compiled together and replaced together."""

    policy: PolicySet
    kit: Kit
    files: tuple[PolicyFile, ...]
    never_inspect: DomainSet


def rule_paths(names: tuple[str, ...]) -> list[Path]:
    """The files and folders that the entries of `rules:` mean: packs by name, files, folders. Raises Problems."""
    packs = rules_dir() / "policies"
    paths: list[Path] = []
    problems: list[Problem] = []
    for name in names:
        path = Path(name)
        pack = packs / f"{name}.yaml"
        if path.exists():
            paths.append(path)
        elif "@" in name:
            problems.append(Problem("rules", 0, 0, f"{name!r}: pinning a pack to a version is not built yet"))
        elif pack.exists():
            paths.append(pack)
        else:
            known = ", ".join(sorted(found.stem for found in packs.glob("*.yaml")))
            problems.append(
                Problem("rules", 0, 0, f"{name!r} is neither a file, a folder nor a pack", f"the packs are {known}")
            )
    if problems:
        raise Problems(problems)
    return paths
