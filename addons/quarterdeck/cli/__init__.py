"""The command line. Each command is a file here; `COMMANDS` says which, and a command is imported when it is used."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from quarterdeck import __version__
from quarterdeck.cli.lazy import Commands
from quarterdeck.errors import QuarterdeckError

# name -> module and attribute, and the line that `quarterdeck --help` shows
COMMANDS = {
    "run": ("quarterdeck.cli.run:run", "Run the proxy."),
    "check": ("quarterdeck.cli.check:check", "Check rule files and report every mistake."),
    "test": ("quarterdeck.cli.test:test", "Run the cases written beside the rules."),
    "explain": ("quarterdeck.cli.explain:explain", "Say what the policy decides on a request, and why."),
    "scan": ("quarterdeck.cli.scan:scan", "Say what the detectors find in files."),
    "fingerprint": ("quarterdeck.cli.fingerprint:fingerprint", "Make the files by which own data is recognized."),
    "replay": ("quarterdeck.cli.replay:replay", "Say what rules would have decided on recorded traffic."),
    "services": ("quarterdeck.cli.services:services", "Look up the catalogue of AI services."),
    "audit": ("quarterdeck.cli.audit:audit", "Read, verify, prove and export the deck log."),
    "ca": ("quarterdeck.cli.ca:ca", "Make, show or rotate the certificate authority."),
    "reload": ("quarterdeck.cli.reload:reload", "Make the running proxy read its rules again."),
    "status": ("quarterdeck.cli.status:status", "Show what is running and with which policy."),
    "completion": ("quarterdeck.cli.completion:completion", "Print a shell completion script."),
}


@click.group(
    cls=Commands, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
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
