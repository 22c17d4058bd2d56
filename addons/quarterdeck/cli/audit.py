"""`quarterdeck audit`: read the deck log, verify it, prove a record, hand it to others. Each command has a file."""

from __future__ import annotations

from pathlib import Path

import click

from quarterdeck.audit.note import Untrusted
from quarterdeck.audit.verify import public_key
from quarterdeck.cli.lazy import Commands
from quarterdeck.cli.options import load
from quarterdeck.errors import UsageError

COMMANDS = {
    "tail": ("quarterdeck.cli.audit_read:tail", "Print the newest records."),
    "query": ("quarterdeck.cli.audit_query:query", "Ask the log in SQL."),
    "stats": ("quarterdeck.cli.audit_stats:stats", "Say what the log adds up to."),
    "report": ("quarterdeck.cli.audit_report:report", "Write a report that stands alone, as HTML."),
    "verify": ("quarterdeck.cli.audit_verify:verify", "Hash every record anew and hold it against what was signed."),
    "prove": ("quarterdeck.cli.audit_prove:prove_record", "Prove that a record stands in the log."),
    "verify-proof": ("quarterdeck.cli.audit_prove:check_proof", "Check a proof with the public key alone."),
    "reveal": ("quarterdeck.cli.audit_reveal:reveal", "Find out who a pseudonym is, two people together."),
    "erase": ("quarterdeck.cli.audit_erase:erase", "Have nobody be known by a pseudonym any more."),
    "unseal": ("quarterdeck.cli.audit_unseal:unseal", "Read the sealed fields of one person's records."),
    "evidence": ("quarterdeck.cli.audit_evidence:evidence", "Read the evidence of an incident, with a reviewer's key."),
    "evidence-key": ("quarterdeck.cli.audit_evidence:evidence_key", "Make the key of a reviewer."),
    "prune": ("quarterdeck.cli.audit_prune:prune", "Remove records that are past their limit."),
    "hold": ("quarterdeck.cli.audit_hold:hold", "Keep records that are needed, however old they are."),
    "witness": ("quarterdeck.cli.audit_witness:witness", "Be a witness of the logs of other machines."),
    "export": ("quarterdeck.cli.audit_read:export", "Print the log in a format of others."),
}

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group(cls=Commands, table=COMMANDS)
def audit() -> None:
    """Read the deck log, verify it, and prove to others what stands in it.

    A log is a folder of shards, one a worker (deck-0, deck-1, ...) and one for what these commands do (admin). Records
    are counted from 0 in each shard.
    """


def log_folder(given: Path | None, path: Path | None, state: Path | None) -> Path:
    """The log that a command is about: the folder that was given, else that of the state folder."""
    return given if given is not None else load(path, state).audit_dir


def vkey_of(given: str) -> str:
    """A public key, or the one in a file. Raises UsageError."""
    if "+" in given and not Path(given).exists():
        return given
    try:
        return Path(given).read_text().strip()
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{given!r} is neither a public key (NAME+ID+KEY) nor a file with one") from None


def keys_in(shard: Path) -> list[str]:
    """The key that lies in a shard, if it is one."""
    try:
        return [public_key(shard)]
    except Untrusted:
        return []
