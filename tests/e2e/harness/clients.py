"""The real clients: curl, httpx, the vendors' SDKs, WebSockets, a browser; each trusts the proxy's CA only."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import anthropic
import httpx
import openai
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as _connect
from websockets.typing import Origin

from .process import clean_environment
from .quarterdeck import Quarterdeck

PATIENCE = 20.0
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)


def httpx_client(quarterdeck: Quarterdeck, *, http2: bool = False, ca: str | None = None) -> httpx.Client:
    """httpx, that reads nothing of the machine's environment."""
    verify = httpx.create_ssl_context(verify=ca or str(quarterdeck.ca), trust_env=False)
    return httpx.Client(
        proxy=quarterdeck.url, verify=verify, http2=http2, http1=not http2, trust_env=False, timeout=PATIENCE
    )


def openai_client(
    quarterdeck: Quarterdeck, base_url: str = "https://api.openai.com/v1", key: str = "sk-x"
) -> openai.OpenAI:
    """The official SDK, which tries once."""
    client = openai.DefaultHttpxClient(proxy=quarterdeck.url, verify=quarterdeck.trust, trust_env=False)
    return openai.OpenAI(api_key=key, base_url=base_url, http_client=client, max_retries=0, timeout=PATIENCE)


def anthropic_client(
    quarterdeck: Quarterdeck, base_url: str = "https://api.anthropic.com", key: str = "sk-ant-x"
) -> anthropic.Anthropic:
    """The official SDK, which tries once."""
    client = anthropic.DefaultHttpxClient(proxy=quarterdeck.url, verify=quarterdeck.trust, trust_env=False)
    return anthropic.Anthropic(api_key=key, base_url=base_url, http_client=client, max_retries=0, timeout=PATIENCE)


def websocket_trust(quarterdeck: Quarterdeck) -> ssl.SSLContext:
    """What a client trusts of which one thread reads while another writes.

    The one takes the session tickets of TLS 1.3 while the other writes the request: two at a time in one connection of
    OpenSSL, which is not made for it, and now and then the request is never sent. In TLS 1.2 they come before it.
    """
    trust = quarterdeck.trust
    trust.maximum_version = ssl.TLSVersion.TLSv1_2
    return trust


def websocket(
    quarterdeck: Quarterdeck, url: str, *, deflate: bool = False, origin: str | None = None
) -> ClientConnection:
    """A WebSocket through CONNECT. `deflate`: it offers to compress messages; `origin` is the page that opens it."""
    tls = websocket_trust(quarterdeck) if url.startswith("wss:") else None
    compression = "deflate" if deflate else None
    return _connect(
        url,
        proxy=quarterdeck.url,
        ssl=tls,
        origin=Origin(origin) if origin else None,
        open_timeout=PATIENCE,
        close_timeout=PATIENCE,
        compression=compression,
    )


@dataclass(frozen=True, slots=True)
class Curled:
    """What curl got. `code` is curl's own exit code."""

    code: int
    status: int
    headers: dict[str, str]
    body: str
    said: str


def curl(quarterdeck: Quarterdeck, url: str, *options: str, prefix: tuple[str, ...] = ()) -> Curled:
    """curl with the proxy and its CA; `prefix` runs it elsewhere (a network namespace)."""
    proxy = () if "--noproxy" in options else ("-x", quarterdeck.url)
    command = [*prefix, "curl", "-sS", "-i", "--suppress-connect-headers", "-m", str(PATIENCE)]
    done = subprocess.run(
        [*command, "--cacert", str(quarterdeck.ca), *proxy, *options, url],
        capture_output=True,
        timeout=PATIENCE + 5,
        env=clean_environment(quarterdeck.folder),
        check=False,
    )
    head, _, body = done.stdout.decode(errors="replace").replace("\r\n", "\n").partition("\n\n")
    first, *lines = head.split("\n")
    status = int(first.split()[1]) if first.startswith("HTTP/") else 0
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Curled(done.returncode, status, headers, body, done.stderr.decode(errors="replace"))


def browser(quarterdeck: Quarterdeck, url: str, folder: Path, *, screenshot: Path | None = None) -> str:
    """The page as headless Chromium shows it, which trusts the CA as a user's does; RuntimeError when it shows none."""
    shown = (f"--screenshot={screenshot}", "--window-size=1000,1200") if screenshot else ("--dump-dom",)
    command = [*chromium(quarterdeck, folder), *shown, url]
    done = subprocess.run(command, capture_output=True, timeout=60, env=clean_environment(folder), check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout.decode(errors="replace")


def chromium(quarterdeck: Quarterdeck, folder: Path) -> list[str]:
    """The command of a headless Chromium whose home is a new folder; it trusts the CA as a user's does."""
    if CHROMIUM is None:
        raise RuntimeError("chromium is not installed")
    _trust(quarterdeck.ca, folder / ".pki" / "nssdb")
    return [
        CHROMIUM,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--disable-extensions",
        "--disable-component-update",
        "--disable-background-networking",
        "--disable-sync",
        "--disable-default-apps",
        "--no-first-run",
        "--password-store=basic",
        f"--user-data-dir={folder / 'profile'}",
        f"--proxy-server={quarterdeck.url}",
    ]


def _trust(ca: Path, database: Path) -> None:
    """Add a CA to a new NSS database, where Chromium on Linux looks for what its user trusts."""
    database.mkdir(parents=True)
    for action in (["-N", "--empty-password"], ["-A", "-t", "C,,", "-n", "quarterdeck", "-i", str(ca)]):
        subprocess.run(["certutil", "-d", f"sql:{database}", *action], capture_output=True, timeout=30, check=True)
