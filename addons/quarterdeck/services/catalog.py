"""From the files of the catalogue to a Catalog, with every mistake of every file reported at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quarterdeck.errors import Problem, Problems, did_you_mean
from quarterdeck.model.service import Service
from quarterdeck.services.document import Document, read
from quarterdeck.services.entry import REQUIRED, Entry, apply, read_entry
from quarterdeck.services.fields import Fields
from quarterdeck.services.makers import Makers, read_makers
from quarterdeck.services.match import Catalog

_KEYS = ("services", "sources", "vendors")


def rules_dir() -> Path:
    """The rules that come with the program: beside the package's code in a wheel, at the root in a checkout."""
    package = Path(__file__).resolve().parent.parent
    packaged = package / "rules"
    return packaged if packaged.is_dir() else package.parent.parent / "rules"


def load_catalog(paths: Sequence[Path] = ()) -> Catalog:
    """The packaged catalogue, corrected and added to by the `services:` of more files or folders (of rules too).

    Raises Problems: all the mistakes of all files.
    """
    packaged = _Merge({}, _Reading.of(sorted((rules_dir() / "services").glob("*.yaml"))), strict=True)
    added = _Merge(packaged.services, _Reading.of(_files(paths)))
    problems = packaged.problems + added.problems
    if problems:
        raise Problems(problems)
    return Catalog(added.services.values())


def extend(
    catalog: Catalog,
    entries: Sequence[Mapping[str, Any]],
    file: str = "services",
    places: Mapping[tuple[str | int, ...], tuple[int, int]] | None = None,
) -> Catalog:
    """A catalogue with more `services:` entries: an id that it has is corrected, another is added.

    `places` gives the line and column of each path of keys under `("services",)`. Raises Problems.
    """
    merge = _Merge(catalog.services, _Reading([Document(file, {"services": list(entries)}, places or {})], []))
    if merge.problems:
        raise Problems(merge.problems)
    return Catalog(merge.services.values())


def load_makers() -> Makers:
    """The packaged table of who makes which model. Raises Problems."""
    path = rules_dir() / "models.yaml"
    return read_makers(read(path.read_bytes(), str(path), ("makers",)))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.suffix in (".yaml", ".yml"))
        else:
            yield path


@dataclass(frozen=True, slots=True)
class _Reading:
    """The documents that could be read, and why others could not."""

    documents: list[Document]
    problems: list[Problem]

    @classmethod
    def of(cls, paths: Iterable[Path]) -> _Reading:
        reading = cls([], [])
        for path in paths:
            try:
                reading.documents.append(read(path.read_bytes(), str(path), _KEYS))
            except OSError as error:
                reading.problems.append(Problem(str(path), 0, 0, f"cannot be read: {error.strerror or error}"))
            except Problems as error:
                reading.problems.extend(error.problems)
        return reading


class _Merge:
    """Applies the entries of some documents to some services, whatever the order of the documents."""

    def __init__(self, services: Mapping[str, Service], reading: _Reading, strict: bool = False) -> None:
        self.services = dict(services)
        self.problems = list(reading.problems)
        self.citations: dict[str, str] = {}
        self._strict = strict
        self._said: dict[tuple[str, str], tuple[Any, str]] = {}
        files = [Fields(document) for document in reading.documents]
        for fields in files:
            self._tables(fields)
        for fields in files:
            for path, item in fields.items(("services",), fields.document.data.get("services")):
                # What people add of their own may cite what they like.
                entry = read_entry(fields, path, item, self.citations if strict else None)
                if entry is not None:
                    self._add(fields, entry)
        for fields in files:
            self._alias(fields)
            self.problems += fields.problems

    def _tables(self, fields: Fields) -> None:
        data = fields.document.data
        if self._strict:
            fields.mapping((), data, _KEYS)
        for key, value in fields.table(("sources",), data.get("sources")):
            self.citations[key] = fields.text(("sources", key), value)

    def _add(self, fields: Fields, entry: Entry) -> None:
        known = self.services.get(entry.id)
        missing = [key for key in REQUIRED if known is None and not entry.values.get(key)]
        if missing:
            said = ", ".join(missing)
            fields.wrong(entry.path, f"the new service {entry.id!r} lacks {said}", "or is the id misspelt?", "missing")
            return
        if self._strict and known is not None:
            fields.wrong(entry.path, f"the service {entry.id!r} stands twice in the catalogue", "", "duplicate")
            return
        for word in entry.without:
            if known is None or word not in {*(host.host for host in known.hosts), *known.api_paths}:
                fields.wrong((*entry.path, "without"), f"{word!r} is no host or API path of {entry.id!r}")
        for what, value in entry.claims():
            where = f"{fields.document.file}:{fields.document.place(entry.path)[0]}"
            first, place = self._said.setdefault((entry.id, what), (value, where))
            if first != value:
                # Which file is read first must not matter.
                fields.wrong(
                    entry.path, f"{entry.id!r} is given another {what} at {place}", "keep one of them", "conflict"
                )
        self.services[entry.id] = apply(known, entry)

    def _alias(self, fields: Fields) -> None:
        for vendor, value in fields.table(("vendors",), fields.document.data.get("vendors")):
            aliases = fields.texts(("vendors", vendor), value)
            named = [service for service in self.services.values() if service.vendor == vendor]
            if not named:
                vendors = {service.vendor for service in self.services.values()}
                fields.wrong(
                    ("vendors", vendor), f"no service has the vendor {vendor!r}", did_you_mean(vendor, vendors)
                )
            for service in named:
                both = tuple(dict.fromkeys((*service.vendor_aliases, *aliases)))
                self.services[service.id] = replace(service, vendor_aliases=both)
