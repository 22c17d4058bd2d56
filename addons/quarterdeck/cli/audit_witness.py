"""`quarterdeck audit witness`: see a deck log grow from another machine, so that its past cannot be changed unseen."""

from __future__ import annotations

import fcntl
import logging
import socket
import ssl
import sys
from pathlib import Path

import click

from quarterdeck.audit.files import Files
from quarterdeck.audit.note import WITNESS, Verifier
from quarterdeck.audit.signer import signing_key
from quarterdeck.audit.witness import Witness
from quarterdeck.audit.witness_server import WitnessServer
from quarterdeck.cli.audit import vkey_of
from quarterdeck.cli.screen import say
from quarterdeck.config.schema import parse_listen
from quarterdeck.errors import UsageError

_PUBLIC = "witness.pub"


@click.command(short_help="Be a witness of the logs of other machines.")
@click.option(
    "--state",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where its key and what it has seen are kept.",
)
@click.option("--log", "logs", multiple=True, required=True, metavar="KEY|FILE", help="The public key of a log.")
@click.option("--listen", default="127.0.0.1:8090", metavar="HOST:PORT", show_default=True, help="Where it listens.")
@click.option("--name", help="What it is called, best a URL without a scheme [quarterdeck-witness/HOST].")
@click.option(
    "--cert",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A certificate with its chain and its key, in PEM, to speak https.",
)
def witness(folder: Path, logs: tuple[str, ...], listen: str, name: str | None, cert: Path | None) -> int:
    """Witness deck logs: sign each checkpoint of theirs that grows on from the one before, until told to stop.

    Run it on a machine whose administrators are not those of the proxy. It speaks https://c2sp.org/tlog-witness. One
    key is enough for all shards of a log. The key that it prints goes into `audit.witnesses` of the proxy, and to
    those who run `quarterdeck audit verify --witness`.
    """
    try:
        address = parse_listen(listen)
    except ValueError as error:
        raise UsageError(f"--listen: {error}") from None
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    made = Witness(
        folder, _name(folder, name), signing_key(folder / "witness.key", "a new witness"), map(vkey_of, logs)
    )
    try:
        with (folder / "witness.lock").open("w") as lock, WitnessServer(address, made, cert) as server:
            _alone(lock.fileno(), folder)
            Files().put(folder / _PUBLIC, f"{made.verifier.vkey}\n".encode())
            host, port = server.server_address[:2]
            say(f"{made.verifier.vkey}")
            say(f"The witness listens on {host!s}:{port}. Stop it with Ctrl-C.", err=True)
            server.serve_forever()
    except ssl.SSLError as error:
        raise UsageError(f"{cert} is no certificate with its key: {error.reason}") from None
    except OSError as error:
        raise UsageError(f"cannot be a witness on {listen}: {error.strerror or error}") from None
    except KeyboardInterrupt:
        pass
    return 0


def _alone(lock: int, folder: Path) -> None:
    """Two witnesses with one memory would each sign what the other has not seen."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(f"another witness runs with the folder {folder}") from None


def _name(folder: Path, given: str | None) -> str:
    """The name that it has had from the first time on: whoever trusts it knows it by that. Raises UsageError."""
    path = folder / _PUBLIC
    if not path.exists():
        return given or f"quarterdeck-witness/{socket.gethostname()}"
    known = Verifier.from_vkey(path.read_text().strip())
    if known.kind != WITNESS or given not in (None, known.name):
        raise UsageError(f"the witness of {folder} is called {known.name}; a new name needs a new folder")
    return known.name
