"""Quarterdeck itself, started as a user starts it: a configuration file, rule files, `run`."""

from __future__ import annotations

import json
import os
import ssl
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from .deadline import until
from .process import ProxyProcess, free_port

type Line = dict[str, Any]


class Quarterdeck(ProxyProcess):
    """`rules` maps file names to policy text (or names a packaged pack by a plain string)."""

    name = "quarterdeck"

    def __init__(self, folder: Path, rules: Mapping[str, str], packs: tuple[str, ...], config: dict[str, Any]) -> None:
        super().__init__(folder)
        self.rules = folder / "rules"
        self.state = folder / "state"
        self.rules.mkdir()
        for name, text in rules.items():
            (self.rules / name).write_text(text)
        self.admin_port = free_port()
        chosen: dict[str, Any] = {
            "listen": f"127.0.0.1:{self.port}",
            "admin": f"127.0.0.1:{self.admin_port}",
            "console": "off",
            "workers": 1,
            "state": str(self.state),
            "rules": [*packs, *([str(self.rules)] if rules else [])],
            "limits": {"drain": 2},
            "audit": {"principal": "clear"},
        }
        self.config = folder / "quarterdeck.yaml"
        self.config.write_text(yaml.safe_dump(merged(chosen, config), sort_keys=False))
        self.prefix: list[str] = []

    def command(self) -> list[str]:
        return [*self.prefix, sys.executable, "-m", "quarterdeck", "run", "-c", str(self.config)]

    @property
    def ca(self) -> Path:
        return self.state / "ca" / "ca.pem"

    def ready(self) -> bool:
        """Whether it accepts and the record of its start is on disk, where it cannot be taken for that of a reload."""
        return self.ca.exists() and super().ready() and any(line["event"] == "policy" for line in self.records())

    @property
    def trust(self) -> ssl.SSLContext:
        """A client context that trusts this proxy's CA and nothing else."""
        return ssl.create_default_context(cafile=str(self.ca))

    def records(self) -> list[Line]:
        """Every audit line so far, whole lines only, oldest first."""
        lines: list[Line] = []
        for path in sorted((self.state / "audit").glob("deck-*/records/*.jsonl")):
            data = path.read_bytes()
            lines += [json.loads(line) for line in data[: data.rfind(b"\n") + 1].splitlines() if line]
        return lines

    def decisions(self) -> list[Line]:
        """The records of requests and connections; a later line on how one ended ("outcome") is no decision."""
        return [line for line in self.records() if line["event"] in ("decision", "connection")]

    def worker_pids(self) -> list[int]:
        """The processes of the workers."""
        told = json.loads((self.state / "status" / "supervisor.json").read_bytes())
        return list(told["workers"].values())

    def resident(self) -> int:
        """The most memory in bytes that any worker has held so far."""
        lines = [line for pid in self.worker_pids() for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
        return max(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))

    def settled(self) -> bool:
        """Whether the workers spend no more than a tenth of a second of CPU in half a second."""
        before = self._cpu()
        time.sleep(0.5)
        return self._cpu() - before <= 0.1

    def _cpu(self) -> float:
        ticks = 0
        for pid in self.worker_pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def wait_record(self, wanted: Callable[[Line], bool], what: str, seconds: float = 10.0) -> Line:
        """The first audit line that fits, waited for."""
        return until(lambda: next((line for line in self.records() if wanted(line)), None), what, seconds)

    def record_of(self, incident: str | None) -> Line:
        """The one record of an incident."""
        self.wait_record(lambda line: line.get("incident") == incident, f"the record of incident {incident}")
        found = [line for line in self.decisions() if line.get("incident") == incident]
        if len(found) != 1:
            raise AssertionError(f"incident {incident} stands in {len(found)} records")
        return found[0]

    def from_client(self, client: str) -> list[Line]:
        """The records of what one client address did."""
        return [line for line in self.decisions() if line.get("client") == client]


def merged(base: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` laid on `base`, mapping by mapping."""
    result = dict(base)
    for key, value in over.items():
        if isinstance(value, Mapping) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result
