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


def load(path: Path | None) -> Config:
    """The configuration that a command works with. Raises Problems."""
    return load_config(path, os.environ)
