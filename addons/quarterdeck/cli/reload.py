"""`quarterdeck reload`: the running proxy reads its rules now instead of two quiet seconds later."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import click

from quarterdeck.cli.options import config_option, load, state_option
from quarterdeck.cli.status import collect
from quarterdeck.errors import UsageError
from quarterdeck.proxy.processes import supervisor_pid

PATIENCE = 60.0


@click.command()
@config_option
@state_option
def reload(path: Path | None, state: Path | None) -> int:
    """Compile the rules again and put them in force. Exit code 1 when they were not taken."""
    folder = load(path, state).state
    pid = supervisor_pid(folder)
    if pid is None:
        raise UsageError(f"Quarterdeck does not run with the state folder {folder}")
    before = time.time()
    os.kill(pid, signal.SIGHUP)
    deadline = before + PATIENCE
    while time.time() < deadline:
        found = collect(folder)
        if found["workers"] and all(worker["reload_done"] >= before for worker in found["workers"]):
            for problem in found["problems"]:
                click.echo(problem, err=True)
            if not found["problems"]:
                click.echo(f"policy {', '.join(found['policy_versions'])} is in force")
            return 1 if found["problems"] else 0
        time.sleep(0.1)
    raise UsageError("the workers did not answer; look at `quarterdeck status` and the log")
