"""The load client, compiled and run: 2 KB POSTs over TLS through a proxy, over connections that are kept."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def build_client(folder: Path) -> Path:
    """Compile the load client."""
    target = folder / "load_client"
    command = ["cc", "-O2", "-w", "-o", str(target), str(HERE / "load_client.c"), "-lssl", "-lcrypto", "-lm"]
    subprocess.run(command, check=True)
    return target


def load(
    client: Path, proxy: int, origin: int, host: str, pids: list[int], seconds: float, connections: int
) -> dict[str, Any]:
    """One measured run. Raises RuntimeError when any request failed."""
    command = [client, "-p", proxy, "-t", origin, "-h", host, "-c", connections, "-d", seconds, "-w", 2]
    command += ["-b", 2048, "-u", "/v1/chat/completions", "-P", ",".join(map(str, pids))]
    done = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    if found["errs"] or found["bad"]:
        raise RuntimeError(f"the run had errors: {done.stdout} {done.stderr}")
    return found
