"""Stock `mitmdump` with a plain policy script, as most people would write it: the measure to compare with."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .process import ProxyProcess

SCRIPT = Path(__file__).with_name("stock_script.py")


class Stock(ProxyProcess):
    """`resolve` is as Quarterdeck's; `banned` hosts are refused, and so is a model that begins with `forbidden`.

    `word` is an expression that no request may hold.
    """

    name = "mitmdump"

    def __init__(self, folder: Path, resolve: dict[str, str], banned: tuple[str, ...], word: str = "") -> None:
        super().__init__(folder)
        self._setting = folder / "stock.json"
        self._setting.write_text(json.dumps({"resolve": resolve, "banned": banned, "word": word}))

    @property
    def ca(self) -> Path:
        return self.folder / "mitm" / "mitmproxy-ca-cert.pem"

    def command(self) -> list[str]:
        options = {
            "confdir": self.folder / "mitm",
            "listen_host": "127.0.0.1",
            "listen_port": self.port,
            "ssl_insecure": "true",
            "stock_setting": self._setting,
        }
        command = [str(Path(sys.executable).with_name("mitmdump")), "-q", "-s", str(SCRIPT)]
        for name, value in options.items():
            command += ["--set", f"{name}={value}"]
        return command
