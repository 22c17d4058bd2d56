"""The proxies that are measured: stock mitmdump and Quarterdeck, started and stopped."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from origin import free_port, wait_for_port

HOST = "api.openai.com"


def stock(stack: ExitStack, folder: Path, *more: str | Path) -> tuple[int, list[int]]:
    """A stock `mitmdump -q` with `more` words on its command line: its port and its process."""
    port = free_port()
    command = [Path(sys.executable).parent / "mitmdump", "-q", "-p", port, "--set", "ssl_insecure=true"]
    command += ["--set", f"confdir={folder / 'mitmproxy'}", "--set", "listen_host=127.0.0.1", *more]
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)
    stack.callback(stop, process)
    wait_for_port(port, process)
    return port, [process.pid]


def to_origin(folder: Path, origin: int) -> dict[str, Any]:
    """The key `upstream` of a configuration that sends what is for HOST to an origin with TLS."""
    return {"trust": [str(folder / "origin.pem")], "resolve": {f"{HOST}:{origin}": f"127.0.0.1:{origin}"}}


def quarterdeck(
    stack: ExitStack,
    folder: Path,
    workers: int,
    upstream: dict[str, Any],
    rules: Sequence[str] = ("baseline",),
    limits: dict[str, Any] | None = None,
    audit: dict[str, Any] | None = None,
) -> tuple[int, list[int]]:
    """Quarterdeck with these keys in its configuration: its port and its workers' processes."""
    port = free_port()
    state = folder / f"state-{port}"
    config = folder / f"quarterdeck-{port}.yaml"
    config.write_text(
        json.dumps(
            {
                "listen": f"127.0.0.1:{port}",
                "workers": workers,
                "rules": list(rules),
                "state": str(state),
                "console": "off",
                "admin": "off",
                "limits": limits or {},
                "audit": audit or {},
                "upstream": upstream,
            }
        )
    )
    command = [sys.executable, "-m", "quarterdeck", "run", "-c", str(config)]
    process = subprocess.Popen(command, stderr=(folder / f"quarterdeck-{port}.log").open("w"))
    stack.callback(stop, process)
    wait_for_port(port, process)
    while len(found := list((state / "status").glob("worker-*.json"))) < workers:
        if process.poll() is not None:
            raise RuntimeError("Quarterdeck did not start")
        time.sleep(0.05)
    return port, [json.loads(path.read_text())["pid"] for path in found]


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process of ours."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(40)
        return
    process.kill()
