"""`quarterdeck completion SHELL`: what to put in a shell's start-up file."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from quarterdeck.errors import UsageError


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the completion script of a shell, e.g. `eval "$(quarterdeck completion bash)"`."""
    from quarterdeck.cli import cli

    found = get_completion_class(shell)
    if found is None:
        raise UsageError(f"no completion is known for {shell}")
    click.echo(found(cli, {}, "quarterdeck", "_QUARTERDECK_COMPLETE").source())
    return 0
