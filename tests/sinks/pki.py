"""Files of an authority that signs receivers and clients, for the tests of sinks."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import serialization

from tests.e2e.harness.pki import Authority


def identity(authority: Authority, name: str, path: Path, kind: str = "good", password: str = "") -> Path:
    """A certificate for a name and its key, in one PEM file."""
    certificate, key = authority.leaf(name, kind)
    cipher = serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    path.write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, form, cipher))
    return path
