"""Rules in plain sentences, for the people whose traffic they govern."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from quarterdeck.policy.schema import BAN_KINDS, Ban, Rule

_VERBS = {
    "allow": "is allowed",
    "monitor": "is let through and recorded",
    "redact": "is let through without what was found",
    "coach": "needs a word with you first",
    "block": "is refused",
}
_NOUNS = {
    "domains_file": "the domains of the list",
    "model": "models named",
    "model_vendor": "models made by",
    "model_jurisdiction": "models made in",
    "jurisdiction": "services that answer to",
    "vendor": "the vendor",
    "artifact": "downloads of",
    "category": "services of the kind",
    "any_": "any of",
    "all_": "all of",
    "not_": "anything but",
}


def ban_sentence(ban: Ban) -> str:
    """What a ban entry forbids."""
    facts = {kind: getattr(ban, kind) for kind in BAN_KINDS}
    return f"{_start(_facts(facts))} is refused."


def rule_sentence(rule: Rule) -> str:
    """What a rule does, to what, and when it does not."""
    text = f"{_start(_described(rule.match))} {_VERBS[rule.action]}"
    if rule.unless is not None:
        text += f", unless it concerns {_described(rule.unless)}"
    return text + "."


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]


def _described(model: BaseModel) -> str:
    return _facts({name: getattr(model, name) for name in type(model).model_fields})


def _facts(values: dict[str, Any]) -> str:
    said = [
        f"{_NOUNS.get(name, name.rstrip('_').replace('_', ' '))} {_value(value)}"
        for name, value in values.items()
        if value is not None and value != ()
    ]
    return " with ".join(said) or "everything"


def _value(value: Any) -> str:
    if isinstance(value, BaseModel):
        inner = {name: getattr(value, name) for name in type(value).model_fields if name not in ("certain", "basis")}
        inner = {name: item for name, item in inner.items() if item is not None and item != ()}
        return _either(inner["is_"]) if list(inner) == ["is_"] else _facts(inner)
    if isinstance(value, tuple | list | frozenset | set):
        return _either(value)
    return str(value)


def _either(values: Iterable[Any]) -> str:
    words = [_value(value) for value in values]
    shown = words[:6] + ([f"{len(words) - 6} more"] if len(words) > 6 else [])
    return " or ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if shown else "nothing"
