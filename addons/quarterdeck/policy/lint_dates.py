"""What the calendar says of rules and exceptions: over, nearly over, without end, due for review."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quarterdeck.errors import Problem
from quarterdeck.policy.dates import ends, read_zone, starts
from quarterdeck.policy.load import PolicyFile
from quarterdeck.policy.places import Path

SOON = 14 * 86_400.0


def dates(file: PolicyFile, now: float) -> Iterator[Problem]:
    """Problems with the dates of one file."""
    whole = file.policy
    items: list[tuple[Path, str, Any]] = [((), f"the policy {whole.policy!r}", whole)]
    items += [(("rules", n), f"the rule {rule.id!r}", rule) for n, rule in enumerate(whole.rules)]
    items += [(("ban", n), "the ban", entry) for n, entry in enumerate(whole.ban)]
    zone = read_zone(whole.tz)
    for path, what, item in items:
        if item.review_by and ends(item.review_by, zone) <= now:
            message = f"{what} was to be reviewed by {item.review_by}"
            yield _warn(file, (*path, "review_by"), message, "look at it again, and set a new date", "review")
        if item.until:
            yield from _term(file, (*path, "until"), what, item.until, now)
            if item.from_ and starts(item.from_, zone) >= ends(item.until, zone):
                yield _warn(file, (*path, "until"), f"{what} ends before it begins", "swap the dates", "never-in-force")
    for number, exemption in enumerate(whole.exceptions):
        path = ("exceptions", number, "expires")
        what = f"the exception {exemption.id!r}"
        if exemption.expires == "never":
            yield Problem(file.name, *file.place(*path), f"{what} never expires", "", "never-expires", "note")
            continue
        yield from _term(file, path, what, exemption.expires, now)
        if exemption.from_ and starts(exemption.from_, zone) >= ends(exemption.expires, zone):
            yield _warn(file, path, f"{what} ends before it begins", "swap the dates", "never-in-force")


def _term(file: PolicyFile, path: Path, what: str, until: str, now: float) -> Iterator[Problem]:
    end = ends(until, read_zone(file.policy.tz))
    if end <= now:
        yield _warn(file, path, f"{what} ended on {until}, so it does nothing", "remove it or renew it", "expired")
    elif end - now <= SOON:
        yield _warn(file, path, f"{what} ends on {until}, within 14 days", "renew it if it is still needed", "expiring")


def _warn(file: PolicyFile, path: Path, message: str, hint: str, code: str) -> Problem:
    return Problem(file.name, *file.place(*path), message, hint, code, "warning")
