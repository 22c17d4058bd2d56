"""One `services:` entry: what it says of a service, checked; and how it corrects what is already known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from quarterdeck.errors import BadHost, did_you_mean
from quarterdeck.model.destination import host_from_text
from quarterdeck.model.service import Host, Jurisdiction, Service
from quarterdeck.services.document import Path
from quarterdeck.services.fields import Fields
from quarterdeck.services.match import literal_tail

CATEGORIES = frozenset(
    "agent browser chatbot cloud-ai coding companion gateway hub image inference llm-api local-runtime meeting music "
    "presentation registry research search telemetry translator video voice writing".split()
)
ROLES = frozenset({"web", "api", "cdn", "telemetry", "weights"})
MATCHES = frozenset({"exact", "suffix", "regex"})
MODELS = frozenset({"own", "any", "none"})
BASES = frozenset({"operator", "owner", "hosting"})
REQUIRED = ("name", "vendor", "category", "hosts")

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_ADDED = frozenset({"api_paths", "user_agents", "sources"})
_KEYS = {f.name for f in fields(Service)} - {"jurisdictions", "vendor_aliases"} | {"jurisdiction", "without"}
_JURISDICTION_KEYS = frozenset({"country", "basis", "certain", "evidence"})
_HOST_KEYS = frozenset({"host", "match", "role", "shared", "intercept", "uncertain", "src"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says; `values` are fields of Service, only those that it gives. `path` is its place."""

    id: str
    path: Path
    values: Mapping[str, Any]
    without: tuple[str, ...] = ()

    def claims(self) -> Iterator[tuple[str, Any]]:
        """What two files may not say differently: each field that replaces, each host."""
        for key, value in self.values.items():
            if key == "hosts":
                for host in value:
                    yield f"host {host.host}", host
            elif key not in _ADDED:
                yield key, value


def read_entry(read: Fields, path: Path, value: Any, citations: Mapping[str, str] | None = None) -> Entry | None:
    """An entry of the list at `path`, or None when it has no usable id. Mistakes are noted in `read`.

    `citations` are the sources that may be cited by a short name; any may be when it is None.
    """
    data = read.mapping(path, value, _KEYS)
    id_ = read.text((*path, "id"), data.get("id")).replace("_", "-") if data else ""
    if not id_:
        return None
    if not _ID.match(id_):
        read.wrong((*path, "id"), f"{id_!r} is not an id", "lower-case letters, digits and single hyphens")
        return None
    values: dict[str, Any] = {}
    for key, raw in data.items():
        place = (*path, key)
        if key in ("name", "vendor", "note"):
            values[key] = read.text(place, raw)
        elif key == "category":
            values[key] = read.choice(place, raw, CATEGORIES)
        elif key == "models":
            values[key] = read.choice(place, raw, MODELS)
        elif key == "uncertain":
            values[key] = read.flag(place, raw)
        elif key == "jurisdiction":
            values["jurisdictions"] = _jurisdictions(read, place, raw)
        elif key == "hosts":
            values[key] = _hosts(read, place, raw, citations)
        elif key == "api_paths":
            values[key] = _paths(read, place, raw)
        elif key == "user_agents":
            values[key] = read.texts(place, raw)
        elif key == "sources":
            values[key] = _sources(read, place, raw, citations)
    without = read.texts((*path, "without"), data.get("without"))
    return Entry(id_, path, values, without)


def apply(service: Service | None, entry: Entry) -> Service:
    """The service with what the entry says of it: lists grow, everything else is replaced.

    A host that is named again is replaced; `without` takes hosts and API paths away. Needs all of REQUIRED
    when there is no service yet.
    """
    values = dict(entry.values)
    if service is None:
        service = Service(entry.id, values["name"], values["vendor"], values["category"])
    named = {host.host for host in values.get("hosts", ())}
    kept = tuple(host for host in service.hosts if host.host not in named and host.host not in entry.without)
    values["hosts"] = kept + tuple(values.get("hosts", ()))
    paths = tuple(path for path in service.api_paths if path not in entry.without)
    values["api_paths"] = tuple(dict.fromkeys((*paths, *values.get("api_paths", ()))))
    values["user_agents"] = tuple(dict.fromkeys((*service.user_agents, *values.get("user_agents", ()))))
    cited = (source for host in values["hosts"] for source in host.sources)
    values["sources"] = tuple(dict.fromkeys((*service.sources, *values.get("sources", ()), *cited)))
    return replace(service, **values)


def _jurisdictions(read: Fields, path: Path, value: Any) -> tuple[Jurisdiction, ...]:
    found = []
    for place, item in read.items(path, value) if isinstance(value, list) else [(path, value)]:
        data = read.mapping(place, {"country": item} if isinstance(item, str) else item, _JURISDICTION_KEYS)
        country = read.text((*place, "country"), data.get("country")).upper()
        if country and not _COUNTRY.match(country):
            read.wrong((*place, "country"), f"{country!r} is not a country code", "two letters, ISO 3166-1 alpha-2")
        basis = read.choice((*place, "basis"), data.get("basis", "operator"), BASES)
        certain = read.flag((*place, "certain"), data.get("certain", True))
        found.append(Jurisdiction(country, basis, certain))
    return tuple(found)


def _hosts(read: Fields, path: Path, value: Any, citations: Mapping[str, str] | None) -> tuple[Host, ...]:
    found: dict[str, Host] = {}
    for place, item in read.items(path, value):
        data = read.mapping(place, {"host": item} if isinstance(item, str) else item, _HOST_KEYS)
        if not data:
            continue
        match = read.choice((*place, "match"), data.get("match", "suffix"), MATCHES)
        name = _host_name(read, (*place, "host"), data.get("host"), match)
        role = read.choice((*place, "role"), data.get("role", "web"), ROLES)
        flags = {key: read.flag((*place, key), data.get(key, False)) for key in ("shared", "intercept", "uncertain")}
        sources = _sources(read, (*place, "src"), data.get("src"), citations)
        if not name:
            continue
        if name in found:
            read.wrong(place, f"the host {name!r} stands twice in one entry", "keep one of them")
        found[name] = Host(name, match, role, **flags, sources=sources)
    return tuple(found.values())


def _host_name(read: Fields, path: Path, value: Any, match: str) -> str:
    text = read.text(path, value)
    if not text:
        return ""
    if match == "regex":
        return text if _is_expression(read, path, text) else ""
    try:
        return host_from_text(text)
    except BadHost as error:
        read.wrong(path, str(error), "a name alone: no scheme, port, path or '*.' (suffix covers subdomains)")
        return ""


def _is_expression(read: Fields, path: Path, text: str) -> bool:
    try:
        re.compile(text)
    except re.error as error:
        read.wrong(path, f"{text!r} is not a regular expression: {error}")
        return False
    if not literal_tail(text):
        read.wrong(path, f"{text!r} must end in two literal labels", r"such as \.example\.com$")
        return False
    return True


def _paths(read: Fields, path: Path, value: Any) -> tuple[str, ...]:
    found = read.texts(path, value)
    for text in found:
        if not text.startswith("/") or "?" in text or text.strip("/*") == "":
            read.wrong(path, f"{text!r} is not an API path", "it begins with '/', has no query and is more than '/'")
    return found


def _sources(read: Fields, path: Path, value: Any, citations: Mapping[str, str] | None) -> tuple[str, ...]:
    found = read.texts(path, value)
    for text in found:
        if citations is not None and text not in citations and not re.search(r"[:/ ]", text):
            hint = did_you_mean(text, citations) or "list it under sources:, or write the citation out"
            read.wrong(path, f"the source {text!r} is not known", hint)
    return found
