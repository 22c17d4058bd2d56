"""`quarterdeck audit hold`: what must stay in the log whatever its age, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from quarterdeck.audit.deed import NO_WORKER, deed
from quarterdeck.audit.epoch import is_pseudonym
from quarterdeck.audit.hold import Hold, add_hold, read_holds, remove_hold
from quarterdeck.cli.operator import operator
from quarterdeck.cli.options import config_option, json_option, load, state_option
from quarterdeck.cli.screen import say, say_json
from quarterdeck.cli.span import begin_of, end_of
from quarterdeck.config.naming import line_of, people_of
from quarterdeck.config.schema import Config
from quarterdeck.errors import UsageError


@click.group()
def hold() -> None:
    """Keep records that are needed, a legal hold, however old they are. Each change is itself on record.

    A segment of the log stays whole when one of its records is held.
    """


@hold.command(short_help="Have records stay.")
@click.argument("name")
@click.option("--from", "begin", metavar="TIME", help="From this day or moment on, in UTC [the first record].")
@click.option("--to", "end", metavar="TIME", help="Until this day, which counts whole, or moment [no end].")
@click.option(
    "--principal",
    "principals",
    metavar="P",
    multiple=True,
    help="Only a user's or client's records: a pseudonym of the log, or a name that it knows.",
)
@click.option("--reason", required=True, help="Why; it stands in the log, so name nobody in it.")
@config_option
@state_option
def add(
    name: str,
    begin: str | None,
    end: str | None,
    principals: tuple[str, ...],
    reason: str,
    path: Path | None,
    state: Path | None,
) -> int:
    """Add the hold NAME. It counts as soon as this returns."""
    config = load(path, state)
    start = begin_of(begin).replace(tzinfo=UTC) if begin else None
    stop = end_of(end).replace(tzinfo=UTC) if end else None
    whose = tuple(dict.fromkeys(one for given in principals for one in _as_in_the_log(config, given)))
    made = Hold(name, start, stop, whose, reason, datetime.now(UTC).replace(microsecond=0))
    add_hold(config.state, made, operator(), line_of(config, NO_WORKER))
    say(f"hold {name}: {made.text} stay until it is removed")
    return 0


@hold.command("list", short_help="Say which holds stand.")
@config_option
@state_option
@json_option
def list_holds(path: Path | None, state: Path | None, as_json: bool) -> int:
    """List the holds that stand."""
    holds = read_holds(load(path, state).state)
    if as_json:
        say_json({"holds": [one.told() for one in holds]})
        return 0
    for one in holds:
        say(f"{one.name}: {one.text}")
        say(click.style(f"    since {one.added:%Y-%m-%d}: {one.reason}", dim=True))
    if not holds:
        say("No hold stands.")
    return 0


@hold.command(short_help="Have a hold stand no more.")
@click.argument("name")
@click.option("--reason", required=True, help="Why; it stands in the log, so name nobody in it.")
@config_option
@state_option
def remove(name: str, reason: str, path: Path | None, state: Path | None) -> int:
    """Remove the hold NAME. What it kept goes when it is past its limit, with the next run of the retention."""
    config = load(path, state)
    remove_hold(config.state, name, reason, operator(), line_of(config, NO_WORKER))
    say(f"hold {name} is removed")
    return 0


def _as_in_the_log(config: Config, given: str) -> list[str]:
    """Under what a user or client stands in the log: a pseudonym as it is, and all that a name has had."""
    if is_pseudonym(given):
        return [given]
    audit = config.audit
    if audit.principal == "clear" or audit.pseudonyms.keys == "shared":
        return [line_of(config, NO_WORKER).fields(deed("held", given))["principal"]]
    known = [one.pseudonym for one in people_of(config).of([given])]
    if not known:
        raise UsageError(f"the log knows nobody by the name {given!r}: give a pseudonym as `audit query` shows it")
    return known
