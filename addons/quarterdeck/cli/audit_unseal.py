"""`quarterdeck audit unseal`: one person's records with the fields that are kept encrypted, to who holds the keys."""

from __future__ import annotations

import time
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import orjson

from quarterdeck.audit import layout
from quarterdeck.audit.deed import NO_WORKER, record_deed
from quarterdeck.audit.epoch import is_pseudonym
from quarterdeck.audit.identity import Identity
from quarterdeck.audit.seal import NotSealed
from quarterdeck.audit.seal import unseal as opened
from quarterdeck.cli.operator import operator
from quarterdeck.cli.options import config_option, load, state_option
from quarterdeck.config.naming import line_of, people_of
from quarterdeck.errors import UsageError
from quarterdeck.model.record import Outcome, Record


@click.command(short_help="Read the sealed fields of one person's records.")
@click.argument("pseudonym")
@click.option("--reason", required=True, help="Why; it stands in the log.")
@click.option("--ticket", default="", help="The ticket that this belongs to.")
@config_option
@state_option
def unseal(pseudonym: str, reason: str, ticket: str, path: Path | None, state: Path | None) -> int:
    """Print the records in which somebody is known as PSEUDONYM, one JSON document a line, what audit.encrypt has
    sealed of them in clear under `unsealed`.

    It takes the key of the state folder, or of the tenant. That it was done stands in the log before anything is shown.
    """
    config = load(path, state)
    identity = people_of(config).identity(pseudonym) if is_pseudonym(pseudonym) else None
    if identity is None:
        raise UsageError(f"nobody is known as {pseudonym!r}: erased, or the key that it takes is not here")
    record = Record(
        "reveal", "", time.time(), Outcome.REVEALED, reason=reason, ticket=ticket, user=operator(), subject=pseudonym
    )
    record_deed(config.state, record, line=line_of(config, NO_WORKER))
    for line in _lines(config.audit_dir, identity):
        click.echo(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE), nl=False)
    return 0


def _lines(log: Path, identity: Identity) -> Iterator[dict[str, Any]]:
    needle = identity.pseudonym.encode()
    for shard in layout.shards(log):
        for segment in layout.segments(shard):
            for line in segment.lines():
                if needle in line and line.endswith(b"\n"):
                    record = orjson.loads(line)
                    if identity.pseudonym in (record.get("principal"), record.get("client")):
                        yield {**record, **_unsealed(record, identity)}


def _unsealed(record: dict[str, Any], identity: Identity) -> dict[str, Any]:
    """Nothing where the fields are sealed with the key of another: the user's, where `identity` is the address."""
    try:
        data = opened(identity.fields_key, b64decode(record["sealed"], validate=True), identity.pseudonym)
        return {"unsealed": orjson.loads(data)}
    except (KeyError, ValueError, NotSealed):
        return {}
