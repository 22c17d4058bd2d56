"""The proxy of one worker, built in code: only the addons that are needed, and no script that could be unloaded."""

from __future__ import annotations

import asyncio
from pathlib import Path

from mitmproxy import addons as _addons  # noqa: F401  registers mitmproxy's own options
from mitmproxy import master, options
from mitmproxy.addons.proxyserver import Proxyserver

from quarterdeck.audit.key import redaction_key
from quarterdeck.config.schema import Config, parse_listen
from quarterdeck.proxy import client_connection, headers, http1, http2, origin_tls, stream, websocket
from quarterdeck.proxy.answers import Answers
from quarterdeck.proxy.desk import Desk
from quarterdeck.proxy.gate import Gate
from quarterdeck.proxy.holder import Holder
from quarterdeck.proxy.hook_table import HookTable
from quarterdeck.proxy.inspector import Inspector
from quarterdeck.proxy.leaf import LeafMint
from quarterdeck.proxy.listen import mode_spec
from quarterdeck.proxy.messages import Messages
from quarterdeck.proxy.next_layer import NextLayer
from quarterdeck.proxy.overtaken import Overtaken
from quarterdeck.proxy.recorder import Recorder
from quarterdeck.proxy.redactor import Redactor
from quarterdeck.proxy.runtime import Runtime
from quarterdeck.proxy.tls import SUITES, Tls
from quarterdeck.proxy.vault_connect import connect


class ProxyMaster(master.Master):
    """A mitmproxy master with Quarterdeck's addons and nothing else."""

    def __init__(self, runtime: Runtime, mint: LeafMint, desk: Desk, trust: Path) -> None:
        headers.install()
        http1.install()
        http2.install()
        stream.install()
        client_connection.install()
        origin_tls.install()
        websocket.install()
        super().__init__(options.Options(), asyncio.get_running_loop())
        self.addons = HookTable(self)
        self.server = Proxyserver()
        recorder = Recorder(runtime)
        gate = Gate(runtime, recorder, self.server)
        holder = Holder(runtime, recorder)
        key = redaction_key(runtime.config.state)
        redactor = Redactor(connect(runtime.config), key)
        self.gate = gate
        self.overtaken = Overtaken(runtime, recorder, gate, self.server)
        self.addons.add(  # type: ignore[no-untyped-call]  # mitmproxy's is not typed
            self.server,
            NextLayer(),
            Tls(mint),
            gate,
            holder,
            Inspector(runtime, recorder, desk, gate, holder, redactor),
            Answers(runtime, recorder, desk, gate, key),
            Messages(runtime, recorder, redactor, desk),
        )
        self.options.update(**proxy_options(runtime.config, trust))
        # Each reading of an option copies its value; ours do not change any more, so they become plain attributes.
        vars(self.options).update({name: getattr(self.options, name) for name, _ in self.options.items()})
        self.addons.freeze()

    async def start(self) -> None:
        """Listen. Raises OSError when the address cannot be had."""
        await self.server.setup_servers()
        failed = [server.last_exception for server in self.server.servers if server.last_exception]
        if failed:
            raise failed[0]
        self.server.running()

    async def stop_listening(self) -> None:
        """Take no new connections; those that are open go on."""
        for server in self.server.servers:
            await server.stop()

    def cut(self) -> None:
        """Cut all connections of clients."""
        for client_id in list(self.server.connections):
            if isinstance(client_id, str):
                self.gate.abort_client(client_id)


def proxy_options(config: Config, trust: Path) -> dict[str, object]:
    """mitmproxy's options. An upstream is contacted only after the decision, so never to look at its certificate."""
    host, port = parse_listen(config.listen)
    return {
        "mode": [mode_spec(config.mode, host, port)],
        "connection_strategy": "lazy",
        "upstream_cert": False,
        "rawtcp": False,
        "http2": True,
        "http3": False,
        "websocket": True,
        "validate_inbound_headers": True,
        "ssl_verify_upstream_trusted_ca": str(trust),
        "ciphers_server": SUITES,
        "ciphers_client": SUITES,
        "tcp_timeout": int(config.limits.idle),
        "confdir": str(config.state / "mitmproxy"),
    }
