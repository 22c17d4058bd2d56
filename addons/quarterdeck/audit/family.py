"""One key vouches for all shards of a log, under a name for each: who trusts one of the names trusts the others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from quarterdeck.audit.note import LOG, Verifier

_ORIGIN = re.compile(r"(?P<log>quarterdeck/[0-9a-f]{16})/(?P<shard>deck-[0-9]{1,3}|admin)")


def relative(verifier: Verifier, origin: str) -> Verifier | None:
    """The same key as that of another shard of its log, `origin`; None when that is no shard of it."""
    mine, other = _ORIGIN.fullmatch(verifier.name), _ORIGIN.fullmatch(origin)
    if verifier.kind != LOG or not mine or not other or mine["log"] != other["log"]:
        return None
    return Verifier(origin, LOG, verifier.public)


def keys_of(shard: str, vkeys: Iterable[str]) -> tuple[str, ...]:
    """The keys to verify a shard ("deck-3") with, of those that were given: of a key of ours its name there, and that
    alone, so that no shard is taken for another; any other key as it is. Raises Untrusted.
    """
    found: dict[str, None] = {}
    for vkey in vkeys:
        verifier = Verifier.from_vkey(vkey)
        match = _ORIGIN.fullmatch(verifier.name)
        mine = relative(verifier, f"{match['log']}/{shard}") if match else None
        found[(mine or verifier).vkey] = None
    return tuple(found)
