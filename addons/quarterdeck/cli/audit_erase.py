"""`quarterdeck audit erase`: the records of a person stay and their proofs hold, but nobody can tell whose they are."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from quarterdeck.audit import layout
from quarterdeck.audit.deed import NO_WORKER, locked, record_deed
from quarterdeck.audit.erasure import Traces, traces
from quarterdeck.audit.files import Files
from quarterdeck.audit.hold import LOCK, read_holds
from quarterdeck.audit.key import grant_key, reveal_key
from quarterdeck.audit.layout import Segment
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

    Their records stay as they were signed, under pseudonyms that nothing ties to a name any more. Their sealed fields
    cannot be read again, and evidence and grants of theirs are removed. Whoever comes back has a new pseudonym. This
    cannot be undone, and is refused while a legal hold is on any of the records. With - names are read from standard
    input, one a line.
    """
    config = load(path, state)
    _erasable(config)
    names = tuple(name for one in names for name in (_typed() if one == "-" else [one]) if name)
    people = people_of(config)
    # No hold is added between the look at them and the end.
    with locked(config.state, LOCK):
        known = [one.pseudonym for one in people.of(names)]
        if not known:
            raise UsageError("nobody is known by such a name: give the user or address as the proxy sees it")
        found = _found(config, known)
        if found.held:
            raise UsageError(f"held: {', '.join(sorted(found.held))}; what a legal hold is on is erased after it ends")
        record = Record(
            "erase", "", time.time(), Outcome.ERASED, reason=reason, ticket=ticket, user=operator(), affected=len(known)
        )
        record_deed(config.state, record, line=line_of(config, NO_WORKER))
        people.erase(names)
        _remove_rest(config, names, known, found)
    if as_json:
        say_json({"pseudonyms": len(known), "records": found.records, "evidence": len(found.evidence)})
    else:
        said = f"{count(len(known), 'pseudonym')} in {count(found.records, 'record')} of the log"
        say(f"{said} can no longer be tied to anybody.")
    return 0


def _typed() -> list[str]:
    return [line.strip() for line in sys.stdin]


def _erasable(config: Config) -> None:
    if config.audit.principal == "clear":
        raise UsageError("the log holds names in clear (audit.principal), and what was signed cannot be changed")
    if config.audit.pseudonyms.keys == "shared":
        why = "all pseudonyms hang on one key (audit.pseudonyms.keys: shared), so that nobody can be erased alone"
        raise UsageError(f"{why}; to erase everybody, remove pseudonym.key from the state folder of each machine")


def _found(config: Config, pseudonyms: Sequence[str]) -> Traces:
    segments = [segment for shard in layout.shards(config.audit_dir) for segment in layout.segments(shard)]
    with Progress("looking", len(segments)) as progress:
        counted = _counted(segments, progress)
        return traces(counted, pseudonyms, read_holds(config.state), config.evidence_dir)


def _counted(segments: Sequence[Segment], progress: Progress) -> Iterator[Segment]:
    for segment in segments:
        progress.step()
        yield segment


def _remove_rest(config: Config, names: Sequence[str], pseudonyms: Sequence[str], found: Traces) -> None:
    """What is theirs besides the log."""
    Requests(config.state / "reveals", reveal_key(config.state)).drop(pseudonyms)
    grants = GrantBook(grants_path(config.state), grant_key(config.state))
    grants.forget([Principal(name) for name in names] + [Principal("", name) for name in names])
    for path in found.evidence:
        Files().remove(path)
    for folder in {path.parent for path in found.evidence}:
        Files().sync_folder(folder)
