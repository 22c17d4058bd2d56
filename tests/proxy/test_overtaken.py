"""Open tunnels are judged again when the rules change: cut when banned, cut when idle where they would be inspected."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mitmproxy.addons.proxyserver import Proxyserver

from quarterdeck.model.destination import Destination
from quarterdeck.proxy.gate import Gate
from quarterdeck.proxy.link import Link
from quarterdeck.proxy.overtaken import IDLE, Overtaken
from quarterdeck.proxy.recorder import Recorder
from quarterdeck.proxy.runtime import Runtime
from tests.proxy.deck import POLICY, aboard, world

BANNED = POLICY + "  - domain: open.example\n"
INSPECTED = POLICY + "rules:\n  - {id: look, match: {host: open.example, model: 'forbidden-*'}, action: block}\n"


class Task:
    """Stands for the task of a connection, and tells whether it was cancelled."""

    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self, _why: str) -> None:
        self.cancelled = True


def tunnel(folder: Path, rules: str, after: Callable[[Overtaken, Link], None], idle: float = 0) -> tuple[Task, Any]:
    """What becomes of a tunnel to open.example, opened under POLICY, when `rules` come into force."""
    task = Task()

    async def scenario(runtime: Runtime) -> None:
        link = Link("192.0.2.7", destination=Destination("open.example", 443), tunnelled=True)
        runtime.links["c"] = link
        runtime.links["d"] = Link("192.0.2.7", destination=Destination("open.example", 443))
        server = Proxyserver()
        watchdog = SimpleNamespace(last_activity=time.time() - idle)
        transports = {"client": SimpleNamespace(handler=task)}
        server.connections["c"] = SimpleNamespace(timeout_watchdog=watchdog, transports=transports)  # type: ignore[index, assignment]
        recorder = Recorder(runtime)
        overtaken = Overtaken(runtime, recorder, Gate(runtime, recorder, server), server)
        runtime.world = world(rules)
        overtaken.recheck()
        after(overtaken, link)

    return task, aboard(folder, scenario)


def test_a_tunnel_to_a_host_that_is_banned_now_is_cut_at_once(tmp_path: Path) -> None:
    task, (record,) = tunnel(tmp_path, BANNED, lambda _overtaken, _link: None)
    assert task.cancelled
    assert (record["outcome"], record["rules"]) == ("cut", ["deck/ban-domain-open-example"])


@pytest.mark.parametrize(("idle", "cut"), [(IDLE + 1, True), (IDLE - 10, False)])
def test_a_tunnel_that_would_be_inspected_now_is_cut_when_it_is_idle(tmp_path: Path, idle: float, cut: bool) -> None:
    task, records = tunnel(tmp_path, INSPECTED, lambda overtaken, _link: overtaken.cut_idle(), idle)
    assert task.cancelled is cut
    assert [record["outcome"] for record in records] == ["cut"] * cut


def test_a_tunnel_that_concerns_no_rule_goes_on(tmp_path: Path) -> None:
    task, records = tunnel(tmp_path, POLICY, lambda overtaken, _link: overtaken.cut_idle(), IDLE + 100)
    assert not task.cancelled
    assert records == []
