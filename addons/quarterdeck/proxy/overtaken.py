"""Tunnels that a change of the rules has overtaken: what was nobody's business when they were opened now is.

A tunnel to a host that is banned now is cut at once. One that would be inspected now is cut when it has been idle,
since a request may be in flight that began under the old rules; the client comes back and is inspected.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from mitmproxy.addons.proxyserver import Proxyserver

from quarterdeck.engine import connection_facts, judge_connection
from quarterdeck.model.destination import Destination
from quarterdeck.model.principal import Principal
from quarterdeck.model.record import Outcome
from quarterdeck.policy.evaluate import refused_by_host
from quarterdeck.proxy.gate import Gate
from quarterdeck.proxy.link import Link
from quarterdeck.proxy.recorder import Recorder
from quarterdeck.proxy.runtime import Runtime

# Seconds without a byte in either direction.
IDLE = 30.0


class Overtaken:
    """Looks after the open tunnels of one worker."""

    def __init__(self, runtime: Runtime, recorder: Recorder, gate: Gate, server: Proxyserver) -> None:
        self.runtime = runtime
        self.recorder = recorder
        self.gate = gate
        self.server = server

    def recheck(self) -> None:
        """After a change of the rules: judge every tunnel again."""
        world = self.runtime.world
        for client_id, link, destination in self._tunnels():
            principal, now = Principal(link.client), time.time()
            reason = refused_by_host(world.policy, connection_facts(destination, principal, now, world.kit))
            if reason is not None:
                link.reason = reason
                self._cut(client_id, link, reason.text)
                continue
            inspection = judge_connection(destination, principal, now, world.policy, world.kit)
            link.overtaken = self.runtime.inspects(inspection, destination.host)

    def cut_idle(self) -> None:
        """Cut what would be inspected now and has nothing in flight; to be called every few seconds."""
        for client_id, link, _ in self._tunnels():
            handler = self.server.connections.get(client_id)
            if link.overtaken and handler is not None:
                quiet = time.time() - handler.timeout_watchdog.last_activity
                if quiet >= IDLE:
                    self._cut(client_id, link, "the rules in force now inspect this host; the tunnel was opened before")

    def _tunnels(self) -> Iterator[tuple[str, Link, Destination]]:
        for client_id, link in list(self.runtime.links.items()):
            if link.tunnelled and link.destination is not None:
                yield client_id, link, link.destination

    def _cut(self, client_id: str, link: Link, why: str) -> None:
        self.recorder.connection(link, Outcome.CUT, why)
        self.gate.abort_client(client_id)
