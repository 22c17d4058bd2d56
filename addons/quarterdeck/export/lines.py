"""What all exporters read of a line of the deck log in the same way, so that no two formats contradict each other."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

Line = Mapping[str, Any]
"""One line of the deck log, parsed. Its texts may be anybody's: a path, a method and a reason come from outside."""

PRODUCT = "Quarterdeck"

INFORMATIONAL, LOW, MEDIUM, HIGH = 1, 2, 3, 4

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SUBJECTS = {
    "decision": "Request",
    "connection": "Connection",
    "outcome": "Exchange",
    "grant": "Leave",
    "reveal": "Identity",
    "erase": "Identity",
}
_NOT_DONE = frozenset({"refused", "held", "cut", "failed"})


def uid(log: str, index: int) -> str:
    """The name of a line, by which whoever receives it twice knows it again."""
    return f"{log}/{index}"


def milliseconds(line: Line) -> int:
    """When it was, since the epoch. Raises ValueError where a line does not say."""
    moment = datetime.fromisoformat(str(line.get("time", "")))
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def word(line: Line, name: str) -> str:
    """A text of a line, "" where there is none."""
    value = line.get(name)
    return value if isinstance(value, str) else ""


def words(line: Line, name: str) -> list[str]:
    """A list of texts of a line. Models that could not be read are the one word "unknown"."""
    value = line.get(name)
    return [value] if isinstance(value, str) else list(value or ())


def findings(line: Line) -> dict[str, int]:
    """How often each detector found something."""
    return dict(line.get("findings") or {})


def is_address(text: str) -> bool:
    """Whether a text is an IP address. One with a zone is a name to everybody else, and no address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def target(line: Line) -> tuple[str, str]:
    """The path and the query of a request, as much of either as the line keeps."""
    path, _, query = word(line, "path").partition("?")
    return path, query


def address(line: Line) -> str:
    """The URL of a request, "" where the line does not name a scheme and a host."""
    scheme, host = word(line, "scheme"), word(line, "host")
    if not scheme or not host:
        return ""
    port = line.get("port")
    return f"{scheme}://{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}{word(line, 'path')}"


def http_version(line: Line) -> str:
    """The version of HTTP as its own documents write it."""
    protocol = word(line, "protocol")
    return {"h2": "2", "h3": "3"}.get(protocol, protocol.removeprefix("http/"))


def policy(line: Line) -> tuple[str, str]:
    """The strictest rule that spoke and the policy that it stands in, "" for either that is not known."""
    rule = next(iter(words(line, "rules")), "")
    return rule, rule.partition("/")[0]


def succeeded(line: Line) -> bool:
    """Whether what was asked for was done."""
    return word(line, "outcome") not in _NOT_DONE


def severity(line: Line) -> int:
    """How much a line asks to be looked at. A line does not keep what a rule says of itself, so the outcome tells."""
    if word(line, "event") == "policy":
        # The rules of the organization are not the ones in force.
        return INFORMATIONAL if succeeded(line) else HIGH
    if word(line, "event") in ("reveal", "erase"):
        # Whoever may be known from the log is the business of those who watch over it.
        return MEDIUM
    if not succeeded(line):
        return HIGH if findings(line) else MEDIUM
    if word(line, "outcome") == "rewritten":
        return MEDIUM
    watched = word(line, "action") == "monitor" or findings(line) or line.get("shadow") or line.get("drift")
    return LOW if watched or word(line, "event") == "grant" else INFORMATIONAL


def title(line: Line) -> str:
    """What happened, in two or three words."""
    event, outcome = word(line, "event"), word(line, "outcome")
    if event == "policy":
        return "Policy in force" if succeeded(line) else "Policy rejected"
    if event == "log":
        return f"Deck log {first_word(line)}".rstrip()
    return f"{_SUBJECTS.get(event, 'Record')} {outcome}".rstrip()


def first_word(line: Line) -> str:
    """The word that the reason begins with: of a log, what became of it."""
    return next(iter(word(line, "reason").split()), "").rstrip(".,:;")
