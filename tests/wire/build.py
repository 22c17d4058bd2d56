"""Exchanges and matches as the proxy and the catalogue would make them, from a URL and a few words."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque
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


def read(url: str, body: Any, models: str | None = "any", **headers: str) -> Message | Opaque | None:
    """What a POST carries. A body that is not bytes is sent as JSON; without `models` the host is unlisted."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    match = UNLISTED if models is None else matched(models)
    return wire.read(exchange(url, data, {name.replace("_", "-"): value for name, value in headers.items()}), match)


def message(url: str, body: Any, models: str | None = "any", **headers: str) -> Message:
    """The same of a body that must be understood."""
    found = read(url, body, models, **headers)
    if not isinstance(found, Message):
        raise TypeError(f"read as {found!r}")
    return found


def form(*fields: tuple[str, str | None, bytes]) -> bytes:
    """A multipart body with the boundary "b": name, file name or None, content."""
    return (
        b"".join(
            b'--b\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n'
            % (name.encode(), b"" if file is None else b'; filename="%b"' % file.encode(), content)
            for name, file, content in fields
        )
        + b"--b--\r\n"
    )


FORM = "multipart/form-data; boundary=b"


def socket(url: str) -> Exchange:
    """The handshake of a WebSocket."""
    return exchange(url, method="GET", protocol="websocket")


def texts(found: Message) -> list[str]:
    return [part.text for part in found.parts]
