"""Who made a model, by its name, wherever it is served. A model may have several makers: derivatives keep their
teacher's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from quarterdeck.errors import Problems
from quarterdeck.model.facts import Maker
from quarterdeck.model.service import Service
from quarterdeck.services.document import Document
from quarterdeck.services.fields import Fields

_SEGMENT = re.compile(r"[/:@]")
_WORD = re.compile(r"[^a-z0-9]+")
_PATTERN = re.compile(r"[\^=]?(?: ?(?:[a-z0-9*]|\[[a-z0-9-]+\])+)+\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_CACHED_LENGTH = 200


@dataclass(frozen=True, slots=True)
class MakerPatterns:
    """How one maker's models are called; the grammar stands at the head of rules/models.yaml."""

    maker: Maker
    models: tuple[str, ...]
    owners: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()


class Makers:
    """The table of makers. Immutable; a look-up of a name seen before costs a dictionary access."""

    def __init__(self, table: Iterable[MakerPatterns]) -> None:
        self._table = [(row.maker, _compile(row.models, row.owners), _compile(row.excepted)) for row in table]
        self._by_name = {maker.vendor.casefold(): maker for maker, _, _ in self._table}
        self._cached = lru_cache(maxsize=4096)(self._search)

    def of(self, models: tuple[str, ...], service: Service | None) -> tuple[Maker, ...]:
        """The makers of all these models; the vendor too when the service serves its own models only.

        A name that no pattern knows adds nothing. A first-party service counts as its vendor's whatever the
        request calls the model, because some take any name and answer with their own.
        """
        found: dict[Maker, None] = {}
        for model in models:
            search = self._cached if len(model) <= _CACHED_LENGTH else self._search
            found.update(dict.fromkeys(search(model)))
        if service is not None and service.models == "own":
            found[self._vendor(service)] = None
        return tuple(found)

    def _vendor(self, service: Service) -> Maker:
        for name in (service.vendor, *service.vendor_aliases):
            maker = self._by_name.get(name.casefold())
            if maker is not None:
                return maker
        return Maker(service.vendor, service.jurisdiction)

    def _search(self, model: str) -> tuple[Maker, ...]:
        words = _words(model)
        found = []
        for maker, named, excepted in self._table:
            text = excepted.sub(" ", words) if excepted else words
            if named and named.search(text):
                found.append(maker)
        return tuple(found)


def _words(model: str) -> str:
    """`us.deepseek.r1-v1:0` as "/ us deepseek r1 v1 / 0 /"."""
    segments = (" ".join(_WORD.sub(" ", segment).split()) for segment in _SEGMENT.split(model.lower()))
    return "/" + "/".join(f" {segment} " for segment in segments if segment) + "/"


def _compile(models: tuple[str, ...], owners: tuple[str, ...] = ()) -> re.Pattern[str] | None:
    branches = [_branch(pattern) for pattern in models]
    branches += [f"/{re.escape(f' {_WORD.sub(" ", owner)} ')}/" for owner in owners]
    return re.compile("|".join(branches)) if branches else None


def _branch(pattern: str) -> str:
    body = " " + pattern.lstrip("^= ").replace("*", "[^ /]*") + "(?= )"
    if pattern.startswith("="):
        return rf"\A/{body} /\Z"
    return "/" + body if pattern.startswith("^") else body


def read_makers(document: Document) -> Makers:
    """The table of a `makers:` list. Raises Problems."""
    read = Fields(document)
    table = []
    for path, item in read.items(("makers",), document.data.get("makers")):
        data = read.mapping(path, item, {"vendor", "jurisdiction", "models", "owners", "except"})
        country = read.text((*path, "jurisdiction"), data.get("jurisdiction"))
        if country and not _COUNTRY.match(country):
            read.wrong((*path, "jurisdiction"), f"{country!r} is not a country code", "two letters, ISO 3166-1 alpha-2")
        lists = {key: read.texts((*path, key), data.get(key)) for key in ("models", "owners", "except")}
        for key in ("models", "except"):
            for pattern in lists[key]:
                if not _PATTERN.match(pattern):
                    read.wrong((*path, key), f"{pattern!r} is not a pattern of a model's name", "see the file's head")
        maker = Maker(read.text((*path, "vendor"), data.get("vendor")), country)
        table.append(MakerPatterns(maker, lists["models"], lists["owners"], lists["except"]))
    if read.problems:
        raise Problems(read.problems)
    return Makers(table)
