"""The gate: who may connect, what a connection is for, and whether it is tunnelled, inspected or refused."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from mitmproxy import connection, http, tls
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from quarterdeck.engine import connection_facts, judge_connection
from quarterdeck.errors import BadHost
from quarterdeck.model.destination import Destination, canonical_host, is_address
from quarterdeck.model.principal import Principal
from quarterdeck.model.record import Outcome
from quarterdeck.policy.evaluate import refused_by_host
from quarterdeck.proxy import enforce
from quarterdeck.proxy.forbidden import NEVER, forbidden, forbidden_address
from quarterdeck.proxy.guard import fail_closed
from quarterdeck.proxy.hello import misnamed
from quarterdeck.proxy.hooks import Malformed, Refused
from quarterdeck.proxy.link import Link
from quarterdeck.proxy.recorder import Recorder
from quarterdeck.proxy.runtime import PORTAL, Runtime
from quarterdeck.proxy.translate import client_address
from quarterdeck.services.agreement import agreed_host, agreed_name, same_service

logger = logging.getLogger("quarterdeck.gate")


class Gate:
    """The addon for everything that happens to a connection before and beside its requests."""

    def __init__(self, runtime: Runtime, recorder: Recorder, server: Proxyserver) -> None:
        self.runtime = runtime
        self.recorder = recorder
        self.server = server
        self._dialled: dict[str, tuple[str, int]] = {}

    # -- the client ---------------------------------------------------------------------------------------

    def _drop_client(self, client: connection.Client) -> None:
        client.error = "refused: the connection could not be judged"

    @fail_closed(_drop_client)
    def client_connected(self, client: connection.Client) -> None:
        """Admit a client or drop it."""
        address = client_address(client.peername)
        if not self.runtime.admits(address):
            client.error = "refused: this client may not use the proxy"
            link = Link(address)
            self.recorder.connection(link, Outcome.REFUSED, "the client's address is not in clients.allow")
            return
        self.runtime.links[client.id] = Link(address, opened=time.time())

    def client_disconnected(self, client: connection.Client) -> None:
        """Forget a connection."""
        self.runtime.links.pop(client.id, None)

    # -- names --------------------------------------------------------------------------------------------

    def _refuse_connect(self, flow: http.HTTPFlow) -> None:
        flow.response = http.Response.make(503, b"Quarterdeck failed; nothing was sent.\n", {"Connection": "close"})

    @fail_closed(_refuse_connect)
    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Take note of what CONNECT names, and refuse what can be refused without a look inside."""
        link = self.runtime.links[flow.client_conn.id]
        try:
            host = canonical_host(flow.request.host)
        except BadHost as error:
            self._refuse_at_connect(flow, link, 400, str(error))
            return
        link.target = Destination(host, flow.request.port)
        if not agreed_host(host, flow.request.headers.get("host")):
            self._refuse_at_connect(flow, link, 400, "the CONNECT target and its Host header disagree")
        elif host == PORTAL:
            return
        elif (why := self.runtime.never_reached(link.target)) is not None:
            self._refuse_at_connect(flow, link, 403, why)
        elif self.runtime.config.refuse == "connect" or self.runtime.world.never_inspect.covers(host):
            self._refuse_by_host(flow, link, link.target)

    def _refuse_by_host(self, flow: http.HTTPFlow, link: Link, destination: Destination) -> None:
        world = self.runtime.world
        facts = connection_facts(destination, Principal(link.client), time.time(), world.kit)
        reason = refused_by_host(world.policy, facts)
        if reason is not None:
            link.reason = reason
            self._refuse_at_connect(flow, link, 403, reason.text)

    def _refuse_at_connect(self, flow: http.HTTPFlow, link: Link, status: int, why: str) -> None:
        incident = self.recorder.connection(link, Outcome.REFUSED, why, host=flow.request.host, port=flow.request.port)
        flow.response = enforce.plain_refusal(status, why, incident)

    def _doubt(self, data: tls.ClientHelloData) -> None:
        data.ignore_connection = False
        self.runtime.links[data.context.client.id].refusal = "the connection could not be judged"

    @fail_closed(_doubt)
    async def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        """Compare the names and decide: tunnel, inspect, or inspect in order to refuse."""
        client = data.context.client
        link = self.runtime.links[client.id]
        why = misnamed(data.client_hello.extensions, client.sni)
        if why is not None:
            self.recorder.connection(link, Outcome.REFUSED, why)
            self.abort(data)
            return
        server = data.context.server
        if server.address is None:
            raise ValueError("a TLS connection without a destination")
        connected = link.target is not None
        link.target = link.target or Destination(canonical_host(server.address[0]), server.address[1])
        link.destination = link.target
        if link.target.host == PORTAL:
            return
        name = self._name(link.target.host, client.sni, connected)
        if name is None:
            link.refusal = "the CONNECT target and the TLS server name disagree"
            return
        # What is dialled is the name that is judged, in its own spelling, not an address that the client chose for it.
        link.destination = Destination(name, link.target.port)
        server.address = (name, link.target.port)
        server.sni = None if is_address(name) else name
        if name != PORTAL:
            await self._decide(link, data)

    def _name(self, target: str, sni: str | None, connected: bool) -> str | None:
        """The one name that a connection stands for. Without a CONNECT the target is only a packet's address."""
        same = not connected or same_service(self.runtime.world.kit.catalog, target, sni)
        return agreed_name(target, sni, same)

    async def _decide(self, link: Link, data: tls.ClientHelloData) -> None:
        runtime, world = self.runtime, self.runtime.world
        destination = link.destination
        if destination is None:
            raise ValueError("a connection is judged by its destination")
        link.refusal = runtime.never_reached(destination)
        if link.refusal is not None:
            return
        principal = Principal(link.client)
        inspection = judge_connection(destination, principal, link.opened, world.policy, world.kit)
        link.inspection = inspection
        link.governed = inspection.verdict.value != "tunnel"
        if runtime.inspects(inspection, destination.host):
            return
        reason = refused_by_host(world.policy, connection_facts(destination, principal, link.opened, world.kit))
        if reason is not None:
            # Exempted from decryption, and still banned: there is no page to show without decrypting.
            link.reason = reason
            self.recorder.connection(link, Outcome.CUT, reason.text)
            self.abort(data)
            return
        # Set before the wait, so that rules that come into force meanwhile find this tunnel among those to judge again.
        link.tunnelled = True
        if (link.governed or runtime.config.audit.scope == "all") and not await self._recorded(
            link, inspection.because
        ):
            self.abort(data)
            return
        data.ignore_connection = True
        runtime.counts["tunnelled"] += 1

    async def _recorded(self, link: Link, why: str) -> bool:
        """Whether a tunnel is on record, or may do without."""
        try:
            await self.recorder.tunnelled(link, why)
        except OSError as error:
            logger.error("the deck log cannot be written: %s", error)
            return self.runtime.config.on_fault.audit == "flag"
        return True

    def tls_failed_client(self, data: tls.TlsData) -> None:
        """A client that does not accept our certificate sees a TLS error; the record says why."""
        link = self.runtime.links.get(data.context.client.id)
        if link is not None and not link.recorded:
            why = f"the client refused the handshake: {data.conn.error or 'no reason given'}"
            self.recorder.connection(link, Outcome.FAILED, why, unread="pinned")

    # -- what cannot be read ------------------------------------------------------------------------------

    def malformed(self, malformed: Malformed) -> None:
        """Record a request head that was not read, and compose its answer."""
        link = self.runtime.links.get(malformed.client.id) or Link(client_address(malformed.client.peername))
        incident = self.recorder.connection(link, Outcome.REFUSED, malformed.why)
        malformed.answer = enforce.raw_refusal(400, malformed.why, incident)

    def refused(self, refused: Refused) -> None:
        """Record a protocol that is not let through."""
        client = refused.context.client
        link = self.runtime.links.get(client.id) or Link(client_address(client.peername))
        self.recorder.connection(link, Outcome.REFUSED, refused.why)

    # -- the origin ---------------------------------------------------------------------------------------

    def _refuse_server(self, data: ServerConnectionHookData) -> None:
        data.server.error = "the destination could not be checked"

    @fail_closed(_refuse_server)
    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Apply `upstream.resolve`, and refuse destinations that are this machine itself."""
        address = data.server.address
        if address is None or data.server.via is not None or address == self.runtime.config.upstream_proxy:
            return
        host, port = canonical_host(address[0]), address[1]
        mapped = self.runtime.mapped(host, port)
        if mapped is not None:
            self._dialled[data.server.id] = address
            data.server.address = mapped
        elif forbidden(host):
            data.server.error = NEVER

    def _drop_server(self, data: ServerConnectionHookData) -> None:
        self.abort_server(data)

    @fail_closed(_drop_server)
    def server_connected(self, data: ServerConnectionHookData) -> None:
        """Look at where a name really led, before the first byte is sent there."""
        server = data.server
        original = self._dialled.pop(server.id, None)
        if original is not None:
            # mitmproxy finds a connection to use again by its address, and forbids changing that once open.
            object.__setattr__(server, "address", original)
            return
        if server.address == self.runtime.config.upstream_proxy or server.peername is None:
            return
        peer = server.peername[0]
        itself = server.sockname is not None and server.sockname[0] == peer
        if itself or forbidden_address(peer):
            link = self.runtime.links.get(data.client.id) or Link(client_address(data.client.peername))
            self.recorder.connection(link, Outcome.CUT, f"the name leads to {peer}, which is never reached")
            self.abort_server(data)

    def server_connect_error(self, data: ServerConnectionHookData) -> None:
        """Forget a mapping that did not connect."""
        self._dialled.pop(data.server.id, None)

    # -- cutting ------------------------------------------------------------------------------------------

    def abort_server(self, data: ServerConnectionHookData) -> None:
        """Close the connection to an origin at once; what was written and not yet sent is lost on purpose."""
        transports = self.server.connections[data.client.id].transports
        writer = transports[data.server].writer
        if isinstance(writer, asyncio.StreamWriter):
            writer.transport.abort()

    def abort(self, data: Any) -> None:
        """Cut the client connection that a hook's data belongs to."""
        client = getattr(data, "client_conn", None) or getattr(data, "client", None)
        if client is None:
            client = data if isinstance(data, connection.Client) else data.context.client
        self.abort_client(client.id)

    def abort_client(self, client_id: str) -> None:
        """Cut a client connection and all that was opened for it."""
        handler = self.server.connections.get(client_id)
        if handler is not None:
            for io in list(handler.transports.values()):
                if io.handler is not None:
                    io.handler.cancel("cut by policy")
