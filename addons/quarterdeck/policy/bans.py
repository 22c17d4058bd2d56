"""Bans are sugar: each value of an entry becomes a rule that blocks, with the id `ban-KIND-VALUE`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from quarterdeck.policy import leaves_model, leaves_request
from quarterdeck.policy.grammar import JurisdictionTest
from quarterdeck.policy.load import PolicyFile
from quarterdeck.policy.match import Compiler
from quarterdeck.policy.names import Names
from quarterdeck.policy.places import Path
from quarterdeck.policy.schema import BAN_KINDS, Ban
from quarterdeck.policy.term import Term, both, either

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class BanRule:
    """One rule made from an entry of `ban:`, where it stands and in words what it forbids."""

    id: str
    entry: Ban
    path: Path
    term: Term
    what: str


def slug(text: str) -> str:
    """Lower case letters and digits with single hyphens: the last part of a ban's id."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "any"


def ban_rules(file: PolicyFile, compiler: Compiler, names: Names) -> Iterator[BanRule]:
    """The rules that the bans of a file stand for."""
    for number, entry in enumerate(file.policy.ban):
        path: Path = ("ban", number)
        kinds = [kind for kind in BAN_KINDS if getattr(entry, kind) is not None]
        parts = {kind: list(_values(file, entry, kind, (*path, kind), compiler, names)) for kind in kinds}
        if len(kinds) == 1 and entry.id is None:
            for text, place, term in parts[kinds[0]]:
                yield BanRule(_id(kinds[0], text), entry, place, term, _words(kinds[0], text))
            continue
        term = both([either([term for _, _, term in values]) for values in parts.values()])
        texts = [(kind, " ".join(text for text, _, _ in values)) for kind, values in parts.items()]
        id_ = entry.id or "ban-" + "-".join(_id(kind, text)[4:] for kind, text in texts)[:_LONGEST].strip("-")
        yield BanRule(id_, entry, path, term, " and ".join(_words(kind, text) for kind, text in texts))


def _id(kind: str, text: str) -> str:
    return f"ban-{kind.replace('_', '-')}-{slug(text)}"[:_LONGEST].strip("-")


def _words(kind: str, text: str) -> str:
    return f"{kind.replace('_', ' ')} {text}"


def _values(
    file: PolicyFile, entry: Ban, kind: str, path: Path, compiler: Compiler, names: Names
) -> Iterator[tuple[str, Path, Term]]:
    """Each value of one key of an entry: its text, its place and its term."""
    simple: dict[str, Callable[[str], Term]] = {
        "domain": lambda text: leaves_request.host_term([text]),
        "domains_file": lambda text: leaves_request.domains_term(file.domains[text].covers),
        "model": lambda text: leaves_model.model_term([text], names, named=False),
        "model_vendor": lambda text: leaves_model.model_vendor_term([text], names, named=False),
        "model_jurisdiction": lambda text: leaves_model.model_jurisdiction_term([text], named=False),
    }
    for number, value in enumerate(getattr(entry, kind)):
        place = (*path, number)
        if kind in simple:
            yield value, place, simple[kind](value)
        elif kind == "artifact":
            words = [*(value.kind or ()), *(value.name or ()), *(value.registry or ())]
            yield " ".join(words), place, leaves_request.artifact_term([value], named=False)
        else:
            yield from _of_catalogue(kind, value, place, compiler, names)


def _of_catalogue(
    kind: str, value: Any, place: Path, compiler: Compiler, names: Names
) -> Iterator[tuple[str, Path, Term]]:
    look_up = {"service": names.service, "vendor": names.vendor, "category": names.category}
    for index, name in enumerate(value.is_):
        at = (*place, "is", index) if len(value.is_) > 1 else place
        if isinstance(value, JurisdictionTest):
            yield name, at, compiler.jurisdiction((value.model_copy(update={"is_": (name,)}),))
        else:
            yield name, at, compiler.named((value.model_copy(update={"is_": (name,)}),), look_up[kind], place[:-1])
