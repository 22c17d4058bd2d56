"""Which AI service is this? A walk over the labels of a host, from the right; pure, a few microseconds.

The most specific host wins; then the longest API path, then the user agent; and a shared host identifies nothing
without one of the service's API paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import translate

from quarterdeck.model.exchange import Headers
from quarterdeck.model.service import NO_SERVICE, Host, Service, ServiceMatch
from quarterdeck.services.pathpattern import PathPattern
from quarterdeck.services.paths import fold

# The labels at the end of a regular expression that are literal: `\.amazonaws\.com$`.
_TAIL = re.compile(r"((?:\\\.[a-z0-9-]+){2,})\$?\Z")


def literal_tail(pattern: str) -> str:
    r"""The name that a host expression must end in (`amazonaws.com` of `^q\.[a-z]+\.amazonaws\.com$`), or ""."""
    found = _TAIL.search(pattern)
    return found[1].replace("\\.", ".")[1:] if found else ""


class _Entry:
    """One host of one service."""

    __slots__ = ("agents", "host", "paths", "regex", "service")

    def __init__(
        self, service: Service, host: Host, paths: tuple[PathPattern, ...], agents: tuple[re.Pattern[str], ...]
    ) -> None:
        self.service, self.host, self.paths, self.agents = service, host, paths, agents
        self.regex = re.compile(host.host) if host.match == "regex" else None

    def path_weight(self, host: str, folded: str) -> int:
        """How much of the path is spelt out by the longest API path that begins it; 0 when none does."""
        return max((p.weight for p in self.paths if p.matches(host, folded)), default=0)

    def agent_rank(self, agent: str) -> int:
        """0 when the user agent is this service's, 1 when it has none of its own, 2 when it is another's."""
        if not self.agents:
            return 1
        return 0 if any(pattern.match(agent) for pattern in self.agents) else 2

    def order(self) -> tuple[bool, bool, bool, bool, str, bool]:
        host = self.host
        return (
            host.shared,
            host.uncertain,
            bool(self.agents),
            host.role != "web",
            self.service.id,
            host.match != "exact",
        )


class _Node:
    """A name in the tree. `under` holds the names one label longer."""

    __slots__ = ("exact", "expressions", "suffix", "under")

    def __init__(self) -> None:
        self.under: dict[str, _Node] = {}
        self.exact: list[_Entry] = []
        self.suffix: list[_Entry] = []
        self.expressions: list[_Entry] = []


class Catalog:
    """The services, by id and by host. Host entries must be valid: `services.catalog` sees to it."""

    def __init__(self, services: Iterable[Service]) -> None:
        self.services: dict[str, Service] = {service.id: service for service in sorted(services, key=lambda s: s.id)}
        self._root = _Node()
        for service in self.services.values():
            paths = tuple(PathPattern(path) for path in service.api_paths)
            agents = tuple(re.compile(translate(glob.lower())) for glob in service.user_agents)
            for host in service.hosts:
                self._add(_Entry(service, host, paths, agents))

    def _add(self, entry: _Entry) -> None:
        host = entry.host
        node = self._root
        for label in reversed((literal_tail(host.host) if entry.regex else host.host).split(".")):
            node = node.under.setdefault(label, _Node())
        if entry.regex:
            node.expressions.append(entry)
        elif host.match == "exact":
            node.exact.append(entry)
        else:
            node.suffix.append(entry)

    def match(self, host: str, path: str = "", headers: Headers = ()) -> ServiceMatch:
        """What a canonical host, a normalized path and the headers (names in lower case) say.

        Without a path the most specific service of the host is named; a connection goes by `candidates`.
        """
        levels = self._levels(host)
        if not levels:
            return NO_SERVICE
        candidates = tuple((entry.service, entry.host) for entry in _candidates(levels))
        folded = fold(path)
        for level in levels:
            found = _identify(level, host, folded, headers)
            if found is not None:
                return ServiceMatch(found.service, found.host, candidates)
        return ServiceMatch(None, None, candidates)

    def _levels(self, host: str) -> list[list[_Entry]]:
        """The entries that name the host, most specific first; those of one level are equally specific."""
        levels: list[list[_Entry]] = []
        whole: list[_Entry] = []
        node: _Node | None = self._root
        for label in reversed(host.split(".")):
            node = node.under.get(label) if node else None
            if node is None:
                break
            if node.suffix:
                levels.append(node.suffix)
            if node.expressions:
                whole += [entry for entry in node.expressions if entry.regex and entry.regex.fullmatch(host)]
        if node is not None and (node.exact or whole):
            whole += node.exact
            if node.suffix:
                whole += levels.pop()
        if whole:
            levels.append(whole)
        levels.reverse()
        return levels


def _candidates(levels: Sequence[Sequence[_Entry]]) -> list[_Entry]:
    """Every service that the host leaves possible: a less specific host only while all before it are shared."""
    found: dict[str, _Entry] = {}
    for level in levels:
        for entry in sorted(level, key=_Entry.order) if len(level) > 1 else level:
            found.setdefault(entry.service.id, entry)
        if not all(entry.host.shared for entry in level):
            break
    return list(found.values())


def _identify(level: Sequence[_Entry], host: str, folded: str, headers: Headers) -> _Entry | None:
    if len(level) == 1 and not level[0].host.shared:
        return level[0]
    agent: str | None = None
    best: _Entry | None = None
    best_key: tuple[int, int, tuple[bool, bool, bool, bool, str, bool]] | None = None
    for entry in level:
        weight = entry.path_weight(host, folded)
        if entry.host.shared and not weight:
            continue
        if entry.agents and agent is None:
            agent = next((value.lower() for name, value in headers if name == "user-agent"), "")
        key = (-weight, entry.agent_rank(agent or ""), entry.order())
        if best_key is None or key < best_key:
            best, best_key = entry, key
    return best
