"""Starting, stopping, and what happens when a process dies."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from quarterdeck.proxy.processes import alive

from .harness.clients import Curled, curl, httpx_client
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.names import BANNED
from .harness.policy import PACKS, RULES
from .harness.process import accepts, clean_environment, free_port
from .harness.quarterdeck import Quarterdeck
from .harness.world import World


def workers(quarterdeck: Quarterdeck) -> dict[str, int]:
    """The workers' process ids, as the supervisor has written them down."""
    told = json.loads((quarterdeck.state / "status" / "supervisor.json").read_bytes())
    return dict(told["workers"])


def test_a_drain_lets_an_answer_in_flight_end(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, fresh=True, limits={"drain": 20})
    gates = internet.origins["plain"].gates
    got: list[Curled] = []
    asking = threading.Thread(target=lambda: got.append(curl(mine, "https://governed.example/gate/drain")))
    asking.start()
    assert gates["drain:reached"].wait(15)
    mine.signal(signal.SIGTERM)
    until(lambda: not accepts(mine.address), "new connections to be refused", 10)
    assert mine.wait(0.2) is None
    gates["drain"].set()
    asking.join(20)
    assert got[0].status == 200
    assert '"held": true' in got[0].body
    assert mine.wait(15) == 0


def test_a_drain_lets_a_stream_end(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, fresh=True, limits={"drain": 20})
    gates = internet.origins["plain"].gates
    with (
        httpx_client(mine) as client,
        client.stream("GET", "https://governed.example/sse", headers={"x-gate": "drain-sse"}) as answer,
    ):
        pieces = answer.iter_raw()
        assert next(pieces).startswith(b"data: 0")
        mine.signal(signal.SIGTERM)
        until(lambda: not accepts(mine.address), "new connections to be refused", 10)
        gates["drain-sse"].set()
        assert b"".join(pieces).endswith(b"data: 2\n\n")
    assert mine.wait(15) == 0


def test_a_drain_has_an_end(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, fresh=True, limits={"drain": 0.5})
    asking = threading.Thread(target=lambda: curl(mine, "https://governed.example/gate/drain-never"))
    asking.start()
    assert internet.origins["plain"].gates["drain-never:reached"].wait(15)
    mine.signal(signal.SIGTERM)
    try:
        assert mine.wait(15) == 0
    finally:
        internet.origins["plain"].gates["drain-never"].set()
        asking.join(25)


def test_a_dead_worker_is_started_again(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True)
    (old,) = workers(mine).values()
    os.kill(old, signal.SIGKILL)
    until(lambda: old not in workers(mine).values(), "another worker", 20)
    until(lambda: accepts(mine.address), "it to accept", 20)
    assert curl(mine, f"https://{BANNED}/").status == 403


def test_two_workers_share_the_port(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, workers=2)
    until(lambda: len(workers(mine)) == 2, "two workers")

    def both() -> bool:
        assert curl(mine, "http://www.banned.example/").status == 403
        return {line["worker"] for line in mine.decisions()} == {0, 1}

    until(both, "a record of each worker", 30)
    incidents = [line["incident"] for line in mine.decisions()]
    assert len(set(incidents)) == len(incidents)


def test_one_worker_of_two_dies_and_the_other_serves_on(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, workers=2)
    until(lambda: len(workers(mine)) == 2, "two workers")
    until(lambda: mine.log.read_text().count("ready on") == 2, "both to be ready", 20)
    first = workers(mine)["0"]
    os.kill(first, signal.SIGKILL)
    # What the kernel had given it already is lost with it.
    until(lambda: not alive(first), "it to be gone", 10)
    for _ in range(10):
        assert curl(mine, f"https://{BANNED}/").status == 403
    until(lambda: len(workers(mine)) == 2 and first not in workers(mine).values(), "two workers again", 20)


def test_a_taken_port_is_said_plainly(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, fresh=True, start=False)
    with socket.create_server(mine.address):
        done = subprocess.run(
            mine.command(), capture_output=True, env=clean_environment(mine.folder), timeout=30, check=False
        )
    assert done.returncode == 2
    assert b"cannot listen" in done.stderr


def test_broken_rules_at_the_first_start_are_refused(fleet: Fleet, internet: World) -> None:
    """There is no last good set: it ends and says what is wrong, or runs and lets nothing governed through."""
    mine = fleet(rules={"broken.yaml": "policy: x\nbann: [deepseek]\n"}, fresh=True, start=False)
    with contextlib.suppress(RuntimeError):
        mine.start()
    before = len(internet.origins["banned"].requests)
    assert curl(mine, f"https://{BANNED}/").status != 200
    assert "bann" in mine.tail()
    assert len(internet.origins["banned"].requests) == before


def test_a_start_with_broken_rules_uses_the_last_good_ones(fleet: Fleet, internet: World) -> None:
    first = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True)
    assert curl(first, "http://www.banned.example/").status == 403
    first.signal(signal.SIGTERM)
    assert first.wait(20) == 0
    (first.rules / "e2e.yaml").write_text("policy: e2e\nbann: []\n")
    first.start()
    assert curl(first, "http://www.banned.example/").status == 403
    assert curl(first, f"https://{BANNED}/").status == 403
    assert any(line["event"] == "policy" and line["outcome"] == "refused" for line in first.records())


def test_a_restart_keeps_the_authority(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, fresh=True)
    before = mine.ca.read_bytes()
    mine.signal(signal.SIGTERM)
    assert mine.wait(20) == 0
    mine.start()
    assert mine.ca.read_bytes() == before


def test_private_files_are_private(shared: Quarterdeck) -> None:
    for path in (shared.state / "ca").rglob("*key*.pem"):
        assert path.stat().st_mode & 0o077 == 0, path
    for path in (shared.state / "audit").glob("deck-*/records/*.jsonl"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_it_runs_with_no_configuration_at_all(tmp_path: Path) -> None:
    """`quarterdeck run` without a file: the baseline policy, state in ./var. Only the ports are moved."""
    port = free_port()
    environment = clean_environment(tmp_path) | {
        "QUARTERDECK_LISTEN": f"127.0.0.1:{port}",
        "QUARTERDECK_CONSOLE": "off",
        "QUARTERDECK_ADMIN": "off",
        "QUARTERDECK_WORKERS": "1",
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "quarterdeck", "run"], cwd=tmp_path, env=environment, stdout=log, stderr=log
        )
    try:
        until(lambda: accepts(("127.0.0.1", port)), "it to accept", 30)
        ca = tmp_path / "var" / "ca" / "ca.pem"
        done = subprocess.run(
            ["curl", "-sS", "-x", f"http://127.0.0.1:{port}", "--cacert", str(ca), "-i", f"https://{BANNED}/"],
            capture_output=True,
            env=clean_environment(tmp_path),
            timeout=20,
            check=False,
        )
        assert b" 403 " in done.stdout
        assert b"quarterdeck-incident: qd-" in done.stdout.lower()
    finally:
        process.terminate()
        process.wait(40)
