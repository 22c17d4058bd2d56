"""`quarterdeck audit reveal`: two people find out together who a pseudonym is, and the log says so before they know."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from quarterdeck.audit.age import NotForThisKey, SecretKey, fingerprint, read_secret_key, secret_key_in
from quarterdeck.audit.deed import NO_WORKER, locked, record_deed
from quarterdeck.audit.epoch import is_pseudonym
from quarterdeck.audit.escrow import opened
from quarterdeck.audit.key import reveal_key
from quarterdeck.audit.people import People
from quarterdeck.audit.reveal import Request, Requests, new_number
from quarterdeck.audit.seal import NotSealed
from quarterdeck.audit.space import Space
from quarterdeck.cli.options import config_option, json_option, load, state_option
from quarterdeck.cli.screen import say, say_json
from quarterdeck.config.naming import line_of, people_of
from quarterdeck.config.schema import Config
from quarterdeck.errors import UsageError
from quarterdeck.model.record import Outcome, Record
from quarterdeck.policy.measures import read_duration

_LONGEST = 7 * 86_400.0

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_key_option = click.option(
    "--key", "key_path", metavar="FILE", type=_FILE, required=True, help="Your secret key of age; - is standard input."
)


def _seconds(_context: click.Context, _option: click.Parameter, value: str) -> float:
    try:
        seconds = read_duration(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    if not 0 < seconds <= _LONGEST:
        raise click.BadParameter("a request can be approved for some time, and 7 days at most")
    return seconds


@click.group()
def reveal() -> None:
    """Find out who a pseudonym is: one person asks, another approves, and both stand in the log.

    Who they can be is said by audit.identities. Nobody is both, and nobody finds out alone.
    """


@reveal.command(short_help="Ask who a pseudonym is.")
@click.argument("pseudonym")
@click.option("--reason", required=True, help="Why; it stands in the log.")
@click.option("--ticket", default="", help="The ticket that this belongs to.")
@click.option("--expires", default="1h", show_default=True, callback=_seconds, help="For how long it can be approved.")
@_key_option
@config_option
@state_option
@json_option
def request(
    pseudonym: str,
    reason: str,
    ticket: str,
    expires: float,
    key_path: Path,
    path: Path | None,
    state: Path | None,
    as_json: bool,
) -> int:
    """Take the first layer off the sealed name of PSEUDONYM with a reviewer's key, and leave the rest to an approver.

    Nothing is shown of the name. The request is a file of the state folder; to withdraw it, remove that.
    """
    config = load(path, state)
    key = _member(config.audit.identities.reviewers, _key(key_path), "reviewer")
    space, sealed = _sealed(people_of(config), pseudonym)
    layers = _peeled(key, sealed, pseudonym)
    now, by_key = time.time(), fingerprint(key.public)
    asked = Request(new_number(), pseudonym, space.folder, reason, ticket, by_key, now, now + expires, layers)
    _record(config, asked, Outcome.REQUESTED, asked.by_key)
    file = _requests(config).put(asked)
    until = f"{datetime.fromtimestamp(asked.until, UTC):%Y-%m-%dT%H:%M:%SZ}"
    if as_json:
        say_json({"request": asked.number, "pseudonym": pseudonym, "until": until, "file": str(file)})
    else:
        say(f"{asked.number} asks who {pseudonym} is. An approver answers it until {until} with:")
        say(f"    quarterdeck audit reveal approve {asked.number} --key FILE")
    return 0


@reveal.command(short_help="Approve a request, and see the name.")
@click.argument("number", metavar="REQUEST")
@_key_option
@config_option
@state_option
@json_option
def approve(number: str, key_path: Path, path: Path | None, state: Path | None, as_json: bool) -> int:
    """Take the second layer off with an approver's key, record that, and print the name. A request serves once."""
    config = load(path, state)
    key = _member(config.audit.identities.approvers, _key(key_path), "approver")
    requests, by_key = _requests(config), fingerprint(key.public)
    with locked(config.state, "reveals.lock"):
        asked = requests.get(number, time.time())
        if by_key == asked.by_key:
            raise UsageError("whoever has asked cannot approve; it takes a second person")
        space = next((one for one in people_of(config).spaces if one.folder == asked.space), None)
        name = _opened(space, asked, _peeled(key, asked.layers, asked.subject))
        _record(config, asked, Outcome.REVEALED, by_key)
        requests.remove(asked.number)
    if as_json:
        say_json({"request": asked.number, "pseudonym": asked.subject, "name": name})
    else:
        say(f"{asked.subject} is {click.style(name, bold=True)}")
    return 0


def _key(path: Path) -> SecretKey:
    return secret_key_in(sys.stdin.read(), "standard input") if str(path) == "-" else read_secret_key(path)


def _member(listed: tuple[str, ...], key: SecretKey, role: str) -> SecretKey:
    if not listed:
        raise UsageError("audit.identities names nobody who may find out, so no name is kept that could be found")
    if key.public not in listed:
        raise UsageError(f"this key belongs to no {role} of audit.identities")
    return key


def _sealed(people: People, pseudonym: str) -> tuple[Space, bytes]:
    if not is_pseudonym(pseudonym):
        raise UsageError(f"{pseudonym!r} is no pseudonym, which looks like 0123456789abcdef")
    found = people.in_escrow(pseudonym)
    if found is None:
        raise UsageError(f"nobody is known as {pseudonym}: erased, or in the log of another state folder")
    if not found[1]:
        raise UsageError(f"{pseudonym} was last seen before audit.identities named anybody, so the name is not sealed")
    return found


def _peeled(key: SecretKey, sealed: bytes, pseudonym: str) -> bytes:
    try:
        return key.opened(sealed)
    except NotForThisKey:
        raise UsageError(
            f"this key does not open the name of {pseudonym}, which was sealed to others; "
            "it is sealed anew when they are next seen"
        ) from None


def _opened(space: Space | None, asked: Request, inner: bytes) -> str:
    try:
        if space is not None:
            return opened(space.machine, asked.subject, inner)
    except NotSealed:
        pass
    raise UsageError(f"the key of the state folder or tenant that sealed {asked.subject} is not there any more")


def _requests(config: Config) -> Requests:
    return Requests(config.state / "reveals", reveal_key(config.state))


def _record(config: Config, asked: Request, outcome: Outcome, by_key: str) -> None:
    """On return it is on disk and signed."""
    record = Record(
        "reveal",
        asked.number,
        time.time(),
        outcome,
        reason=asked.reason,
        ticket=asked.ticket,
        until=asked.until,
        by_key=by_key,
        subject=asked.subject,
    )
    record_deed(config.state, record, line=line_of(config, NO_WORKER))
