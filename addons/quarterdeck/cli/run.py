"""`quarterdeck run`: make what is missing, then supervise the workers."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

import click

from quarterdeck.config.load import load_config
from quarterdeck.config.schema import Config
from quarterdeck.proxy.ca import ensure_authority
from quarterdeck.proxy.supervisor import Supervisor
from quarterdeck.proxy.trust import write_trust


@click.command(epilog="Every key of quarterdeck.yaml can also be set as QUARTERDECK_KEY in the environment.")
@click.option("-c", "--config", "path", type=click.Path(path_type=Path, dir_okay=False), help="The quarterdeck.yaml.")
@click.option("--listen", metavar="HOST:PORT", help="Where the proxy listens [127.0.0.1:8080].")
@click.option("--workers", metavar="N", help="How many worker processes share the port [one a core].")
@click.option("--console", metavar="HOST:PORT|off", help="Where the review console listens.")
@click.option("--state", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), help="State folder [./var].")
@click.option("--rules", metavar="DIR", multiple=True, help="A pack, file or folder of rules; may be repeated.")
@click.option("--mode", metavar="MODE", help="regular, transparent or upstream:URL.")
def run(
    path: Path | None,
    listen: str | None,
    workers: str | None,
    console: str | None,
    state: Path | None,
    rules: tuple[str, ...],
    mode: str | None,
) -> int:
    """Run the proxy, with the baseline policy on 127.0.0.1:8080 unless told otherwise."""
    overrides = {
        "QUARTERDECK_LISTEN": listen,
        "QUARTERDECK_WORKERS": workers,
        "QUARTERDECK_CONSOLE": console,
        "QUARTERDECK_STATE": str(state) if state else None,
        "QUARTERDECK_RULES": "[" + ", ".join(_quoted(name) for name in rules) + "]" if rules else None,
        "QUARTERDECK_MODE": mode,
    }
    environ = {**os.environ, **{key: value for key, value in overrides.items() if value is not None}}
    if path is not None:
        environ["QUARTERDECK_CONFIG"] = str(path)
    config = load_config(path, environ)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    supervisor = Supervisor(config, environ)
    supervisor.claim()
    authority = ensure_authority(
        config.ca_dir,
        require=config.ca.require,
        state=config.state,
        common_name=config.ca.common_name,
        days=config.ca.days,
        permit=config.ca.permit,
        exclude=config.ca.exclude,
    )
    write_trust(config)
    for warning in authority.warnings():
        click.secho(warning, err=True, fg="yellow")
    _welcome(config)
    return supervisor.run()


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _welcome(config: Config) -> None:
    rules = ", ".join(config.rules)
    lines = [
        f"Quarterdeck listens on {config.listen} with {config.worker_count} worker(s); rules: {rules}.",
        f"Trust its certificate authority: {config.ca_dir / 'ca.pem'}",
        f"Try it: curl -x http://{config.listen} --cacert {config.ca_dir / 'ca.pem'} https://chat.deepseek.com/",
        "Set-up pages for people: http://quarterdeck.proxy/ (through the proxy). Stop with Ctrl-C.",
    ]
    for line in lines:
        click.echo(line, err=True)
