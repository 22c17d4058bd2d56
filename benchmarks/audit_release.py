"""What a request pays for being on record before it is sent on: `python benchmarks/audit_release.py`.

Two proxies that differ in `audit.durability` alone are measured in turns, so that a slow minute falls on both. Requests
are 2 KB POSTs over TLS to a governed host; each writes a decision and an outcome.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from load import build_client, load
from origin import start
from proxies import HOST, quarterdeck, stop, to_origin

CONNECTIONS = (1, 64)
ROUNDS = 5
SECONDS = 3.0
_KINDS = ("before-release", "async")
_FIGURES = ("p50_ms", "p99_ms", "cpu_ms_per_req")


def measure(seconds: float = SECONDS, rounds: int = ROUNDS) -> list[dict[str, float]]:
    """The medians over the rounds of both, and how much more the held one takes, for so many connections each."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        client = build_client(folder)
        nginx, origin = start(folder, [HOST])
        stack.callback(stop, nginx)
        upstream = to_origin(folder, origin)
        proxies = {kind: quarterdeck(stack, folder, 1, upstream, audit={"durability": kind}) for kind in _KINDS}
        found = []
        for connections in CONNECTIONS:
            runs: dict[str, list[dict[str, float]]] = {kind: [] for kind in _KINDS}
            for number in range(rounds):
                for kind in _KINDS if number % 2 else reversed(_KINDS):
                    port, pids = proxies[kind]
                    runs[kind].append(load(client, port, origin, HOST, pids, seconds, connections))
            held, free = ({name: _median(runs[kind], name) for name in _FIGURES} for kind in _KINDS)
            found.append(
                {
                    "connections": connections,
                    "more_p50_ms": held["p50_ms"] - free["p50_ms"],
                    "more_p99_ms": held["p99_ms"] - free["p99_ms"],
                    "cpu_ratio": held["cpu_ms_per_req"] / free["cpu_ms_per_req"],
                    **{f"held_{name}": held[name] for name in _FIGURES},
                    **{f"async_{name}": free[name] for name in _FIGURES},
                }
            )
        return found


def _median(runs: list[dict[str, float]], name: str) -> float:
    return statistics.median(run[name] for run in runs)


def table(found: list[dict[str, float]]) -> str:
    """The figures for a person."""
    lines = ["a record before release, beside async (targets: 1 ms more at p50, 5 ms at p99, 5 % of CPU):"]
    lines += [
        f"{one['connections']:6.0f} connections: {one['more_p50_ms']:+.2f} ms at p50 (of {one['held_p50_ms']:.2f}), "
        f"{one['more_p99_ms']:+.2f} ms at p99 (of {one['held_p99_ms']:.2f}), CPU x{one['cpu_ratio']:.2f}"
        for one in found
    ]
    return "\n".join(lines)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="length of each run")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    print(table(measure(given.seconds, given.rounds)))


if __name__ == "__main__":
    main()
