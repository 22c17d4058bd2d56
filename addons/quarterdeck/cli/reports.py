"""Problems as people, scripts and GitHub's annotations read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from quarterdeck.cli.screen import count
from quarterdeck.errors import Problem

SEVERITIES = ("error", "warning", "note")
_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def as_text(problems: Sequence[Problem], checked: int) -> Iterator[str]:
    """A line a problem, its hint below it, and a summary."""
    for problem in problems:
        place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
        severity = click.style(f"{problem.severity}:", fg=_COLOURS.get(problem.severity), bold=True)
        yield f"{place}: {severity} {problem.message} " + click.style(f"[{problem.code}]", dim=True)
        if problem.hint:
            yield f"    {problem.hint}"
    files = count(checked, "file")
    counted = [(kind, sum(problem.severity == kind for problem in problems)) for kind in SEVERITIES]
    said = ", ".join(click.style(count(number, kind), fg=_COLOURS[kind]) for kind, number in counted if number)
    yield f"{files} checked: {said or click.style('no problems', fg='green')}"


def as_json(problems: Sequence[Problem], checked: int, *, ok: bool) -> dict[str, Any]:
    """The document of `check --format json`."""
    return {
        "ok": ok,
        "files": checked,
        "errors": sum(problem.severity == "error" for problem in problems),
        "warnings": sum(problem.severity == "warning" for problem in problems),
        "notes": sum(problem.severity == "note" for problem in problems),
        "problems": [problem_json(problem) for problem in problems],
    }


def problem_json(problem: Problem) -> dict[str, Any]:
    """One problem as plain data."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }


def as_github(problems: Sequence[Problem]) -> Iterator[str]:
    """Workflow commands, which GitHub Actions shows beside the lines (docs.github.com, "Workflow commands")."""
    for problem in problems:
        where = f",line={problem.line},col={problem.column}" if problem.line else ""
        text = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
        command = _COMMANDS.get(problem.severity, "error")
        yield f"::{command} file={_property(problem.file)}{where},title={_property(problem.code)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
