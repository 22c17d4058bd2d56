"""Who an exchange comes from, and how we know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """A user on a device at a client address.

    `user`, `groups` and `managed` are None when nothing identified them: policy treats that as an unknown
    fact, never as a negative one. `source` names the evidence: "address", "proxy-auth", "front". `granted` are the
    coach rules (`policy/rule`) that they may go past for now.
    """

    client: str
    user: str | None = None
    groups: frozenset[str] | None = None
    device: str | None = None
    managed: bool | None = None
    source: str = "address"
    granted: frozenset[str] = frozenset()

    @property
    def who(self) -> str:
        """One name for whoever it is: the user where one is known, else the address."""
        return f"client:{self.client}" if self.user is None else f"user:{self.user}"
