"""A receiver's site: a real nginx that ends TLS and wants our certificate, and a receiver's process behind it.

What nginx is told through files in the folder: `away` resets connections, `down` answers 503.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from quarterdeck.sinks.receiver import Receiver
from tests.e2e.harness.deadline import until
from tests.e2e.harness.pki import Authority
from tests.e2e.harness.process import accepts, clean_environment, free_port
from tests.sinks.pki import identity

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
_ROOT = Path(__file__).parents[2]
_CONFIG = """
user root; worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 64; }}
http {{
    access_log off; client_max_body_size 64m;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/site.pem; ssl_certificate_key {folder}/site.pem;
        ssl_client_certificate {ca}; ssl_verify_client on;
        if (-f {folder}/away) {{ return 444; }}
        if (-f {folder}/down) {{ return 503; }}
        location / {{ proxy_pass http://127.0.0.1:{behind}; proxy_http_version 1.1; }}
    }}
}}
"""


class Site:
    """`folder` is the receiver's; `received` is what it has for good."""

    def __init__(self, kind: str, folder: Path, authority: Authority) -> None:
        self.kind, self.folder, self.ca = kind, folder, authority.path
        self.port, self.behind = free_port(), free_port()
        identity(authority, "127.0.0.1", folder / "site.pem")
        self.identity = identity(authority, "shipper.example", folder / "ours.pem", "client-only")
        (folder / "nginx.conf").write_text(
            _CONFIG.format(folder=folder, ca=self.ca, port=self.port, behind=self.behind)
        )
        self._front: subprocess.Popen[bytes] | None = None
        self._receiver: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def start(self) -> None:
        """The receiver; and nginx, if it does not run."""
        command = [sys.executable, "-m", "tests.sinks.receiving", self.kind, str(self.behind), str(self.folder)]
        self._receiver = subprocess.Popen(command, cwd=_ROOT, env=clean_environment(self.folder))
        until(lambda: accepts(("127.0.0.1", self.behind)), "the receiver", 30)
        self.start_front()

    def start_front(self) -> None:
        if self._front is None:
            self._front = subprocess.Popen(
                [str(NGINX), "-c", str(self.folder / "nginx.conf")], stderr=subprocess.DEVNULL
            )
            until(lambda: accepts(("127.0.0.1", self.port)), "nginx", 20)

    def kill(self) -> None:
        """The receiver dies where it stands."""
        if self._receiver is not None:
            self._receiver.kill()
            self._receiver.wait()
            self._receiver = None

    def stop_front(self) -> None:
        """nginx goes at once, with all its connections."""
        if self._front is not None:
            self._front.send_signal(signal.SIGTERM)
            self._front.wait(20)
            self._front = None

    def stop(self) -> None:
        self.kill()
        self.stop_front()

    def mood(self, *words: str) -> None:
        (self.folder / "mood").write_text(" ".join(words))

    def front_mood(self, word: str, *, on: bool = True) -> None:
        (self.folder / word).touch() if on else (self.folder / word).unlink()

    def received(self) -> list[dict[str, Any]]:
        path = self.folder / "received"
        return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []

    def receiver(self, path: str = "", **options: Any) -> Receiver:
        """What a sink ships to."""
        return Receiver(f"{self.url}{path}", ca=self.ca, identity=self.identity, **options)


@contextmanager
def site(kind: str, folder: Path) -> Iterator[Site]:
    """A site of its own."""
    one = Site(kind, folder, Authority(folder))
    try:
        one.start()
        yield one
    finally:
        one.stop()
