"""A request to the portal: what its pages may know of whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from quarterdeck.model.principal import Principal


@dataclass(frozen=True, slots=True)
class Visit:
    """`headers` have lower-case names; `body` is there for POST only."""

    method: str
    path: str
    principal: Principal
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    @property
    def accept(self) -> str:
        return self.headers.get("accept", "")

    @property
    def from_elsewhere(self) -> bool:
        """Whether another site sent it with somebody's browser: a browser says which one (RFC 6454 section 7)."""
        if self.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return True
        origin = self.headers.get("origin")
        return origin is not None and urlsplit(origin).netloc != self.headers.get("host")
