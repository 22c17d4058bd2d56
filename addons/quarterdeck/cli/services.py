"""`quarterdeck services`: look the catalogue of AI services up by whatever is known of one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from quarterdeck.cli.options import config_option, json_option, load
from quarterdeck.cli.screen import count, say, say_json, table
from quarterdeck.config.compose import rule_paths
from quarterdeck.model.service import Host, Jurisdiction, Service
from quarterdeck.services import document
from quarterdeck.services.catalog import load_catalog, rules_dir
from quarterdeck.services.match import Catalog
from quarterdeck.services.search import describe, search

_CLOSE = 0.6


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    found = load_catalog().services.values()
    return [CompletionItem(one.id, help=one.name) for one in found if one.id.startswith(incomplete.lower())]


@click.command()
@click.argument("query", nargs=-1, metavar="[QUERY]", shell_complete=_complete)
@config_option
@json_option
def services(query: tuple[str, ...], path: Path | None, as_json: bool) -> int:
    """Look up the catalogue of AI services.

    QUERY is an id, a family, a name, a host, a URL, a vendor, a country (CN) or a category; left out, all are
    listed. The catalogue holds what the configured rules add to it. The exit code is 1 when nothing is found.
    """
    catalog = load_catalog(rule_paths(load(path).rules))
    wanted = " ".join(query)
    found = search(catalog, wanted)
    citations = _citations()
    close = [] if found else _close(catalog, wanted)
    if as_json:
        cited = dict.fromkeys(source for service in found for source in service.sources if source in citations)
        answer: dict[str, object] = {
            "query": wanted,
            "services": [describe(service) for service in found],
            "citations": {source: citations[source] for source in cited},
        }
        if not found:
            answer["did_you_mean"] = close
        say_json(answer)
    elif not found:
        hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
        say(f"no service of the catalogue is or bears {wanted!r}{hint}", err=True)
    elif len(found) == 1:
        for line in _details(found[0], citations):
            say(line)
    else:
        for line in _listed(found):
            say(line)
    return 0 if found else 1


def _citations() -> Mapping[str, str]:
    """What the short names of sources stand for."""
    path = rules_dir() / "services" / "sources.yaml"
    found: Mapping[str, str] = document.read(path.read_bytes(), str(path), ("sources",)).data["sources"]
    return found


def _close(catalog: Catalog, wanted: str) -> list[str]:
    """Up to three names that are spelt like the one that was not found."""
    words: dict[str, str] = {}
    for service in catalog.services.values():
        family = service.id.partition("-")[0]
        for word in (service.id, family, service.name, service.vendor, *service.vendor_aliases, service.category):
            words.setdefault(word.casefold(), word)
        for host in service.hosts:
            if host.match != "regex":
                words.setdefault(host.host, host.host)
    return [words[word] for word in difflib.get_close_matches(wanted.casefold(), list(words), 3, _CLOSE)]


def _listed(found: Sequence[Service]) -> Iterator[str]:
    rows = [(one.id, one.name, one.vendor, countries(one.jurisdictions), one.category) for one in found]
    yield from table(("ID", "NAME", "VENDOR", "FROM", "CATEGORY"), rows)
    yield click.style(count(len(found), "service"), dim=True)


def countries(jurisdictions: Sequence[Jurisdiction]) -> str:
    """The countries that a service answers to, each once; with "?" where the catalogue is not certain."""
    certain = {found.country for found in jurisdictions if found.certain}
    words = dict.fromkeys(found.country if found.country in certain else found.country + "?" for found in jurisdictions)
    return ",".join(words) or "?"


def _details(service: Service, citations: Mapping[str, str]) -> Iterator[str]:
    yield click.style(service.id, bold=True) + ("  (uncertain)" if service.uncertain else "")
    vendor = service.vendor + (f" (also {', '.join(service.vendor_aliases)})" if service.vendor_aliases else "")
    yield from _fields(
        ("Name", service.name),
        ("Vendor", vendor),
        ("Category", service.category),
        ("Jurisdiction", ", ".join(map(_jurisdiction, service.jurisdictions)) or "not known"),
        ("Models", {"own": "its vendor's own", "any": "of any maker", "none": "none is chosen"}[service.models]),
    )
    yield "Hosts"
    rows = [(_host(host), host.role, ", ".join(_remarks(host)), ", ".join(host.sources)) for host in service.hosts]
    for line in table(("HOST", "ROLE", "REMARKS", "SOURCES"), rows):
        yield f"  {line}"
    sources = [f"{source:<5} {citations[source]}" if source in citations else source for source in service.sources]
    for label, texts in (("Paths", service.api_paths), ("User agents", service.user_agents), ("Sources", sources)):
        if texts:
            yield label
            yield from (f"  {text}" for text in texts)
    if service.note:
        yield from _fields(("Note", service.note))


def _fields(*fields: tuple[str, str]) -> Iterator[str]:
    for label, text in fields:
        yield f"{label + ':':<14} {text}"


def _jurisdiction(found: Jurisdiction) -> str:
    return f"{found.country} ({found.basis}{'' if found.certain else ', uncertain'})"


def _host(host: Host) -> str:
    return f"*.{host.host}" if host.match == "suffix" else host.host


def _remarks(host: Host) -> Iterator[str]:
    if host.match == "regex":
        yield "pattern"
    if host.shared:
        yield "serves much else too" + (", intercepted" if host.intercept else "")
    if host.uncertain:
        yield "uncertain"
