"""What the log holds of somebody who is to be erased: how much, the evidence that goes with it, and what forbids it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from quarterdeck.audit.evidence import kept
from quarterdeck.audit.hold import Hold
from quarterdeck.audit.layout import ADMIN, Segment, segments


@dataclass(slots=True)
class Traces:
    """`records` name the person or are about them; `evidence` are files, `held` the names of holds on the records."""

    records: int = 0
    evidence: set[Path] = field(default_factory=set)
    held: set[str] = field(default_factory=set)


def traces(among: Iterable[Segment], pseudonyms: Sequence[str], holds: Sequence[Hold], evidence: Path) -> Traces:
    """What stands of these pseudonyms in segments; `evidence` is the folder of that. Only reads. Raises OSError."""
    found = Traces()
    # As a value, and not in a text that a client has chosen.
    wanted = re.compile(b"|".join(f':"{one}"'.encode() for one in pseudonyms))
    parse = bool(holds) or evidence.is_dir()
    for segment in among:
        for line in segment.lines():
            if wanted.search(line) and line.endswith(b"\n"):
                found.records += 1
                if parse:
                    _look(found, orjson.loads(line), holds, evidence)
    return found


def oldest(shards: Iterable[Path]) -> float | None:
    """When the oldest record that is still there was made, in seconds since 1970; None when there is none."""
    first = [segment for shard in shards if shard.name != ADMIN for segment in segments(shard)[:1]]
    lines = (next(segment.lines(), b"") for segment in first)
    moments = [datetime.fromisoformat(orjson.loads(line)["time"]).timestamp() for line in lines if line.endswith(b"\n")]
    return min(moments, default=None)


def _look(found: Traces, record: dict[str, Any], holds: Sequence[Hold], evidence: Path) -> None:
    moment = datetime.fromisoformat(record["time"])
    found.held.update(one.name for one in holds if one.holds(moment, record))
    if record["event"] in ("decision", "outcome"):
        files = (kept(evidence, record["incident"], answer=answer) for answer in (False, True))
        found.evidence.update(path for path in files if path is not None)
