"""How far a sink has come in each shard: a small file, replaced in one step, that only ever tells what was delivered.

It lies in the state folder, `sinks/NAME.json`. One that cannot be read counts for nothing: all is shipped again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from quarterdeck.audit import layout
from quarterdeck.audit.files import Files
from quarterdeck.errors import QuarterdeckError

_FORM = 1


class DamagedCursor(QuarterdeckError):
    """A cursor that says nothing one could rely on."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sink stands in a shard. `index` is the number of the next record, `last` the SHA-256 (hex) of the record
    before it, "" where there is none, by which a log that was put in its place is recognized. `lost` counts records
    that were gone before they were shipped.
    """

    origin: str
    index: int
    last: str = ""
    lost: int = 0


def cursor_path(state: Path, name: str) -> Path:
    """The file of one sink."""
    return state / "sinks" / f"{name}.json"


def read_places(path: Path) -> dict[str, Place] | None:
    """The place in each shard by the shard's name; None where there is no file. Raises DamagedCursor."""
    try:
        found = orjson.loads(path.read_bytes())
        if found["form"] != _FORM:
            raise DamagedCursor(f"{path} is of another version")
        return {str(shard): _place(told) for shard, told in found["shards"].items()}
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DamagedCursor(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DamagedCursor(f"{path} is damaged") from None


def _place(told: Mapping[str, object]) -> Place:
    place = Place(**told)  # type: ignore[arg-type]  # the next lines check each of them
    counted = type(place.index) is int and type(place.lost) is int and min(place.index, place.lost) >= 0
    if not counted or type(place.origin) is not str or type(place.last) is not str:
        raise ValueError("no place")
    return place


def write_places(path: Path, places: Mapping[str, Place]) -> None:
    """Return when the places are durable. Raises OSError."""
    shards = {shard: asdict(place) for shard, place in sorted(places.items())}
    Files().put(path, orjson.dumps({"form": _FORM, "shards": shards}, option=orjson.OPT_INDENT_2))


def unshipped(state: Path, names: Iterable[str]) -> dict[str, int]:
    """For each shard that is there the first record that one of these sinks has yet to deliver; what is before it may
    go. Empty without sinks. A sink that never began, or whose cursor is damaged, needs everything.
    """
    cursors = [_told(cursor_path(state, name)) for name in names]
    if not cursors:
        return {}
    shards = [shard.name for shard in layout.shards(state / "audit")]
    return {shard: min(cursor[shard].index if shard in cursor else 0 for cursor in cursors) for shard in shards}


def _told(path: Path) -> dict[str, Place]:
    try:
        return read_places(path) or {}
    except DamagedCursor:
        return {}
