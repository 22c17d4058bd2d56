"""A real rsyslogd that takes syslog over TLS into a file: started, killed and started again by the tests."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import orjson
from cryptography.hazmat.primitives import serialization

from tests.e2e.harness.deadline import until
from tests.e2e.harness.pki import Authority
from tests.e2e.harness.process import accepts, free_port

HERE = shutil.which("rsyslogd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

_CONFIG = """\
global(
  workDirectory="{folder}"
  maxMessageSize="64k"
  defaultNetstreamDriverCAFile="{folder}/ca.pem"
  defaultNetstreamDriverCertFile="{folder}/cert.pem"
  defaultNetstreamDriverKeyFile="{folder}/key.pem"
)
module(
  load="imtcp"
  streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="{mode}"
  {peers}
)
template(name="all" type="list" option.jsonf="on") {{
  property(outname="pri" name="pri" format="jsonf")
  property(outname="time" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="host" name="hostname" format="jsonf")
  property(outname="app" name="app-name" format="jsonf")
  property(outname="event" name="msgid" format="jsonf")
  property(outname="data" name="structured-data" format="jsonf")
  property(outname="message" name="msg" format="jsonf")
}}
input(type="imtcp" port="{port}" address="127.0.0.1")
action(type="omfile" file="{folder}/got.jsonl" template="all")
"""
_BEGIN = b'{"pri":'
_ID = re.compile(r'\[quarterdeck@32473 id="([^"]+)"')


class Rsyslog:
    """Listens at `port` with a certificate for 127.0.0.1; `client` is the name that a client's certificate must have,
    "" where none is asked for.
    """

    def __init__(self, folder: Path, authority: Authority, *, client: str = "", name: str = "127.0.0.1") -> None:
        folder.mkdir()
        self.folder = folder
        self.port = free_port()
        self.got = folder / "got.jsonl"
        self._process: subprocess.Popen[bytes] | None = None
        certificate, key = authority.leaf(name)
        form = serialization.PrivateFormat.PKCS8
        plain = serialization.NoEncryption()
        pem = serialization.Encoding.PEM
        (folder / "ca.pem").write_bytes(authority.path.read_bytes())
        (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
        (folder / "key.pem").write_bytes(key.private_bytes(pem, form, plain))
        peers = f'permittedPeer="{client}"' if client else ""
        mode = "x509/name" if client else "anon"
        text = _CONFIG.format(folder=folder, port=self.port, mode=mode, peers=peers)
        (folder / "rsyslog.conf").write_text(text)

    def start(self) -> None:
        """Start it and wait until it accepts."""
        command = [str(HERE), "-n", "-f", str(self.folder / "rsyslog.conf"), "-i", str(self.folder / "pid")]
        with (self.folder / "said").open("ab") as said:
            self._process = subprocess.Popen(command, stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        until(lambda: accepts(("127.0.0.1", self.port)), f"rsyslogd to accept: {self.said()}", 30)

    def signal(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def kill(self) -> None:
        """End it as a crash does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None
        (self.folder / "pid").unlink(missing_ok=True)

    def said(self) -> str:
        path = self.folder / "said"
        return path.read_text() if path.exists() else ""

    def messages(self) -> list[dict[str, str]]:
        """What is in its file, whole. A line that a kill has cut short has the next one behind it."""
        data = self.got.read_bytes() if self.got.exists() else b""
        whole = data[: data.rfind(b"\n") + 1].splitlines()
        return [orjson.loads(line[line.rfind(_BEGIN) :]) for line in whole if _BEGIN in line]

    def ids(self) -> list[str]:
        """The id of each message in its file."""
        return [found[1] for one in self.messages() if (found := _ID.match(one["data"]))]
