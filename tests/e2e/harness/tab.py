"""A tab of headless Chromium that is driven as a person would: go to a page, fill in a form, look.

By the Chrome DevTools Protocol, of which a few commands are enough.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

from .clients import PATIENCE, chromium
from .deadline import until
from .process import clean_environment
from .quarterdeck import Quarterdeck


class Tab:
    """Made by `tab`."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._number = 0

    def go(self, url: str) -> None:
        """Open an address, as if it had been typed."""
        self._ask("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression in the page, which stands for what a person does there."""
        return self._ask("Runtime.evaluate", expression=script, returnByValue=True, userGesture=True)["result"].get(
            "value"
        )

    def sees(self, text: str) -> str:
        """The text of the page once it has `text` in it. Raises when that does not come."""

        def shown() -> str | None:
            said = self.run("document.body ? document.body.innerText : ''")
            return said if isinstance(said, str) and text in said else None

        return until(shown, f"{text!r} on the page", PATIENCE)

    def picture(self, path: Path) -> None:
        """What the page looks like, as PNG."""
        path.write_bytes(base64.b64decode(self._ask("Page.captureScreenshot")["data"]))

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            said = json.loads(self._socket.recv(PATIENCE))
            if said.get("id") == self._number:
                if "error" in said:
                    raise RuntimeError(f"{method}: {said['error']}")
                return said["result"]  # type: ignore[no-any-return]  # whatever the browser says


@contextmanager
def tab(quarterdeck: Quarterdeck, folder: Path) -> Iterator[Tab]:
    """A tab of a browser that uses the proxy; `folder` is its home."""
    command = [*chromium(quarterdeck, folder), "--remote-debugging-port=0", "--window-size=1000,1200", "about:blank"]
    with (folder / "browser.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=clean_environment(folder))
    try:
        port = until(lambda: _port(folder / "profile" / "DevToolsActivePort"), "the browser's port", 60)
        with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
            pages = client.get(f"http://127.0.0.1:{port}/json").json()
        address = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
        with connect(address, proxy=None, max_size=None, open_timeout=PATIENCE) as socket:
            yield Tab(socket)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _port(path: Path) -> int | None:
    if not path.exists():
        return None
    first = path.read_text().partition("\n")[0]
    return int(first) if first else None
