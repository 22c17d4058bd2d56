"""Exchanges and matches as the proxy and the catalogue would make them, from a URL and a few words."""

from __future__ import annotations

from urllib.parse import urlsplit

from quarterdeck.model.destination import Destination
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.principal import Principal
from quarterdeck.model.service import NO_SERVICE, Host, Service, ServiceMatch
from quarterdeck.services.paths import normalize


def exchange(
    url: str,
    body: bytes | None = None,
    headers: dict[str, str] | tuple[tuple[str, str], ...] = (),
    method: str = "POST",
    protocol: str = "http/1.1",
    opaque: str | None = None,
) -> Exchange:
    parts = urlsplit(url)
    host = parts.hostname or ""
    scheme = {"wss": "https", "ws": "http"}.get(parts.scheme, parts.scheme)
    target = url[url.index(parts.netloc) + len(parts.netloc) :] or "/"
    path, query = normalize(target)
    pairs = tuple(headers.items()) if isinstance(headers, dict) else headers
    return Exchange(
        id="x",
        time=0.0,
        principal=Principal("127.0.0.1"),
        destination=Destination(host, parts.port or (443 if scheme == "https" else 80), scheme),
        method=method,
        target=target,
        path=path,
        query=query,
        headers=(("host", parts.netloc), *pairs),
        body=body,
        protocol=protocol,
        opaque=opaque,
    )


def service(models: str = "any", name: str = "example-api", category: str = "llm-api") -> Service:
    return Service(id=name, name="Example", vendor="Example", category=category, models=models)


def matched(models: str = "any", role: str = "api", shared: bool = False, **entry: str) -> ServiceMatch:
    """What the catalogue says of a host of an AI service; `models` as in its entry."""
    host = Host("example.test", role=role, shared=shared)
    found = service(models, **entry)
    return ServiceMatch(None if shared else found, host, ((found, host),))


UNLISTED = NO_SERVICE
