"""The entries of `audit.sinks`: where the deck log is shipped to, in which format, and which records of it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from quarterdeck.model.decision import Action
from quarterdeck.model.record import Outcome

Kind = Literal["file", "syslog", "http", "splunk", "otlp", "nats"]
Format = Literal["jsonl", "ocsf", "ocsf-1.6", "ocsf-1.8", "ecs", "cef"]

EVENTS = ("decision", "outcome", "connection", "grant", "policy", "reveal", "erase", "log")
_CHOICES = {
    "event": EVENTS,
    "action": tuple(map(str, Action)),
    "outcome": tuple(outcome.value for outcome in Outcome),
}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")
# What a URL of each type looks like, the schemes that it may have, and those that carry records in clear.
_SHAPES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "syslog": ("tls://HOST:PORT", ("tls",), ()),
    "http": ("https://HOST:PORT/PATH", ("https",), ("http",)),
    "splunk": ("https://HOST:PORT", ("https",), ("http",)),
    "otlp": ("https://HOST:PORT", ("https",), ("http",)),
    "nats": ("tls://HOST:PORT/SUBJECT", ("tls",), ("nats",)),
}
_UNREAD = {"file": ("ca", "identity", "token_file"), "syslog": ("token_file",)}
_SYSLOG_TLS = 6514


class SinkFilter(BaseModel):
    """Which records a sink gets: those that have one of the values of each key that is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event: tuple[str, ...] | None = None
    action: tuple[str, ...] | None = None
    outcome: tuple[str, ...] | None = None

    @field_validator("event", "action", "outcome", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name, choices in _CHOICES.items():
            chosen = getattr(self, name)
            if chosen is not None and not chosen:
                raise ValueError(f"{name} names nothing, so no record would be shipped; leave it out to ship all")
            for word in chosen or ():
                if word not in choices:
                    raise ValueError(f"{word!r} is no {name} of a record; those are {', '.join(choices)}")
        return self

    def asked(self) -> dict[str, frozenset[str]]:
        """The values by key, of the keys that are given."""
        return {name: frozenset(chosen) for name in _CHOICES if (chosen := getattr(self, name)) is not None}


class SinkEntry(BaseModel):
    """One sink. `ca` holds the authorities to be trusted instead of the machine's, `identity` a certificate and its key
    for mutual TLS, `token_file` what the receiver asks for; all are files, read again for each connection. `start` says
    which record a new sink begins with.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Kind
    url: str
    format: Format = "jsonl"
    name: str = ""
    ca: Path | None = None
    identity: Path | None = None
    token_file: Path | None = None
    filter: SinkFilter = SinkFilter()
    start: Literal["oldest", "now"] = "oldest"

    @field_validator("name")
    @classmethod
    def _plain(cls, value: str) -> str:
        if not _NAME.match(value):
            raise ValueError("a sink's name is small letters, digits and hyphens, at most 63; a file is named by it")
        return value

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.type == "file":
            self._is_path()
        else:
            _is_address(self.type, self.url)
        for name in _UNREAD.get(self.type, ()):
            if getattr(self, name) is not None:
                raise ValueError(f"a {self.type} sink has no use for {name}; leave it out")
        if self.type == "splunk" and self.token_file is None:
            raise ValueError("a splunk sink needs token_file, a file that holds the collector's token")
        return self

    def _is_path(self) -> None:
        path = self.url.removeprefix("file://")
        if "://" in path or not path or path.endswith("/"):
            raise ValueError("the url of a file sink is the path of a file, such as /var/log/quarterdeck.jsonl")

    @property
    def called(self) -> str:
        """What names it, its cursor and its line in `status`."""
        return self.name or self.type

    @property
    def path(self) -> Path:
        """The file of a file sink."""
        return Path(self.url.removeprefix("file://"))

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of a syslog sink."""
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or _SYSLOG_TLS


def told_apart(entries: Iterable[SinkEntry]) -> None:
    """See that no two sinks share a name, under which their cursors are kept, or a file. Raises ValueError."""
    seen: set[str] = set()
    files: set[Path] = set()
    for entry in entries:
        if entry.type == "file":
            if entry.path in files:
                raise ValueError(f"two sinks write to {entry.path}; give each a file of its own")
            files.add(entry.path)
        if entry.called in seen:
            raise ValueError(f"two sinks are called {entry.called!r}; give each a name of its own, as in name: siem-2")
        seen.add(entry.called)


def _is_address(kind: str, url: str) -> None:
    """Raises ValueError with a sentence that does not repeat the URL: it may hold a password."""
    shape, secured, clear = _SHAPES[kind]
    wanted = f"the url of a {kind} sink is {shape}"
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0 and not parts.fragment
    except ValueError:
        raise ValueError(wanted) from None
    if not usable or parts.scheme not in (*secured, *clear):
        raise ValueError(wanted)
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"{wanted}; a password does not belong in it: put it into a file and name that as token_file")
    if kind == "syslog" and (parts.path.strip("/") or parts.query):
        raise ValueError(f"{wanted}, with nothing behind it")
    if parts.scheme in clear and not _is_here(parts):
        raise ValueError(f"{wanted}; {parts.scheme}:// would send records in clear, and is for this machine only")


def _is_here(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
