"""`quarterdeck audit prove` and `verify-proof`: one record, for somebody who has nothing but the log's public key."""

from __future__ import annotations

from pathlib import Path

import click

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import Checkpoint
from quarterdeck.audit.note import Untrusted, Verifier
from quarterdeck.audit.proof import Proof, verify_proof
from quarterdeck.audit.prove import prove
from quarterdeck.audit.witnessed import cosigned_note
from quarterdeck.cli.audit import FOLDER, keys_in, log_folder, vkey_of
from quarterdeck.cli.options import config_option, json_option, state_option
from quarterdeck.cli.screen import say, say_json
from quarterdeck.errors import UsageError

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("prove", short_help="Prove that a record stands in the log.")
@click.argument("index", type=click.IntRange(0))
@click.option("--log", "name", default="deck-0", show_default=True, help="The shard.")
@click.option("--witness", "witnesses", multiple=True, metavar="KEY|FILE", help="Have it hold their signatures, too.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the proof.")
@click.option("--dir", "folder", metavar="DIR", type=FOLDER, help="The log [that of the state folder].")
@config_option
@state_option
@json_option
def prove_record(
    index: int,
    name: str,
    witnesses: tuple[str, ...],
    output: Path | None,
    folder: Path | None,
    path: Path | None,
    state: Path | None,
    as_json: bool,
) -> int:
    """Print record INDEX and the proof that it is in the log (https://c2sp.org/tlog-proof).

    Whoever has the log's public key checks both with `quarterdeck audit verify-proof`, and needs nothing else. With
    --witness the proof is against the newest checkpoint that these witnesses have signed, and holds what they signed.
    """
    log = log_folder(folder, path, state)
    shard = next((one for one in layout.shards(log) if one.name == name or one == log), None)
    if shard is None:
        raise UsageError(f"there is no shard {name!r} in {log}")
    keys = [Verifier.from_vkey(vkey_of(one)) for one in witnesses]
    record, proof = prove(shard, index, cosigned_note(shard, keys) if keys else None)
    data = proof.to_bytes()
    if output is not None:
        output.write_bytes(data)
        output.with_name(f"{output.name}.record").write_bytes(record)
    if as_json:
        key = next(iter(keys_in(shard)), None)
        say_json({"index": index, "log": name, "record": record.decode(), "proof": data.decode(), "key": key})
    elif output is None:
        click.echo(data, nl=False)
    else:
        say(f"{output} proves that {output.name}.record is record {index} of {name}.")
    return 0


@click.command("verify-proof", short_help="Check a proof with the public key alone.")
@click.argument("proof", type=_FILE)
@click.argument("record", type=_FILE)
@click.option("--key", "keys", multiple=True, required=True, metavar="KEY|FILE", help="The log's public key.")
@json_option
def check_proof(proof: Path, record: Path, keys: tuple[str, ...], as_json: bool) -> int:
    """Say whether RECORD (a file with one line of the log) is what PROOF is about, by a log that KEY has signed."""
    line = record.read_bytes().removesuffix(b"\n")
    try:
        checkpoint = verify_proof(line, proof.read_bytes(), [vkey_of(one) for one in keys])
    except Untrusted as error:
        if as_json:
            say_json({"ok": False, "reason": str(error)})
        else:
            say(f"{click.style('NOT OK', fg='red')}  {error}")
        return 1
    index = Proof.parse(proof.read_bytes()).index
    _say_proven(checkpoint, index, as_json)
    return 0


def _say_proven(checkpoint: Checkpoint, index: int, as_json: bool) -> None:
    if as_json:
        say_json({"ok": True, "index": index, "origin": checkpoint.origin, "size": checkpoint.size})
    else:
        ok = click.style("ok", fg="green")
        say(f"{ok}  it is record {index} of {checkpoint.size} that {checkpoint.origin} has signed")
