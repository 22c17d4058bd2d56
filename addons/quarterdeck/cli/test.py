"""`quarterdeck test`: run the cases written beside the rules, and say of each that fails what came instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from quarterdeck.cli.options import config_option, json_option, load
from quarterdeck.cli.progress import Progress
from quarterdeck.cli.reports import problem_json
from quarterdeck.cli.rules_input import names_argument, read_world
from quarterdeck.cli.screen import count, say, say_json
from quarterdeck.config.casework import run_cases
from quarterdeck.config.compose import World
from quarterdeck.errors import Problem
from quarterdeck.policy.cases import CaseResult
from quarterdeck.policy.load import PolicyFile


@click.command()
@names_argument
@config_option
@json_option
def test(names: tuple[str, ...], path: Path | None, as_json: bool) -> int:
    """Run the cases written beside the rules.

    PATH is a pack's name, a file or a folder; left out, the configured rules are tested. Each case is judged by its
    own file, or by all together when it says `scope: composed`. The exit code is 1 when a case fails.
    """
    world = read_world(names, load(path))
    tested = _run(world)
    failed = sum(one.failed for one in tested)
    if as_json:
        say_json(_document(tested))
    else:
        _print(tested)
    return 1 if failed else 0


@dataclass(frozen=True, slots=True)
class Tested:
    """What came of the cases of one file; `problems` are those that cannot be judged."""

    file: PolicyFile
    problems: Sequence[Problem]
    results: Sequence[CaseResult]

    @property
    def failed(self) -> int:
        return len(self.problems) or sum(not result.passed for result in self.results)

    @property
    def untested(self) -> bool:
        """Whether the file has rules and no case that proves them."""
        policy = self.file.policy
        return not policy.cases and bool(policy.ban or policy.rules)


def _run(world: World) -> list[Tested]:
    with Progress("cases", sum(len(file.policy.cases) for file in world.files)) as progress:
        problems, results = run_cases(world.files, world.policy, world.kit, judging=progress.step)
    return [
        Tested(
            file,
            [problem for problem in problems if problem.file == file.name],
            [result for result in results if result.file == file.name],
        )
        for file in world.files
    ]


def _print(tested: Sequence[Tested]) -> None:
    for one in tested:
        if one.untested:
            say(f"{one.file.name}: " + click.style("no cases: nothing proves this policy", fg="yellow"))
            continue
        cases = len(one.file.policy.cases)
        if one.problems:
            verdict = click.style(f"{count(len(one.problems), 'case')} cannot be judged, so none was run", fg="red")
        elif one.failed:
            verdict = click.style(f"{one.failed} of {count(cases, 'case')} failed", fg="red")
        else:
            verdict = click.style(f"{count(cases, 'case')} passed", fg="green")
        say(f"{one.file.name}: {verdict}")
        for problem in one.problems:
            say(f"  {problem.file}:{problem.line}: {problem.message}")
        for result in one.results:
            if not result.passed:
                say(f"  {result.file}:{result.line}: {click.style(result.name, bold=True)}")
                for failure in result.failures:
                    say(f"    {failure}")
    passed = sum(result.passed for one in tested for result in one.results)
    failed = sum(one.failed for one in tested)
    untested = sum(one.untested for one in tested)
    said = [f"{passed} passed", *([f"{failed} failed"] if failed else [])]
    said += [f"{count(untested, 'file')} without cases"] if untested else []
    say(click.style(", ".join(said), fg="red" if failed else "green", bold=True))


def _document(tested: Sequence[Tested]) -> dict[str, Any]:
    failed = sum(one.failed for one in tested)
    return {
        "ok": not failed,
        "passed": sum(result.passed for one in tested for result in one.results),
        "failed": failed,
        "without_cases": [one.file.name for one in tested if one.untested],
        "files": [
            {
                "file": one.file.name,
                "policy": one.file.policy.policy,
                "cases": len(one.file.policy.cases),
                "passed": sum(result.passed for result in one.results),
                "failed": one.failed,
                "problems": [problem_json(problem) for problem in one.problems],
                "failures": [_failure(result) for result in one.results if not result.passed],
            }
            for one in tested
        ],
    }


def _failure(result: CaseResult) -> dict[str, Any]:
    return {
        "file": result.file,
        "line": result.line,
        "name": result.name,
        "url": result.case.request.url,
        "scope": result.case.scope,
        "expected": result.case.expect.model_dump(exclude_none=True),
        "failures": list(result.failures),
    }
