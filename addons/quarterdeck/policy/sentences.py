"""Rules in plain sentences, for the people whose traffic they govern."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from quarterdeck.policy.grammar import Match
from quarterdeck.policy.schema import BAN_KINDS, Ban, Rule

_VERBS = {
    "allow": "Allowed",
    "monitor": "Let through and recorded",
    "redact": "Let through without what was found",
    "coach": "Asked about first",
    "block": "Refused",
}
# How a key is said before its value; one that is not here is said as it is written.
_WORDS = {
    "any": "anybody",
    "any_": "any of",
    "all_": "all of",
    "not_": "anything but",
    "artifact": "downloads of",
    "category": "services of the kind",
    "cidr": "at addresses in",
    "content": "findings of",
    "days": "on",
    "detector": "",
    "domains_file": "the domains of the list",
    "groups": "the group",
    "is_": "",
    "jurisdiction": "services that answer to",
    "kind": "",
    "min_confidence": "of a confidence of at least",
    "min_count": "at least",
    "model": "models named",
    "model_jurisdiction": "models made in",
    "model_vendor": "models made by",
    "name": "named",
    "principal": "",
    "registry": "from",
    "schedule": "",
    "tool": "the tool",
    "unlisted_ai": "AI services that the catalogue does not list",
    "users": "the user",
    "vendor": "the vendor",
}
_LEFT_OUT = frozenset({"certain", "basis"})
_SHOWN = 6


def ban_sentence(ban: Ban) -> str:
    """What a ban entry forbids."""
    return f"Refused: {_keys(ban, BAN_KINDS, ', and ')}."


def rule_sentence(rule: Rule) -> str:
    """What a rule does, to what, and when it does not."""
    unless = f", unless it concerns {_value(rule.unless)}" if rule.unless is not None else ""
    return f"{_VERBS[rule.action]}: {_value(rule.match)}{unless}."


def _keys(model: BaseModel, names: Iterable[str], between: str) -> str:
    return between.join(_key(name, getattr(model, name)) for name in names if name in model.model_fields_set)


def _key(name: str, value: Any) -> str:
    if name == "opaque":
        return _opaque(value)
    words = _WORDS.get(name, name.rstrip("_").replace("_", " "))
    if isinstance(value, bool):
        return words if value else f"not {words}"
    return f"{words} {_value(value)}".strip()


def _opaque(reasons: tuple[str, ...]) -> str:
    if not reasons:
        return "a body that can be read"
    return "a body that cannot be read" + ("" if reasons == ("*",) else f" ({_either(reasons)})")


def _value(value: Any) -> str:
    if isinstance(value, BaseModel):
        names = [name for name in type(value).model_fields if name not in _LEFT_OUT]
        return _keys(value, names, ", and " if isinstance(value, Match) else " ")
    return _either(value) if isinstance(value, tuple) else str(value)


def _either(values: tuple[Any, ...]) -> str:
    words = [_value(value) for value in values]
    shown = words[:_SHOWN] + ([f"{len(words) - _SHOWN} more"] if len(words) > _SHOWN else [])
    return " or ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
