"""What must hold of a match beside its expression, by name, in one visible table."""

from __future__ import annotations

from quarterdeck.detect.confirm import marking, pii, secrets
from quarterdeck.detect.confirm.matched import AROUND, Confirm, Make, Matched
from quarterdeck.errors import did_you_mean

TABLE: dict[str, Make] = {**secrets.TABLE, **pii.TABLE, **marking.TABLE}

__all__ = ["AROUND", "TABLE", "Confirm", "Matched", "named"]


def named(name: str) -> Confirm:
    """The confirmer of a name such as "luhn" or "entropy:3.2". Raises ValueError with what is wrong with it."""
    key, _, argument = name.partition(":")
    if key not in TABLE:
        raise ValueError(f"there is no check {key!r}; {did_you_mean(key, TABLE) or f'there are {sorted(TABLE)}'}")
    return TABLE[key](argument)
