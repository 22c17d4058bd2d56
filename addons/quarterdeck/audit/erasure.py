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
from quarterdeck.audit.layout import Segment


@dataclass(slots=True)
class Traces:
    """`records` name the person or are about them; `evidence` are files, `held` the names of holds on the records."""

    records: int = 0
    evidence: set[Path] = field(default_factory=set)
    held: set[str] = field(default_factory=set)


def traces(segments: Iterable[Segment], pseudonyms: Sequence[str], holds: Sequence[Hold], evidence: Path) -> Traces:
    """What stands of these pseudonyms in segments; `evidence` is the folder of that. Only reads. Raises OSError."""
    found = Traces()
    # As a value, and not in a text that a client has chosen.
    wanted = re.compile(b"|".join(f':"{one}"'.encode() for one in pseudonyms))
    parse = bool(holds) or evidence.is_dir()
    for segment in segments:
        for line in segment.lines():
            if wanted.search(line) and line.endswith(b"\n"):
                found.records += 1
                if parse:
                    _look(found, orjson.loads(line), holds, evidence)
    return found


def _look(found: Traces, record: dict[str, Any], holds: Sequence[Hold], evidence: Path) -> None:
    moment = datetime.fromisoformat(record["time"])
    found.held.update(one.name for one in holds if one.holds(moment, record))
    if record["event"] in ("decision", "outcome"):
        files = (kept(evidence, record["incident"], answer=answer) for answer in (False, True))
        found.evidence.update(path for path in files if path is not None)
