"""Two network namespaces and a wire between them: a client on one side, on the other the router that redirects.

Needs root, `ip` and `nft`. Everything lives in namespaces of its own and is gone afterwards.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

CLIENT = "192.0.2.1"
ROUTER = "192.0.2.2"
FAR = "198.51.100.7"


class Unusable(Exception):
    """Why no namespace can be made here."""


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    if done.returncode != 0:
        raise Unusable(f"{' '.join(command)}: {done.stderr.strip()}")


class Namespaces:
    """`client` and `router` are the prefixes that run a command on either side."""

    def __init__(self, port: int) -> None:
        """Traffic from the client to ports 80 and 443 of any address is redirected to `port` on the router."""
        if os.geteuid() != 0:
            raise Unusable("needs root")
        for tool in ("ip", "nft"):
            if shutil.which(tool) is None:
                raise Unusable(f"needs {tool}")
        mark = secrets.token_hex(3)
        self._client, self._router = f"qdc{mark}", f"qdr{mark}"
        self.client = ("ip", "netns", "exec", self._client)
        self.router = ("ip", "netns", "exec", self._router)
        try:
            self._build(mark, port)
        except Unusable:
            self.close()
            raise

    def _build(self, mark: str, port: int) -> None:
        for name in (self._client, self._router):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        near, far = f"c{mark}", f"r{mark}"
        run(
            "ip", "link", "add", near, "netns", self._client, "type", "veth", "peer", "name", far, "netns", self._router
        )
        run("ip", "-n", self._client, "addr", "add", f"{CLIENT}/24", "dev", near)
        run("ip", "-n", self._router, "addr", "add", f"{ROUTER}/24", "dev", far)
        run("ip", "-n", self._client, "link", "set", near, "up")
        run("ip", "-n", self._router, "link", "set", far, "up")
        run("ip", "-n", self._client, "route", "add", "default", "via", ROUTER)
        run("ip", "-n", self._router, "addr", "add", f"{FAR}/32", "dev", "lo")
        run(*self.router, "nft", "add", "table", "ip", "qd")
        run(*self.router, "nft", "add chain ip qd pre { type nat hook prerouting priority -100; }")
        run(*self.router, "nft", f"add rule ip qd pre iifname {far} tcp dport {{ 80, 443 }} redirect to :{port}")

    def listen(self, address: str, port: int) -> socket.socket:
        """A listening socket on the router's side, which this process may serve."""
        return self._inside(self._router, lambda: socket.create_server((address, port), backlog=64))

    def connected(self, address: tuple[str, int]) -> socket.socket:
        """A socket that the client's side has connected."""
        return self._inside(self._client, lambda: socket.create_connection(address, timeout=10))

    @staticmethod
    def _inside(name: str, make: Callable[[], socket.socket]) -> socket.socket:
        """A namespace belongs to a thread, so a thread of its own makes the socket."""
        made: list[socket.socket | BaseException] = []

        def work() -> None:
            try:
                with Path(f"/run/netns/{name}").open("rb") as handle:
                    os.setns(handle.fileno(), os.CLONE_NEWNET)
                made.append(make())
            except BaseException as error:  # noqa: BLE001  it is raised again where somebody sees it
                made.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(20)
        if not made or isinstance(made[0], BaseException):
            raise made[0] if made else Unusable("no socket")  # type: ignore[misc]
        return made[0]

    def close(self) -> None:
        for name in (self._client, self._router):
            subprocess.run(("ip", "netns", "del", name), capture_output=True, check=False, timeout=20)
