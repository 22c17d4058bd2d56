"""An AI service of the catalogue, and what a host and a path say about which one is spoken to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Host:
    """One way to recognize a service by name.

    `match` is "exact" (this host only), "suffix" (the host and every subdomain) or "regex" (whole host).
    `role` is "web", "api", "cdn", "telemetry" or "weights". A `shared` host also serves other products: it
    never identifies the service without one of the service's API paths, and it is intercepted only when
    `intercept` is true or the configuration lists it in `inspect_shared`.
    """

    host: str
    match: str = "suffix"
    role: str = "web"
    shared: bool = False
    intercept: bool = False
    uncertain: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A country (ISO 3166-1 alpha-2) that a service answers to, by `basis` "operator", "owner" or "hosting"."""

    country: str
    basis: str = "operator"
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Service:
    """A catalogue entry.

    `models` is "own" when the service serves its vendor's models only, "any" when it may serve those of
    others (a gateway, a cloud, an IDE), "none" when no model is chosen there (a translator, a CDN).
    `user_agents` are globs that tell this service from another one behind the same host.
    """

    id: str
    name: str
    vendor: str
    category: str
    jurisdictions: tuple[Jurisdiction, ...] = ()
    hosts: tuple[Host, ...] = ()
    api_paths: tuple[str, ...] = ()
    user_agents: tuple[str, ...] = ()
    models: str = "own"
    vendor_aliases: tuple[str, ...] = ()
    uncertain: bool = False
    note: str = ""
    sources: tuple[str, ...] = ()

    @property
    def jurisdiction(self) -> str:
        """The country of the operator, or "" when the catalogue does not know it."""
        return next((j.country for j in self.jurisdictions if j.basis == "operator"), "")


@dataclass(frozen=True, slots=True)
class ServiceMatch:
    """What one host (and path, when there is one) says.

    `service` is the service identified, or None. `candidates` are all the services that the host alone
    leaves possible, most specific first, with the host entry that named each: a connection is judged by
    these before its first request is read.
    """

    service: Service | None
    host: Host | None = None
    candidates: tuple[tuple[Service, Host], ...] = ()


NO_SERVICE = ServiceMatch(None)


def members(services: Mapping[str, Service], name: str) -> tuple[Service, ...]:
    """The services that a name in a rule stands for: the one of that id, or all of that family.

    `deepseek` stands for `deepseek-web` and `deepseek-api`; underscores are read as hyphens. Empty when
    nothing bears the name.
    """
    name = name.lower().replace("_", "-")
    if name in services:
        return (services[name],)
    return tuple(service for id_, service in services.items() if id_.startswith(name + "-"))
