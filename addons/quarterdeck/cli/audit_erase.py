"""`quarterdeck audit erase`: the records of a person stay and their proofs hold, but nobody can tell whose they are."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path

import click

from quarterdeck.audit import layout
from quarterdeck.audit.deed import NO_WORKER, record_deed
from quarterdeck.audit.key import grant_key, reveal_key
from quarterdeck.audit.reveal import Requests
from quarterdeck.cli.operator import operator
from quarterdeck.cli.options import config_option, json_option, load, state_option
from quarterdeck.cli.progress import Progress
from quarterdeck.cli.screen import count, say, say_json
from quarterdeck.config.naming import line_of, people_of
from quarterdeck.config.schema import Config
from quarterdeck.errors import UsageError
from quarterdeck.model.principal import Principal
from quarterdeck.model.record import Outcome, Record
from quarterdeck.proxy.grants import GrantBook, grants_path


@click.command(short_help="Have nobody be known by a pseudonym any more.")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why; it stands in the log, so name nobody in it.")
@click.option("--ticket", default="", help="The ticket that this belongs to.")
@config_option
@state_option
@json_option
def erase(
    names: tuple[str, ...], reason: str, ticket: str, path: Path | None, state: Path | None, as_json: bool
) -> int:
    """Delete the keys of a person, whom NAMEs are: a user, a client's address, as many as belong to them.

    Their records stay as they were signed, under pseudonyms that nothing ties to a name any more; sealed fields of
    theirs cannot be read again. Whoever comes back has a new pseudonym. This cannot be undone.
    """
    config = load(path, state)
    _erasable(config)
    people = people_of(config)
    known = [one.pseudonym for one in people.of(names)]
    if not known:
        raise UsageError("nobody is known by such a name: give the user or address as the proxy sees it")
    records = _count(config.audit_dir, known)
    record = Record(
        "erase", "", time.time(), Outcome.ERASED, reason=reason, ticket=ticket, user=operator(), affected=len(known)
    )
    record_deed(config.state, record, line=line_of(config, NO_WORKER))
    people.erase(names)
    Requests(config.state / "reveals", reveal_key(config.state)).drop(known)
    grants = GrantBook(grants_path(config.state), grant_key(config.state))
    grants.forget([Principal(name) for name in names] + [Principal("", name) for name in names])
    if as_json:
        say_json({"pseudonyms": len(known), "records": records})
    else:
        said = f"{count(len(known), 'pseudonym')} in {count(records, 'record')} of the log"
        say(f"{said} can no longer be tied to anybody.")
    return 0


def _erasable(config: Config) -> None:
    if config.audit.principal == "clear":
        raise UsageError("the log holds names in clear (audit.principal), and what was signed cannot be changed")
    if config.audit.pseudonyms.keys == "shared":
        why = "all pseudonyms hang on one key (audit.pseudonyms.keys: shared), so that nobody can be erased alone"
        raise UsageError(f"{why}; to erase everybody, remove pseudonym.key from the state folder of each machine")


def _count(log: Path, pseudonyms: Sequence[str]) -> int:
    """In how many records they stand."""
    # As a value, and not in a text that a client has chosen.
    wanted = re.compile(b"|".join(f':"{one}"'.encode() for one in pseudonyms))
    segments = [segment for shard in layout.shards(log) for segment in layout.segments(shard)]
    found = 0
    with Progress("counting", len(segments)) as progress:
        for segment in segments:
            progress.step()
            found += sum(1 for line in segment.lines() if wanted.search(line))
    return found
