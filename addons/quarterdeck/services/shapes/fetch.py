"""One request that may fetch an artifact, taken apart once for all shapes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl


def under(host: str, domains: tuple[str, ...]) -> bool:
    """Whether a canonical host is one of these domains or below one."""
    return host.endswith(domains) and any(host == domain or host.endswith("." + domain) for domain in domains)


@dataclass(frozen=True, slots=True)
class Fetch:
    """`path` is normalized and `folded` is the same in lower case, as are `segments` and `words`.

    The last of them is "" when the path ends in a slash.
    """

    host: str
    path: str
    query: str
    folded: str
    segments: tuple[str, ...]
    words: tuple[str, ...]

    @classmethod
    def of(cls, host: str, path: str, query: str = "") -> Fetch:
        """The request for a normalized path and a raw query on a canonical host."""
        folded = path.lower()
        return cls(host, path, query, folded, tuple(path.split("/")[1:]), tuple(folded.split("/")[1:]))

    def parameter(self, name: str) -> str:
        """The first value of a query parameter, decoded, or ""."""
        pairs = parse_qsl(self.query, keep_blank_values=True) if self.query else ()
        return next((value for key, value in pairs if key.lower() == name), "")
