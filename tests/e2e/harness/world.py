"""The small internet of the tests: who answers for which name, and with which certificate."""

from __future__ import annotations

from pathlib import Path

from .names import pairs
from .origin import Origin
from .pki import Authority
from .sockets import speak

BAD_TLS = ("expired", "not-yet", "wrong-host", "self-signed", "untrusted", "client-only", "demands-client")
_SUFFIX = ".badtls.example"


def certificate_kind(host: str) -> str:
    """`expired.badtls.example` shows an expired certificate, and so on; all others a good one."""
    return host.removesuffix(_SUFFIX) if host.endswith(_SUFFIX) else "good"


def speaks_http2(host: str) -> bool:
    """Hosts named `h1.` and those with bad certificates speak HTTP/1.1 only."""
    return not host.startswith("h1.") and not host.endswith(_SUFFIX)


def bad_tls(kind: str) -> str:
    return kind + _SUFFIX


class World:
    """Origins by role, the names that lead to each, and the CA that they are signed by."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority(folder)
        self.origins: dict[str, Origin] = {}
        self.resolve: dict[str, str] = {}

    def origin(self, role: str, *hosts: str) -> Origin:
        """The origin that plays a role, made at first use; `hosts` lead to it from now on."""
        if role not in self.origins:
            self.origins[role] = Origin(role, self.authority, kind=certificate_kind, http2=speaks_http2, speak=speak)
        for host in hosts:
            self.resolve |= pairs(host, self.origins[role].address)
        return self.origins[role]

    def saw(self, needle: bytes) -> list[str]:
        """The roles of the origins that the needle reached."""
        return [role for role, origin in self.origins.items() if origin.saw(needle)]

    def upstream(self) -> dict[str, object]:
        """The `upstream:` section that leads a proxy here."""
        return {"trust": [str(self.authority.path)], "resolve": dict(self.resolve)}

    def close(self) -> None:
        for origin in self.origins.values():
            origin.close()
