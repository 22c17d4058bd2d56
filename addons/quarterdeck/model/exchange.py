"""One request as Quarterdeck sees it: what it names, what it carries, who sent it."""

from __future__ import annotations

from dataclasses import dataclass

from quarterdeck.model.destination import Destination
from quarterdeck.model.principal import Principal

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, whole, before anything of it has been sent on.

    `time` is seconds since the epoch (UTC). `target` is the path and query as they stood on the wire.
    `path` and `query` are normalized for matching (services.paths); they are never what is forwarded.
    Header names are lower case and stand in the order received. `body` is None when there is none or when
    it was not kept; `opaque` then says why ("too-large"), or is None. `length` is the body's length in bytes where
    that is known though the body is not kept.
    `protocol` is "http/1.1", "h2" or "websocket".
    """

    id: str
    time: float
    principal: Principal
    destination: Destination
    method: str
    target: str
    path: str
    query: str = ""
    headers: Headers = ()
    body: bytes | None = None
    protocol: str = "http/1.1"
    opaque: str | None = None
    length: int | None = None

    def header(self, name: str) -> str | None:
        """The first value of a header, by its lower-case name."""
        for key, value in self.headers:
            if key == name:
                return value
        return None

    @property
    def url(self) -> str:
        query = f"?{self.query}" if self.query else ""
        return f"{self.destination.scheme}://{self.destination.authority}{self.path}{query}"
