"""The PAC file: governed hosts go to the proxy, the rest goes out directly. It never lets a governed host by.

The script is ECMAScript 3, since Windows still runs it on an engine of that age.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from quarterdeck.errors import UsageError

CONTENT_TYPE = "application/x-ns-proxy-autoconfig"
# Browsers refuse PAC files over 1 MiB.
LARGEST = 1_000_000
_PROXY = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}\Z")

_SCRIPT = """\
// Made by Quarterdeck; changes here are lost.
var PROXY = %(proxy)s;
var PORTAL = %(portal)s;
var GOVERNED = %(governed)s;

function FindProxyForURL(url, host) {
  var name = String(host).toLowerCase().replace(/^\\[|\\]$/g, "").replace(/\\.+$/, "");
  if (name === PORTAL) { return PROXY; }
  if (GOVERNED === null) {
    return /^(.+\\.)?localhost$|^127(\\.[0-9]+){3}$|^::1$/.test(name) ? "DIRECT" : PROXY;
  }
  for (;;) {
    if (GOVERNED["." + name] === 1) { return PROXY; }
    var dot = name.indexOf(".");
    if (dot < 0) { return "DIRECT"; }
    name = name.slice(dot + 1);
  }
}
"""


def pac_file(
    proxy: str, governed: Iterable[str] | None, *, fallback: str = "none", portal: str = "quarterdeck.proxy"
) -> bytes:
    """The script for a proxy at "host:port".

    `governed` are canonical hosts, each with its subdomains; None sends everything but the device itself to the
    proxy, and so does a set too large for browsers to load. `fallback` is "none", or "direct" to let browsers go
    out directly when the proxy does not answer. Raises UsageError.
    """
    if not _PROXY.match(proxy):
        raise UsageError(f"the PAC file needs the proxy's address as HOST:PORT, not {proxy!r}")
    if fallback not in ("none", "direct"):
        raise UsageError(f"pac.fallback must be none or direct, not {fallback!r}")
    way = f"PROXY {proxy}; DIRECT" if fallback == "direct" else f"PROXY {proxy}"
    # The dot keeps a host such as `__proto__` from meaning something else to the script.
    names = None if governed is None else {f".{host}": 1 for host in sorted(set(governed))}
    text = _fill(way, portal, names)
    return text if len(text) <= LARGEST else _fill(way, portal, None)


def _fill(way: str, portal: str, names: dict[str, int] | None) -> bytes:
    values = {"proxy": json.dumps(way), "portal": json.dumps(portal)}
    values["governed"] = json.dumps(names, indent=0 if names else None, separators=(",", ":"))
    return (_SCRIPT % values).encode("ascii")
