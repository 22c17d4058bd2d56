"""Looks the catalogue up by whatever a person types: id, family, name, host, URL, vendor, country, category."""

from __future__ import annotations

from urllib.parse import urlsplit

from quarterdeck.errors import BadHost
from quarterdeck.model.destination import host_from_text
from quarterdeck.model.service import Service, members
from quarterdeck.services.match import Catalog
from quarterdeck.services.paths import normalize


def search(catalog: Catalog, query: str = "") -> tuple[Service, ...]:
    """The services that a query means, in the order of their ids; for a host or URL the one identified is first.

    An exact meaning (id, family, host, vendor, country, category) comes before a part of a name. No query: all.
    """
    query = query.strip()
    everything = tuple(catalog.services.values())
    if not query:
        return everything
    found = members(catalog.services, query) or _by_address(catalog, query)
    if found:
        return found
    word = query.casefold()
    words = {word, word.replace("_", "-")}
    exact = tuple(service for service in everything if not words.isdisjoint(_facts(service)))
    if exact:
        return exact
    return tuple(service for service in everything if any(word in text for text in _texts(service)))


def _by_address(catalog: Catalog, query: str) -> tuple[Service, ...]:
    if "." not in query or " " in query:
        return ()
    try:
        parts = urlsplit(query if "//" in query else f"//{query}")
        host = host_from_text(parts.hostname or "")
    except (ValueError, BadHost):
        return ()
    match = catalog.match(host, normalize(parts.path or "/")[0])
    found = [match.service] if match.service else []
    return tuple(dict.fromkeys([*found, *(service for service, _ in match.candidates)]))


def _facts(service: Service) -> set[str]:
    countries = (jurisdiction.country for jurisdiction in service.jurisdictions)
    words = (service.name, service.vendor, *service.vendor_aliases, service.category, *countries)
    return {word.casefold() for word in words}


def _texts(service: Service) -> list[str]:
    words = (service.id, service.name, service.vendor, *service.vendor_aliases, *(host.host for host in service.hosts))
    return [word.casefold() for word in words]


def named(service: Service) -> dict[str, object]:
    """What says which service is meant, as JSON shows it."""
    return {
        "id": service.id,
        "name": service.name,
        "vendor": service.vendor,
        "jurisdiction": service.jurisdiction or None,
        "category": service.category,
    }


def describe(service: Service) -> dict[str, object]:
    """All that is known of a service, as JSON shows it."""
    return {
        **named(service),
        "vendor_aliases": list(service.vendor_aliases),
        "jurisdictions": [
            {"country": found.country, "basis": found.basis, "certain": found.certain}
            for found in service.jurisdictions
        ],
        "models": service.models,
        "hosts": [
            {
                "host": host.host,
                "match": host.match,
                "role": host.role,
                "shared": host.shared,
                "intercept": host.intercept,
                "uncertain": host.uncertain,
                "sources": list(host.sources),
            }
            for host in service.hosts
        ],
        "api_paths": list(service.api_paths),
        "user_agents": list(service.user_agents),
        "uncertain": service.uncertain,
        "note": service.note or None,
        "sources": list(service.sources),
    }
