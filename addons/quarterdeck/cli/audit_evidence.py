"""`quarterdeck audit evidence`: what was kept of a text, for a reviewer; and the key that makes somebody one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from quarterdeck.audit.age import NotForThisKey, SecretKey, fingerprint, make_secret_key, read_secret_key
from quarterdeck.audit.deed import NO_WORKER, deed, record_deed
from quarterdeck.audit.evidence import is_incident, kept, opened
from quarterdeck.audit.incident import Placed, placed, segments_of
from quarterdeck.audit.note import Untrusted
from quarterdeck.audit.proof import verify_proof
from quarterdeck.audit.prove import prove
from quarterdeck.audit.tile import BadTile
from quarterdeck.cli.audit import keys_in, vkey_of
from quarterdeck.cli.operator import operator
from quarterdeck.cli.options import config_option, json_option, load, state_option
from quarterdeck.cli.progress import Progress
from quarterdeck.cli.rows import shown
from quarterdeck.cli.screen import say, say_json
from quarterdeck.config.naming import line_of
from quarterdeck.config.schema import Config
from quarterdeck.errors import QuarterdeckError, UsageError

_FILE = click.Path(dir_okay=False, path_type=Path)
_LOST = {
    "quota": "the room for evidence (audit.evidence.total) was used up",
    "disk": "the disk did not take it",
    "no-recipient": "the configuration named nobody who may read it",
}


class _Refused(QuarterdeckError):
    """There is nothing to show, and why: the answer is no."""


@click.command(short_help="Read the evidence of an incident, with a reviewer's key.")
@click.argument("incident")
@click.option("--key", "key", metavar="FILE", type=_FILE, required=True, help="A reviewer's secret key of age.")
@click.option("--log-key", "keys", multiple=True, metavar="KEY|FILE", help="The log's public key [the one in it].")
@config_option
@state_option
@json_option
def evidence(
    incident: str, key: Path, keys: tuple[str, ...], path: Path | None, state: Path | None, as_json: bool
) -> int:
    """Show what was kept of the text round the findings of INCIDENT, as rules asked.

    The file is held against the hash in the signed log before it is decrypted. That it was read stands in the log
    before anything is shown. The exit code is 1 when there is no evidence, or it is not what was recorded.
    """
    config = load(path, state)
    if not is_incident(incident):
        raise UsageError(f"{incident!r} is no number of an incident, which looks like qd-0199f0c2a4b-1a2b3c4d5e")
    secret = read_secret_key(key)
    try:
        found = [_read(config, one, secret, keys) for one in _with_evidence(config, incident)]
    except _Refused as error:
        if as_json:
            say_json({"ok": False, "incident": incident, "reason": str(error)})
        else:
            say(str(error), err=True)
        return 1
    reading = replace(deed(f"the evidence of {incident} was read", operator()), by_key=fingerprint(secret.public))
    record_deed(config.state, reading, line=line_of(config, NO_WORKER))
    if as_json:
        say_json({"ok": True, "incident": incident, "evidence": found})
    else:
        for one in found:
            for line in _lines(one):
                say(line)
    return 0


@click.command("evidence-key", short_help="Make the key of a reviewer.")
@click.option("-o", "--output", "out", metavar="FILE", type=_FILE, required=True, help="Where the secret key goes.")
@json_option
def evidence_key(out: Path, as_json: bool) -> int:
    """Make a key for a reviewer: the secret half in a new file, the public half on the screen.

    Do it on the reviewer's machine. Any other tool for age makes such keys too.
    """
    secret = make_secret_key()
    public = SecretKey(secret).public
    try:
        fd = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise UsageError(f"{out} is there already; name a new file") from None
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}") from None
    with os.fdopen(fd, "w") as file:
        file.write(f"# public key: {public}\n{secret}\n")
    if as_json:
        say_json({"public_key": public, "file": str(out)})
    else:
        say(f"{out} holds the secret key; keep it from everybody else. In quarterdeck.yaml, name the public one:")
        say(f"audit: {{evidence: {{recipients: [{public}]}}}}")
    return 0


def _with_evidence(config: Config, incident: str) -> list[Placed]:
    """The records of an incident that tell of evidence, in order of their times. Raises _Refused."""
    segments = segments_of(config.audit_dir)
    found: list[Placed] = []
    with Progress("searching", len(segments)) as progress:
        for shard, segment in segments:
            progress.step()
            found += placed(shard, segment, incident)
    if not found:
        raise _Refused(f"{config.audit_dir} holds no record of {incident}.")
    telling = [one for one in found if "evidence" in one.record]
    if not telling:
        raise _Refused(f"No evidence was kept of {incident}: no rule that spoke asks for any.")
    return sorted(telling, key=lambda one: str(one.record.get("time")))


def _read(config: Config, found: Placed, secret: SecretKey, keys: tuple[str, ...]) -> dict[str, Any]:
    """What a record vouches for, decrypted. Raises _Refused and UsageError."""
    said, incident = found.record["evidence"], found.record["incident"]
    where = {"log": found.shard.name, "index": found.index, "event": found.record["event"]}
    if lost := said.get("lost"):
        raise _Refused(f"No evidence of {incident} was kept: {_LOST.get(lost, lost)}.")
    _vouched(found, keys)
    path = kept(config.evidence_dir, incident, answer=found.record["event"] == "outcome")
    if path is None:
        raise _Refused(f"The evidence of {incident} has been erased; the log vouches for its hash alone.")
    sealed = path.read_bytes()
    if sha256(sealed).hexdigest() != said.get("sha256"):
        raise _Refused(f"{path} is not the evidence that was recorded: it has been changed.")
    try:
        return {**where, **opened(sealed, secret)}
    except NotForThisKey:
        raise UsageError(
            f"the key does not open the evidence of {incident}: it was encrypted to the reviewers of its time"
        ) from None


def _vouched(found: Placed, keys: tuple[str, ...]) -> None:
    """Raises _Refused when the log has not signed this record."""
    vkeys = [vkey_of(one) for one in keys] or keys_in(found.shard)
    try:
        record, proof = prove(found.shard, found.index)
        verify_proof(record, proof.to_bytes(), vkeys)
    except (Untrusted, BadTile, UsageError) as error:
        raise _Refused(f"The log does not vouch for record {found.index} of {found.shard.name}: {error}") from None


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    what = "answer" if found["event"] == "outcome" else "request"
    rules = ", ".join(map(shown, (*found.get("rules", ()), *found.get("shadow", ()))))
    yield click.style(f"{what}, record {found['index']} of {found['log']}, by {rules}", bold=True)
    for one in found["excerpts"]:
        part = shown(one["part"]) or "the body"
        detectors = ", ".join(sorted({shown(each["detector"]) for each in one["found"]}))
        yield click.style(f"  {part}, characters {one['start']} to {one['end']}: {detectors}", dim=True)
        yield from (f"    {shown(line)}" for line in str(one["text"]).split("\n"))
    if found.get("cut"):
        yield "  and more, of which nothing was kept: an item is 64 KB at most"
