"""`quarterdeck check`: every mistake in the rules at once, and what is right in form and probably wrong in effect."""

from __future__ import annotations

import time
from pathlib import Path

import click

from quarterdeck.cli.governed import Governed, governed
from quarterdeck.cli.options import config_option, load
from quarterdeck.cli.reports import as_github, as_json, as_text
from quarterdeck.cli.rules_input import Gathered, gather, names_argument
from quarterdeck.cli.sarif import sarif
from quarterdeck.cli.screen import count, say, say_json, table
from quarterdeck.config.schema import Config
from quarterdeck.errors import UsageError


@click.command()
@names_argument
@config_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    help="How the problems are printed [text].",
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--governed",
    "show_governed",
    is_flag=True,
    help="List the hosts that the rules newly intercept, and the rule responsible for each.",
)
def check(names: tuple[str, ...], path: Path | None, form: str, strict: bool, show_governed: bool) -> int:
    """Check rule files and report every mistake.

    PATH is a pack's name, a file or a folder; left out, the configured rules are checked. Files of the catalogue
    are checked as well. The exit code is 1 when there are errors.
    """
    if show_governed and form not in ("text", "json"):
        raise UsageError("--governed is printed as text or json")
    config = load(path)
    found = gather(names, config)
    errors = sum(problem.severity == "error" for problem in found.problems)
    warnings = sum(problem.severity == "warning" for problem in found.problems)
    ok = not errors and not (strict and warnings)
    rows = _governed(found, config) if show_governed else None
    if form == "json":
        document = as_json(found.problems, found.checked, ok=ok)
        if rows is not None:
            document["governed"] = [row.as_json() for row in rows]
        say_json(document)
    elif form == "sarif":
        say_json(sarif(found.problems, Path.cwd()))
    elif form == "github":
        for line in as_github(found.problems):
            say(line)
    else:
        for line in as_text(found.problems, found.checked):
            say(line)
        if rows is not None:
            _print(rows, config)
    return 0 if ok else 1


def _governed(found: Gathered, config: Config) -> list[Governed]:
    return governed(found.world, config, time.time()) if found.world is not None else []


def _print(rows: list[Governed], config: Config) -> None:
    say()
    if config.inspect == "all":
        say("`inspect: all` intercepts every host but those of `never_inspect`, whatever the rules say.")
        return
    if not rows:
        say("These rules intercept nothing.")
        return
    say(f"These rules newly intercept {count(len(rows), 'host')}:")
    lines = [(row.shown, ", ".join(row.services) or "-", row.rule, row.because) for row in rows]
    for line in table(("HOST", "SERVICE", "RULE", "WHERE"), lines):
        say(line)
