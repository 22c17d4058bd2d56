"""The command line. Each command is a file here; `COMMANDS` says which, and a command is imported when it is used."""

from __future__ import annotations

import importlib
import os
import sys
from typing import NoReturn

import click

from quarterdeck import __version__
from quarterdeck.errors import QuarterdeckError, did_you_mean

# name -> module and attribute, and the line that `quarterdeck --help` shows
COMMANDS = {
    "run": ("quarterdeck.cli.run:run", "Run the proxy."),
    "check": ("quarterdeck.cli.check:check", "Check rule files and report every mistake."),
    "test": ("quarterdeck.cli.test:test", "Run the cases written beside the rules."),
    "explain": ("quarterdeck.cli.explain:explain", "Say what the policy decides on a request, and why."),
    "scan": ("quarterdeck.cli.scan:scan", "Say what the detectors find in files."),
    "fingerprint": ("quarterdeck.cli.fingerprint:fingerprint", "Make the files by which own data is recognized."),
    "services": ("quarterdeck.cli.services:services", "Look up the catalogue of AI services."),
    "ca": ("quarterdeck.cli.ca:ca", "Make, show or rotate the certificate authority."),
    "reload": ("quarterdeck.cli.reload:reload", "Make the running proxy read its rules again."),
    "status": ("quarterdeck.cli.status:status", "Show what is running and with which policy."),
    "completion": ("quarterdeck.cli.completion:completion", "Print a shell completion script."),
}


class Commands(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """In the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names, or the one that may have been meant."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            hint = did_you_mean(name, COMMANDS)
            ctx.fail(f"there is no command {name!r}" + (f"; {hint}" if hint else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        """The list in --help, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="quarterdeck")
def cli() -> None:
    """Quarterdeck enforces an organization's AI-usage policy on its egress traffic.

    Exit codes: 0 done, 1 the answer is "no", 2 wrong usage or unreadable input, 3 internal fault.
    """


def main() -> NoReturn:
    """Run the command line and exit with the code that the contract promises."""
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(2)
    except QuarterdeckError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except Exception as error:  # the last border: a fault of ours is told as one, and gives exit code 3
        if isinstance(error, OSError) and error.filename is not None:
            click.echo(f"{error.filename}: {error.strerror}", err=True)
            sys.exit(2)
        click.echo(f"internal fault: {type(error).__name__}: {error}", err=True)
        if "QUARTERDECK_DEBUG" in os.environ:
            raise
        sys.exit(3)
    sys.exit(code if isinstance(code, int) else 0)
