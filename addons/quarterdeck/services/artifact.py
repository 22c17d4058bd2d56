"""What a request would fetch to be run elsewhere, by the shape of its path on any host: mirrors keep the shape."""

from __future__ import annotations

from collections.abc import Callable

from quarterdeck.model.content import Artifact
from quarterdeck.model.service import Service
from quarterdeck.services.shapes import extension, hub, npm, oci, pypi, weights
from quarterdeck.services.shapes.fetch import Fetch

# In this order: what knows most about a path reads it first.
SHAPES: tuple[Callable[[Fetch], Artifact | None], ...] = (
    hub.recognize,
    oci.recognize,
    pypi.recognize,
    npm.recognize,
    extension.recognize,
    weights.recognize,
)
# These publish, delete or ask about a resource; every other method, even an unknown one, may fetch.
_NOT_FETCHING = frozenset({"PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})


def recognize(method: str, host: str, path: str, query: str = "") -> Artifact | None:
    """The artifact that a request asks for, or None. `host` is canonical, `path` normalized, `query` raw."""
    if method in _NOT_FETCHING or len(path) < 2:
        return None
    fetch = Fetch.of(host, path, query)
    for shape in SHAPES:
        found = shape(fetch)
        if found is not None:
            return found
    return None


def serves_artifacts(service: Service) -> bool:
    """Whether weights, packages, images or extensions are fetched from the service."""
    return service.category in ("hub", "registry") or any(host.role == "weights" for host in service.hosts)
