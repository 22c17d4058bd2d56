"""Who an exchange comes from, and how we know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """A user on a device at a client address.

    `user`, `groups` and `managed` are None when nothing identified them: policy treats that as an unknown
    fact, never as a negative one. `source` names the evidence: "address", "proxy-auth", "front".
    """

    client: str
    user: str | None = None
    groups: frozenset[str] | None = None
    device: str | None = None
    managed: bool | None = None
    source: str = "address"
