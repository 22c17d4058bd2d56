"""Whose account of a service a request uses, as far as its host, path and headers show it.

A key is compared by its SHA-256 only: neither rules nor records ever hold the key itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from quarterdeck.model.facts import Facts

# claude.ai puts the organization into every path of its API; Vertex AI the project.
_CLAUDE = re.compile(r"/api/organizations/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/|\Z)", re.IGNORECASE)
_VERTEX = re.compile(r"/projects/([a-z0-9:._-]+)/", re.IGNORECASE)
_AZURE = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")
_COPILOT = re.compile(r"(?:.*\.)?(individual|business|enterprise)\.githubcopilot\.com\Z")
_KEY_HEADERS = ("x-api-key", "api-key", "x-goog-api-key", "authorization")


def _headers(facts: Facts, *names: str) -> list[str]:
    return [value.strip().casefold() for name, value in facts.headers if name in names]


def _under(facts: Facts, domain: str) -> bool:
    host = facts.destination.host
    return host == domain or host.endswith("." + domain)


def _claude(facts: Facts) -> list[str]:
    found = _CLAUDE.match(facts.path) if _under(facts, "claude.ai") else None
    return [found[1].casefold()] if found else []


def _workspace(facts: Facts) -> list[str]:
    return _headers(facts, "chatgpt-account-id") + _claude(facts)


def _organization(facts: Facts) -> list[str]:
    host = facts.destination.host
    azure = [host.removesuffix(domain) for domain in _AZURE if host.endswith(domain)]
    return azure + _headers(facts, "openai-organization") + _claude(facts)


def _project(facts: Facts) -> list[str]:
    vertex = _VERTEX.search(facts.path) if _under(facts, "googleapis.com") else None
    return _headers(facts, "openai-project") + ([vertex[1].casefold()] if vertex else [])


def _plan(facts: Facts) -> list[str]:
    found = _COPILOT.match(facts.destination.host)
    return [found[1]] if found else []


def _key(facts: Facts) -> list[str]:
    digests = []
    for name, value in facts.headers:
        if name in _KEY_HEADERS:
            key = value.strip()
            if name == "authorization":
                scheme, _, key = key.partition(" ")
                if scheme.lower() != "bearer":
                    continue
            digests.append(hashlib.sha256(key.strip().encode("utf-8", "surrogateescape")).hexdigest())
    return digests


_ASPECTS: dict[str, Callable[[Facts], list[str]]] = {
    "workspace": _workspace,
    "organization": _organization,
    "project": _project,
    "plan": _plan,
    "key": _key,
}
# These may stand in the host's name, so that a connection already tells them.
SHOWN_BY_HOST = frozenset({"organization", "plan"})


def tenant_values(aspect: str, facts: Facts) -> list[str]:
    """The values, case-folded, that a request shows for an aspect of its account; none when it shows none."""
    return _ASPECTS[aspect](facts)
