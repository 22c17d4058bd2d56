"""An authority is a CA certificate, its key and its issuers, checked against one another; nothing unchecked signs.

Bytes in, facts out: where the files live is the business of `ca`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from quarterdeck.errors import UsageError
from quarterdeck.proxy.constraints import build, permits

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
WARN_BEFORE = dt.timedelta(days=30)
BACKDATED = dt.timedelta(days=1)
DEFAULT_DAYS = 730
MAXIMUM_DAYS = 3650


class AuthorityError(UsageError):
    """The certificate authority cannot be used; says which file, why, and what to do."""


def utc_now() -> dt.datetime:
    """The present in UTC, to the second, as certificates write it."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Authority:
    """A CA that may sign. `chain` holds its issuers from the nearest up, the root last when it was given."""

    certificate: x509.Certificate
    key: Key = field(repr=False)
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def own(self) -> bool:
        """Whether it is its own root, rather than an intermediate of the organization's."""
        return self.certificate.issuer == self.certificate.subject

    @property
    def anchor(self) -> x509.Certificate:
        """The topmost certificate that we hold: the one that devices are to trust."""
        return self.chain[-1] if self.chain else self.certificate

    @property
    def handshake(self) -> tuple[x509.Certificate, ...]:
        """What a server sends after its leaf. A root stays out: devices hold it (RFC 8446 section 4.4.2)."""
        return tuple(c for c in (self.certificate, *self.chain) if c.issuer != c.subject)

    @property
    def chain_pem(self) -> bytes:
        """The CA certificate and its issuers, nearest first, as one PEM text."""
        return b"".join(pem(c) for c in (self.certificate, *self.chain))

    @property
    def sha256(self) -> str:
        return fingerprint(self.certificate)

    @property
    def not_before(self) -> dt.datetime:
        return max(c.not_valid_before_utc for c in (self.certificate, *self.chain))

    @property
    def not_after(self) -> dt.datetime:
        """The end of the first to end of the CA and its issuers."""
        return min(c.not_valid_after_utc for c in (self.certificate, *self.chain))

    @property
    def subject(self) -> str:
        return self.certificate.subject.rfc4514_string()

    @property
    def constraints(self) -> tuple[x509.NameConstraints, ...]:
        found = (extension(c, x509.NameConstraints) for c in (self.certificate, *self.chain))
        return tuple(c for c in found if c is not None)

    @property
    def hash(self) -> hashes.SHA256 | hashes.SHA384 | hashes.SHA512:
        """The hash that fits the key's strength, as the Baseline Requirements pair them."""
        size = self.key.curve.key_size if isinstance(self.key, ec.EllipticCurvePrivateKey) else 256
        if size <= 256:
            return hashes.SHA256()
        return hashes.SHA384() if size == 384 else hashes.SHA512()

    def permits(self, host: str) -> bool:
        """Whether the name constraints let it sign for a canonical host (RFC 5280 section 4.2.1.10)."""
        return all(permits(constraints, host) for constraints in self.constraints)

    def check_dates(self, now: dt.datetime | None = None) -> None:
        """Raises AuthorityError when the CA or one of its issuers is not valid now."""
        now = now or utc_now()
        for certificate in (self.certificate, *self.chain):
            name = certificate.subject.rfc4514_string()
            if now > certificate.not_valid_after_utc:
                raise AuthorityError(
                    f"the CA certificate {name} expired on {day(certificate.not_valid_after_utc)}, so no device would "
                    "accept what it signs: stage a new one with `quarterdeck ca rotate`, bring it to the devices, "
                    "then run `quarterdeck ca rotate --activate`"
                )
            if now < certificate.not_valid_before_utc:
                raise AuthorityError(
                    f"the CA certificate {name} is not valid before {day(certificate.not_valid_before_utc)} "
                    f"and this machine's clock says {day(now)}: correct the clock or wait"
                )

    def warnings(self, now: dt.datetime | None = None) -> tuple[str, ...]:
        """What the people who run this should hear of before it hurts."""
        left = self.not_after - (now or utc_now())
        if left >= WARN_BEFORE:
            return ()
        end = f"the certificate authority ends on {day(self.not_after)}, in {max(left.days, 0)} days"
        return (f"{end}: stage the next one now with `quarterdeck ca rotate`",)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 over the DER, as 32 upper-case pairs with colons, the way trust stores show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def pem(certificate: x509.Certificate) -> bytes:
    """The certificate as PEM text."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def day(time: dt.datetime) -> str:
    """A date as people and logs read it."""
    return f"{time:%Y-%m-%d}"


def make(
    *,
    common_name: str | None = None,
    days: int = DEFAULT_DAYS,
    permit: Sequence[str] = (),
    exclude: Sequence[str] = (),
    now: dt.datetime | None = None,
) -> Authority:
    """A new self-signed authority: EC P-256, ECDSA with SHA-256, good for TLS servers only.

    `days` is two years unless told otherwise: the key lives on a machine that faces the network, so it should
    end by itself, and two years leave room for a yearly rotation. `permit` and `exclude` are domains (with their
    subdomains) or networks; when any is permitted, addresses are too only if a network is. Raises AuthorityError.
    """
    now = now or utc_now()
    if not 1 <= days <= MAXIMUM_DAYS:
        raise AuthorityError(f"a CA must last from 1 to {MAXIMUM_DAYS} days, not {days}")
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key()
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    # Two CAs of one name confuse people and some trust stores, so the name made here says when and which.
    common_name = common_name or f"Quarterdeck CA {day(now)} {identifier.digest[:2].hex()}"
    if not 1 <= len(common_name) <= 64 or not common_name.isprintable():
        raise AuthorityError("the CA's common name must be 1 to 64 printable characters (RFC 5280, ub-common-name)")
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Quarterdeck"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )
    builder = (
        x509.CertificateBuilder(name, name, public, x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_CA_KEY_USAGE, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(identifier, critical=False)
    )
    if permit or exclude:
        builder = builder.add_extension(build(permit, exclude), critical=True)
    return Authority(builder.sign(key, hashes.SHA256()), key)


_CA_KEY_USAGE = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def key_pem(key: Key, passphrase: bytes | None = None) -> bytes:
    """The key as PKCS #8, encrypted when there is a passphrase."""
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        encryption = serialization.BestAvailableEncryption(passphrase)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def extension[E: x509.ExtensionType](certificate: x509.Certificate, kind: type[E]) -> E | None:
    """The extension of that kind, or None when the certificate has none."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
