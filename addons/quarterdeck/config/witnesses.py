"""The entries of `audit.witnesses`: who outside is shown the deck log's checkpoints, and signs that it only grew."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, field_validator

from quarterdeck.audit.note import WITNESS, Untrusted, Verifier


class WitnessEntry(BaseModel):
    """One witness. `key` is its public key, `url` what `/add-checkpoint` comes after, `ca` the authorities to be
    trusted instead of the machine's.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    url: str
    ca: Path | None = None

    @field_validator("key")
    @classmethod
    def _of_a_witness(cls, value: str) -> str:
        try:
            verifier = Verifier.from_vkey(value.strip())
        except Untrusted as error:
            raise ValueError(str(error)) from None
        if verifier.kind != WITNESS:
            raise ValueError("this is the key of a log, not of a witness; `quarterdeck audit witness` prints its own")
        return verifier.vkey

    @field_validator("url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("the url of a witness is https://HOST:PORT, and maybe a path")
        if parts.username is not None:
            raise ValueError("the url of a witness holds no user or password")
        if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("a witness elsewhere is asked under TLS: https://HOST:PORT; http is for this machine only")
        return value.rstrip("/")

    @property
    def verifier(self) -> Verifier:
        """The key that its cosignatures must be of."""
        return Verifier.from_vkey(self.key)


def different(entries: Iterable[WitnessEntry]) -> None:
    """See that no witness stands twice: one key is one witness, whatever its name. Raises ValueError."""
    seen: set[bytes] = set()
    for entry in entries:
        if entry.verifier.public in seen:
            raise ValueError(f"the witness {entry.verifier.name!r} stands twice, or under another name")
        seen.add(entry.verifier.public)
