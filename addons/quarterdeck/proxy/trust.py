"""Which roots an origin's certificate may chain to: the system's store and what the organization adds."""

from __future__ import annotations

import ssl
from pathlib import Path

import certifi

from quarterdeck.config.schema import Config
from quarterdeck.errors import UsageError


def trust_path(config: Config) -> Path:
    """The PEM file made of `upstream.trust`, which `write_trust` keeps."""
    return config.state / "trust.pem"


def write_trust(config: Config) -> Path:
    """Put the PEM files of `upstream.trust` together. Raises UsageError when one cannot be read or holds none."""
    parts = []
    for name in config.upstream.trust:
        path = _system_store() if name == "system" else Path(name)
        try:
            pem = path.read_text()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"upstream.trust: cannot read {path}: {error}") from None
        if "-----BEGIN CERTIFICATE-----" not in pem:
            raise UsageError(f"upstream.trust: {path} holds no PEM certificate")
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
        except ssl.SSLError:
            raise UsageError(f"upstream.trust: {path} holds a certificate that cannot be read") from None
        parts.append(pem)
    target = trust_path(config)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = target.with_suffix(".tmp")
    temporary.write_text("\n".join(parts))
    temporary.replace(target)
    return target


def _system_store() -> Path:
    paths = ssl.get_default_verify_paths()
    for name in (paths.cafile, paths.openssl_cafile, "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/cert.pem"):
        if name and Path(name).is_file():
            return Path(name)
    return Path(certifi.where())
