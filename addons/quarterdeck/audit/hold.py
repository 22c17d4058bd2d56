"""Legal holds: what must not be removed, however old it is. They lie in the state folder, and each change is on record.

A hold that stands counts from the moment its command returns: retention looks at the holds under the same lock, before
each file that it removes. Holds that cannot be read hold everything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from quarterdeck.audit.deed import deed, locked, record_deed
from quarterdeck.audit.files import Files
from quarterdeck.audit.line import Line
from quarterdeck.errors import QuarterdeckError, UsageError

LOCK = "holds.lock"
_FORM = 1
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,62}")


class DamagedHolds(QuarterdeckError):
    """The file of holds says nothing one could rely on."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Records from `start` until before `end` are kept; a time that is None is no limit. `principals` are users or
    clients as they stand in the log: with them, only segments that hold a record of one of them are kept.
    """

    name: str
    start: datetime | None
    end: datetime | None
    principals: tuple[str, ...]
    reason: str
    added: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether a time is within it."""
        return (self.start is None or self.start <= moment) and (self.end is None or moment < self.end)

    def holds(self, moment: datetime, line: Mapping[str, Any]) -> bool:
        """Whether a record of that time is to be kept."""
        if not self.covers(moment):
            return False
        return not self.principals or not {line.get("principal"), line.get("client")}.isdisjoint(self.principals)

    def told(self) -> dict[str, Any]:
        """As plain data; times are RFC 3339 in UTC."""
        return asdict(self)

    @property
    def text(self) -> str:
        """What it covers, in words for the log."""
        begin = f"{self.start:%Y-%m-%dT%H:%M:%SZ}" if self.start else "the beginning"
        end = f"{self.end:%Y-%m-%dT%H:%M:%SZ}" if self.end else "further notice"
        whose = f" of {', '.join(self.principals)}" if self.principals else ""
        return f"records{whose} from {begin} until {end}"


def holds_path(state: Path) -> Path:
    """The file of holds of a state folder."""
    return state / "holds.json"


def read_holds(state: Path) -> list[Hold]:
    """The holds that stand, the oldest first. Raises DamagedHolds and OSError."""
    path = holds_path(state)
    try:
        found = orjson.loads(path.read_bytes())
        if found["form"] != _FORM:
            raise DamagedHolds(f"{path} is of another version of Quarterdeck; nothing is removed while it is there")
        return [_hold(one) for one in found["holds"]]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError):
        raise DamagedHolds(f"{path} cannot be read; restore it: nothing is removed while it is like this") from None


def add_hold(state: Path, hold: Hold, user: str, line: Line | None = None, files: Files | None = None) -> None:
    """Have a hold stand. Raises UsageError where its name is taken or cannot be one, DamagedHolds, and OSError."""
    if not _NAME.fullmatch(hold.name):
        raise UsageError(f"{hold.name!r} cannot be the name of a hold: small letters, digits, dots and hyphens")
    if hold.start and hold.end and hold.start >= hold.end:
        raise UsageError(f"there is no time between {hold.start} and {hold.end}")
    _check_reason(hold.reason)
    with locked(state, LOCK):
        standing = read_holds(state)
        if hold.name in (one.name for one in standing):
            raise UsageError(f"there is a hold {hold.name!r} already; remove it first, or take another name")
        # If the record fails, too much is held, and the command has said that it failed.
        _put(state, [*standing, hold], files)
        record_deed(state, deed(f"hold {hold.name} added: {hold.text}: {hold.reason}", user), line=line)


def remove_hold(
    state: Path, name: str, reason: str, user: str, line: Line | None = None, files: Files | None = None
) -> Hold:
    """Have a hold stand no more; what it was. Raises UsageError where there is none, DamagedHolds, and OSError."""
    _check_reason(reason)
    with locked(state, LOCK):
        standing = read_holds(state)
        found = next((one for one in standing if one.name == name), None)
        if found is None:
            raise UsageError(f"there is no hold {name!r}; `quarterdeck audit hold list` names those that stand")
        record_deed(state, deed(f"hold {name} removed: {found.text}: {reason}", user), line=line)
        _put(state, [one for one in standing if one is not found], files)
    return found


def _check_reason(reason: str) -> None:
    if not reason.strip() or not reason.isprintable():
        raise UsageError("a hold is added and removed for a reason: one line that says why, for those who read the log")


def _put(state: Path, holds: list[Hold], files: Files | None) -> None:
    data = {"form": _FORM, "holds": [one.told() for one in holds]}
    (files or Files()).put(holds_path(state), orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))


def _hold(told: Mapping[str, Any]) -> Hold:
    start, end = (None if told[key] is None else _moment(told[key]) for key in ("start", "end"))
    principals = tuple(str(one) for one in told["principals"])
    return Hold(str(told["name"]), start, end, principals, str(told["reason"]), _moment(told["added"]))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
