"""One turn of a web chat that is not sent on: what its request says, and ids that stay the same for one incident."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from quarterdeck.model.exchange import Exchange
from quarterdeck.wire import body
from quarterdeck.wire.answers.value import member
from quarterdeck.wire.format import path_of

_KEY = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True, slots=True)
class Turn:
    """`path` is for comparing; `value` is the request's document or form, empty where it could not be read.

    An app keeps what it is told under ids that its server gives. Ours come from the incident, so that they repeat for
    nobody else; where the request brings one along (a conversation, a message) that one is used.
    """

    incident: str
    path: str = ""
    query: str = ""
    time: float = 0.0
    value: dict[str, Any] = field(default_factory=dict)

    def get(self, *names: str | int) -> Any:
        """What stands below the names; None where one of them is missing."""
        return member(self.value, *names)

    def key(self, *names: str | int) -> str:
        """The id that stands there, "" where there is none: nothing else of a request is said back to anybody."""
        found = self.get(*names)
        return found if type(found) is str and _KEY.fullmatch(found) else ""

    def digits(self, label: str, length: int) -> str:
        """Hexadecimal digits for what `label` names."""
        return hashlib.sha256(f"{self.incident}/{label}".encode("utf-8", "replace")).hexdigest()[:length]

    def number(self, label: str) -> str:
        """A number of 17 digits that begins with none of the low ones."""
        return str(9 * 10**16 + int(self.digits(label, 13), 16) % 10**16)

    def uuid(self, label: str) -> str:
        """A UUID in the form of version 4."""
        said = self.digits(label, 32)
        return f"{said[:8]}-{said[8:12]}-4{said[13:16]}-a{said[17:20]}-{said[20:]}"

    @property
    def moment(self) -> str:
        """When the request came, as RFC 3339 in UTC."""
        return datetime.fromtimestamp(self.time, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def of(exchange: Exchange, incident: str) -> Turn:
    """The turn that a request takes."""
    return Turn(incident, path_of(exchange), exchange.query, exchange.time, _value(exchange))


def _value(exchange: Exchange) -> dict[str, Any]:
    if not exchange.body:
        return {}
    found: dict[str, Any] = next((one for one in body.read(exchange).values if type(one) is dict), {})
    return found
