"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path

import click

from quarterdeck.config.load import load_config
from quarterdeck.config.schema import Config

config_option = click.option(
    "-c",
    "--config",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The quarterdeck.yaml [all defaults].",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


state_option = click.option(
    "--state", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), help="The state folder [./var]."
)


def load(path: Path | None, state: Path | None = None) -> Config:
    """The configuration that a command works with; `state` counts over what it says. Raises Problems."""
    environ = {**os.environ, "QUARTERDECK_STATE": str(state)} if state else os.environ
    return load_config(path, environ)
