"""The keys of `quarterdeck.yaml`. Every key has a default; an unknown key is an error."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from quarterdeck.config.evidence import EvidenceKeys
from quarterdeck.config.privacy import Hidden, Identities, Pseudonyms, Tenant, consistent
from quarterdeck.config.sinks import SinkEntry, told_apart
from quarterdeck.config.witnesses import WitnessEntry, different
from quarterdeck.errors import BadHost
from quarterdeck.model.destination import canonical_host
from quarterdeck.policy.measures import read_duration, read_size

_UPSTREAM = re.compile(
    r"upstream:(?P<scheme>https?)://(?P<host>\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?/?\Z"
)
_VALKEY = ("valkey://", "valkeys://", "redis://", "rediss://", "unix://")
_DAYS = re.compile(r"(\d+)\s*d\Z")


def parse_size(value: object) -> int:
    """Bytes from `16MB`, `512KiB` or a plain number, as in rules. Raises ValueError."""
    return int(read_size(str(value)))


def parse_listen(text: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:8080` or `[::1]:8080`. Raises ValueError."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ValueError(f"{text!r} is not HOST:PORT")
    return host.strip("[]"), int(port)


def _listen(value: object) -> object:
    parse_listen(str(value))
    return str(value)


def _listen_or_off(value: object) -> object:
    return "off" if value in ("off", False) else _listen(value)


def _days(value: object) -> int:
    match = _DAYS.match(str(value).strip())
    if not match:
        raise ValueError(f"{value!r} is not a number of days; write it as 180d")
    return int(match[1])


def _duration(value: object) -> float:
    return read_duration(str(value))


def _as_by_default(owner: type[BaseModel], value: object, info: ValidationInfo) -> object:
    """A key that has no effect yet takes its default only, so that nobody relies on what is not there."""
    if value != owner.model_fields[str(info.field_name)].get_default(call_default_factory=True):
        raise ValueError(f"{info.field_name} is not built yet; leave it out")
    return value


def _not_built(*names: str) -> Any:
    return field_validator(*names)(classmethod(_as_by_default))


Size = Annotated[int, BeforeValidator(parse_size)]
Listen = Annotated[str, BeforeValidator(_listen)]
ListenOrOff = Annotated[str, BeforeValidator(_listen_or_off)]
Days = Annotated[int, BeforeValidator(_days)]
Duration = Annotated[float, BeforeValidator(_duration)]


class _Keys(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NeverInspect(_Keys):
    """Hosts that are tunnelled, never decrypted; a ban that the host alone decides still holds."""

    hosts: tuple[str, ...] = ()
    lists: dict[str, Path] = {}


class UntrustedClient(_Keys):
    """What happens when a client does not trust the CA."""

    default: Literal["refuse"] = "refuse"
    tunnel: tuple[str, ...] = ()

    _unbuilt = _not_built("tunnel")


class Clients(_Keys):
    """Who may use the proxy."""

    allow: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    auth: Literal["none"] = "none"
    trusted_fronts: tuple[str, ...] = ()

    _unbuilt = _not_built("trusted_fronts")


class Pac(_Keys):
    """What the PAC file tells a browser to do when the proxy does not answer."""

    fallback: Literal["none", "direct"] = "none"


class Ca(_Keys):
    """The certificate authority. `require` means never make one at start."""

    dir: Path | None = None
    require: bool = False
    common_name: str = "Quarterdeck CA"
    days: int = Field(default=730, ge=1, le=3650)
    permit: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Upstream(_Keys):
    """How origins are reached. `resolve` maps "host:port" to "address:port", as curl --resolve does."""

    trust: tuple[str, ...] = ("system",)
    resolve: dict[str, str] = {}
    proxy: str | None = None

    _unbuilt = _not_built("proxy")

    @field_validator("resolve")
    @classmethod
    def _canonical(cls, value: dict[str, str]) -> dict[str, str]:
        mapped = {}
        for name, address in value.items():
            host, port = parse_listen(name)
            parse_listen(address)
            try:
                mapped[f"{canonical_host(host)}:{port}"] = address
            except BadHost as error:
                raise ValueError(str(error)) from None
        return mapped


class Limits(_Keys):
    """How much of bodies is kept in memory and how much on disk, in bytes; timeouts in seconds."""

    memory_body: Size = 16_000_000
    memory_total: Size = 256_000_000
    spool_body: Size = 1_000_000_000
    spool_total: Size = 20_000_000_000
    min_free: Size = 10_000_000_000
    past_spool: Literal["refuse", "window"] = "refuse"
    drain: float = Field(default=30.0, ge=0)
    idle: float = Field(default=600.0, gt=0)


class OnFault(_Keys):
    """What happens to traffic when Quarterdeck itself fails."""

    governed: Literal["block"] = "block"
    other: Literal["allow", "block"] = "allow"
    audit: Literal["block", "flag"] = "block"

    _unbuilt = _not_built("other")


class Audit(_Keys):
    """What the deck log keeps, and when a record counts as kept."""

    durability: Literal["before-release", "async"] = "before-release"
    scope: Literal["governed", "all"] = "governed"
    url: Literal["host", "path", "full"] = "path"
    principal: Literal["pseudonym", "clear"] = "pseudonym"
    pseudonyms: Pseudonyms = Pseudonyms()
    identities: Identities = Identities()
    encrypt: tuple[Hidden, ...] = ()
    tenants: tuple[Tenant, ...] = ()
    evidence: EvidenceKeys = EvidenceKeys()
    retention: Days = Field(default=180, ge=1)
    sinks: tuple[SinkEntry, ...] = ()
    witnesses: tuple[WitnessEntry, ...] = ()

    @field_validator("sinks")
    @classmethod
    def _apart(cls, value: tuple[SinkEntry, ...]) -> tuple[SinkEntry, ...]:
        told_apart(value)
        return value

    @field_validator("witnesses")
    @classmethod
    def _each_once(cls, value: tuple[WitnessEntry, ...]) -> tuple[WitnessEntry, ...]:
        different(value)
        return value

    @model_validator(mode="after")
    def _private(self) -> Self:
        consistent(self.principal, self.pseudonyms, self.identities, self.encrypt, self.tenants)
        return self


class Vault(_Keys):
    """Where the values that placeholders stand for are kept: in this machine's memory, or in a Valkey at `url` that
    several machines share, sealed with the key in `key_file`. `expire` is the time after which an idle conversation is
    forgotten.
    """

    # It may hold a password.
    url: SecretStr | None = None
    key_file: Path | None = None
    expire: Duration = Field(default=86_400.0, gt=0)

    @field_validator("url")
    @classmethod
    def _known_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(_VALKEY):
            raise ValueError("a vault's url is valkey://HOST:PORT, or valkeys://HOST:PORT with TLS")
        return value

    @model_validator(mode="after")
    def _sealed(self) -> Self:
        if (self.url is None) != (self.key_file is None):
            raise ValueError("a shared vault needs both url and key_file")
        return self


class Config(_Keys):
    """The whole of `quarterdeck.yaml`."""

    listen: Listen = "127.0.0.1:8080"
    mode: str = "regular"
    console: ListenOrOff = "127.0.0.1:8081"
    admin: ListenOrOff = "127.0.0.1:8082"
    workers: int | Literal["auto"] = "auto"
    state: Path = Path("var")
    rules: tuple[str, ...] = ("baseline",)
    inspect: Literal["governed", "all"] = "governed"
    inspect_shared: tuple[str, ...] = ()
    never_inspect: NeverInspect = NeverInspect()
    on_untrusted_client: UntrustedClient = UntrustedClient()
    refuse: Literal["inside", "connect"] = "inside"
    organisation: str = ""
    clients: Clients = Clients()
    pac: Pac = Pac()
    ca: Ca = Ca()
    upstream: Upstream = Upstream()
    limits: Limits = Limits()
    on_fault: OnFault = OnFault()
    audit: Audit = Audit()
    vault: Vault = Vault()

    @field_validator("workers")
    @classmethod
    def _some_workers(cls, value: int | str) -> int | str:
        if isinstance(value, int) and not 1 <= value <= 256:
            raise ValueError("workers must be between 1 and 256, or auto")
        return value

    @field_validator("mode")
    @classmethod
    def _known_mode(cls, value: str) -> str:
        if value in ("regular", "transparent") or _UPSTREAM.match(value):
            return value
        if value in ("wireguard", "local"):
            raise ValueError(f"mode {value} is not built yet; use regular, transparent or upstream:URL")
        raise ValueError(f"{value!r} is not a mode; use regular, transparent or upstream:http://HOST:PORT")

    @property
    def upstream_proxy(self) -> tuple[str, int] | None:
        """Host and port of the proxy that everything is passed on to, in mode upstream."""
        found = _UPSTREAM.match(self.mode)
        if not found:
            return None
        return found["host"].strip("[]"), int(found["port"] or (443 if found["scheme"] == "https" else 80))

    @property
    def worker_count(self) -> int:
        return self.workers if isinstance(self.workers, int) else max(1, len(os.sched_getaffinity(0)))

    @property
    def ca_dir(self) -> Path:
        return self.ca.dir or self.state / "ca"

    @property
    def digest(self) -> str:
        """Stands for all settings, of which it tells nothing; secrets are left out of it."""
        return f"sha256:{sha256(self.model_dump_json().encode()).hexdigest()[:16]}"

    @property
    def audit_dir(self) -> Path:
        return self.state / "audit"

    @property
    def evidence_dir(self) -> Path:
        return self.state / "audit-evidence"
