"""Patterns of hosts: `example.com` covers its subdomains, `=example.com` does not, `*.example.com` is a glob."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from quarterdeck.errors import BadHost
from quarterdeck.model.destination import host_from_text, is_address
from quarterdeck.policy.globs import GlobTable, is_glob

_GLOB = re.compile(r"[a-z0-9_.*?:-]+\Z")


def read_host_pattern(text: str) -> str:
    """The one spelling of a host pattern: `example.com`, `=example.com` or a glob. Raises BadHost."""
    text = text.strip().lower()
    if "://" in text or "/" in text:
        raise BadHost(f"{text!r} is a URL, not a host; write the host only, or use `url`")
    if is_glob(text):
        if not _GLOB.match(text):
            raise BadHost(f"{text!r} holds a character that no host has; write names in their ASCII form")
        return text
    if text.startswith("="):
        return "=" + host_from_text(text[1:])
    return host_from_text(text.removeprefix("."))


def read_domain(text: str) -> str:
    """The one spelling of a domain that stands for itself and all its subdomains. Raises BadHost."""
    pattern = read_host_pattern(text.removeprefix("*."))
    if is_glob(pattern) or pattern.startswith("="):
        raise BadHost(f"{text!r} is a pattern, not a domain; use `host` for patterns")
    return pattern


class HostTable:
    """Which of many host patterns cover a host. Each pattern carries the number that is returned for it."""

    __slots__ = ("_exact", "_globs", "_suffix")

    def __init__(self, patterns: Iterable[tuple[str, int]]) -> None:
        self._exact: dict[str, list[int]] = {}
        self._suffix: dict[str, list[int]] = {}
        globs = []
        for pattern, number in patterns:
            if is_glob(pattern):
                globs.append((pattern, number))
            elif pattern.startswith("="):
                self._exact.setdefault(pattern[1:], []).append(number)
            elif is_address(pattern):
                self._exact.setdefault(pattern, []).append(number)
            else:
                self._suffix.setdefault(pattern, []).append(number)
        self._globs = GlobTable(globs)

    def __bool__(self) -> bool:
        return bool(self._exact or self._suffix or self._globs)

    def matches(self, host: str) -> list[int]:
        """The numbers of the patterns that cover a canonical host, in no order."""
        found = list(self._exact.get(host, ())) if self._exact else []
        if self._suffix:
            rest = host
            while True:
                if rest in self._suffix:
                    found += self._suffix[rest]
                dot = rest.find(".")
                if dot < 0:
                    break
                rest = rest[dot + 1 :]
        if self._globs:
            found += self._globs.matches(host)
        return found

    def any(self, host: str) -> bool:
        """Whether any pattern covers a canonical host."""
        return bool(self.matches(host))


def host_test(patterns: Iterable[str]) -> Callable[[str], bool]:
    """A test whether any of the patterns covers a canonical host."""
    return HostTable((pattern, 0) for pattern in patterns).any


def is_host_glob(pattern: str) -> bool:
    """Whether a pattern says something about the host at all: `*` alone does not."""
    return pattern.strip("*?.") != ""
