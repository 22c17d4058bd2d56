"""A test certificate authority, and leaves that are right or wrong in exactly one way."""

from __future__ import annotations

import datetime
import ipaddress
import threading
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from OpenSSL import SSL

DAY = datetime.timedelta(days=1)

type Pair = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _san(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


class Authority:
    """Signs leaves. `kind` of a leaf: good, expired, not-yet, wrong-host, self-signed, untrusted, client-only."""

    def __init__(self, folder: Path) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._root(self.key, "Test origin CA")
        self._stranger_key = ec.generate_private_key(ec.SECP256R1())
        self._stranger = self._root(self._stranger_key, "A CA that nobody trusts")
        self._leaf_key = ec.generate_private_key(ec.SECP256R1())
        self._contexts: dict[tuple[str, str, bool], SSL.Context] = {}
        self._lock = threading.Lock()
        self.path = folder / "origin-ca.pem"
        self.path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    @staticmethod
    def _root(key: ec.EllipticCurvePrivateKey, name: str) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name(name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 400 * DAY)
            .not_valid_after(now + 400 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.KeyUsage(False, False, False, False, False, True, True, False, False),
                critical=True,
            )
            .sign(key, hashes.SHA256())
        )

    def leaf(self, host: str, kind: str = "good") -> Pair:
        """A certificate for `host` and its key."""
        now = datetime.datetime.now(datetime.UTC)
        start, end = {"expired": (-30, -1), "not-yet": (1, 30)}.get(kind, (-1, 30))
        issuer, signer = self.certificate.subject, self.key
        if kind == "self-signed":
            issuer, signer = _name(host), self._leaf_key
        elif kind == "untrusted":
            issuer, signer = self._stranger.subject, self._stranger_key
        purpose = ExtendedKeyUsageOID.CLIENT_AUTH if kind == "client-only" else ExtendedKeyUsageOID.SERVER_AUTH
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_name(host))
            .issuer_name(issuer)
            .public_key(self._leaf_key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + start * DAY)
            .not_valid_after(now + end * DAY)
            .add_extension(
                x509.SubjectAlternativeName([_san("somewhere-else.example" if kind == "wrong-host" else host)]),
                critical=False,
            )
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
            .sign(signer, hashes.SHA256())
        )
        return certificate, self._leaf_key

    def server_context(self, host: str, kind: str = "good", *, http2: bool = True) -> SSL.Context:
        """A TLS server context that answers as `host`, made once."""
        with self._lock:
            key = (host, kind, http2)
            if key not in self._contexts:
                self._contexts[key] = self.new_context(host, kind, http2=http2)
            return self._contexts[key]

    def new_context(
        self,
        host: str,
        kind: str = "good",
        *,
        http2: bool = True,
        on_name: Callable[[SSL.Connection], None] | None = None,
    ) -> SSL.Context:
        """Offers h2 and http/1.1, and agrees with a client that asks only for something else."""
        certificate, key = self.leaf(host, kind)
        context = SSL.Context(SSL.TLS_SERVER_METHOD)
        context.use_certificate(certificate)
        context.use_privatekey(key)
        if kind == "demands-client":
            context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_: True)
        offered = (b"h2", b"http/1.1") if http2 else (b"http/1.1",)

        def choose(_connection: SSL.Connection, wanted: list[bytes]) -> object:
            for protocol in offered:
                if protocol in wanted:
                    return protocol
            return wanted[0] if wanted else SSL.NO_OVERLAPPING_PROTOCOLS

        context.set_alpn_select_callback(choose)
        if on_name:
            context.set_tlsext_servername_callback(on_name)
        return context
