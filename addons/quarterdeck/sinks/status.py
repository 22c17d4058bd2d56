"""What the sinks' process says of itself: a small file in the state folder that `quarterdeck status` reads."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from quarterdeck.audit.files import Files

logger = logging.getLogger("quarterdeck.sinks")


@dataclass(frozen=True, slots=True)
class Told:
    """Of one sink. `delivered` counts records since the process began, `waiting` those that are vouched for and not
    sent; `behind` is the age in seconds of the oldest of them; `lost` counts those that retention removed first.
    """

    name: str
    type: str
    delivered: int
    waiting: int
    behind: float
    lost: int
    problem: str


def status_path(state: Path) -> Path:
    """The file of the sinks."""
    return state / "status" / "sinks.json"


def tell(state: Path, sinks: Iterable[Told]) -> None:
    """Replace the file if that can be done: what is shipped matters more than what is told of it."""
    data = {"pid": os.getpid(), "time": time.time(), "sinks": [asdict(one) for one in sinks]}
    try:
        Files().put(status_path(state), orjson.dumps(data, option=orjson.OPT_INDENT_2), durable=False)
    except OSError as error:
        logger.warning("cannot write the status file: %s", error)
